import { loadScenario } from '../../core/runner/loadScenario.ts'
import { preflight } from '../../core/runner/preflight/preflight.ts'
import { defaultWorkers } from '../../core/runner/workerHost.ts'
import type { Handlers } from '../ipc.ts'
import { TEMPLATES } from '../resources.ts'
import { requireLoaded } from '../runCoordinator.ts'
import { referenceValues } from '../validateScenario.ts'

/** The look at a target before a run. */
export const PREFLIGHT_HANDLERS: Pick<Handlers, 'preflight'> = {
  preflight: async ({ text, file, short = false }) => {
    const loaded = requireLoaded(
      await loadScenario({
        text,
        ...(file === undefined ? {} : { file }),
        shippedTargets: TEMPLATES,
        short,
        ...referenceValues(),
      }),
    )
    return preflight(loaded.scenario, { workers: defaultWorkers() })
  },
}
