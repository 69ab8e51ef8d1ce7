import type { Database } from 'better-sqlite3'
import type { PackedRun } from '../../../shared/ipc.ts'
import { packPoints } from '../../../shared/packedPoints.ts'
import { parseScenario } from '../../../shared/scenario/parse.ts'
import { overviewOf } from '../../../shared/scenario/plan.ts'
import { formThatRan } from '../../../shared/scenario/short.ts'
import { readRun } from './runDetail.ts'

/** A run as the app's screens get it: packed for its way through the processes, with the plan of its scenario. @throws HeadroomError RUN_NOT_FOUND */
export function readRunPage(database: Database, runId: string): PackedRun {
  const { points, ...run } = readRun(database, runId)
  const { scenario } = parseScenario(run.scenarioText)
  const plan = scenario && overviewOf(formThatRan(scenario, run.summary.run.scenario))
  return { ...run, points: packPoints(points), ...(plan !== undefined && { plan }) }
}
