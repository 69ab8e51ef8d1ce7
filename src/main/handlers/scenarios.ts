import type { Handlers } from '../ipc.ts'
import { listTemplates } from '../resources.ts'
import type { ScenarioFiles } from '../scenarioFiles.ts'
import { validateScenario } from '../validateScenario.ts'

type ScenarioCalls =
  | 'listTemplates'
  | 'recentScenarios'
  | 'openScenario'
  | 'readScenario'
  | 'saveScenario'
  | 'validateScenario'

/** Templates and scenario files. */
export function scenarioHandlers(files: ScenarioFiles) {
  return {
    listTemplates,
    recentScenarios: () => files.recent(),
    openScenario: () => files.open(),
    readScenario: ({ file }) => files.read(file),
    saveScenario: ({ text, file, saveAs = false }) => files.save(text, file, saveAs),
    validateScenario: ({ text, file }) => validateScenario(text, file),
  } satisfies Pick<Handlers, ScenarioCalls>
}
