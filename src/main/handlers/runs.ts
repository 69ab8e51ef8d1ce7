import type { StoreReader } from '../../core/store/reader.ts'
import type { Handlers } from '../ipc.ts'
import { PROGRAMS, SMOKE, TEMPLATES, templateText } from '../resources.ts'
import type { RunCoordinator } from '../runCoordinator.ts'
import { startSampleTarget } from '../sampleTargetProcess.ts'
import { referenceValues } from '../validateScenario.ts'

type RunCalls = 'startRun' | 'startDemo' | 'stopRun' | 'abortRun' | 'controlRun' | 'liveRun' | 'listRuns' | 'getRun'

/** Runs: those that go on, and stored ones. */
export function runHandlers(runs: RunCoordinator, reader: StoreReader) {
  return {
    startRun: ({ text, file, env, short = false }) => {
      const values = referenceValues()
      return runs.start(() => ({
        text,
        ...(file === undefined ? {} : { file }),
        shippedTargets: TEMPLATES,
        short,
        env: { ...values.env, ...env },
        secrets: values.secrets,
      }))
    },
    startDemo: () => {
      let closeTarget = (): void => {}
      return runs.start(
        async () => {
          const target = await startSampleTarget(PROGRAMS.sampleTarget)
          closeTarget = () => target.close()
          return { text: templateText(SMOKE), shippedTargets: TEMPLATES, env: { BASE_URL: target.url }, secrets: {} }
        },
        () => closeTarget(),
      )
    },
    stopRun: ({ runId }) => runs.stop(runId),
    abortRun: ({ runId }) => runs.abort(runId),
    controlRun: ({ runId, executor, vus, rate, paused }) =>
      runs.control(runId, {
        executor,
        ...(vus === undefined ? {} : { vus }),
        ...(rate === undefined ? {} : { rate }),
        ...(paused === undefined ? {} : { paused }),
      }),
    liveRun: () => runs.live(),
    listRuns: (query) => reader.ask('listRuns', query),
    getRun: ({ runId }) => reader.ask('readRunPage', runId),
  } satisfies Pick<Handlers, RunCalls>
}
