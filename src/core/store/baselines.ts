import type { Database } from 'better-sqlite3'
import { HeadroomError } from '../../shared/errors.ts'
import type { RunRecord } from '../../shared/run.ts'
import { findRun } from './queries/runDetail.ts'
import { toRecord } from './queries/listRuns.ts'

export interface BaselineChoice {
  /** The scenario's name. */
  scenario: string
  /** None: the scenario has no baseline any more. */
  runIds: readonly string[]
}

/**
 * Makes runs of a scenario its baseline, in place of what was.
 * @throws HeadroomError RUN_NOT_FOUND, BASELINE_OTHER_SCENARIO, BASELINE_UNUSABLE: nothing was changed then
 */
export function setBaseline(database: Database, { scenario, runIds }: BaselineChoice, nowMs: number): void {
  database
    .transaction(() => {
      const rows = [...new Set(runIds)].map((id) => findRun(database, id))
      for (const row of rows) requireUsable(toRecord(row), scenario)
      database.prepare(`DELETE FROM baseline_runs WHERE run IN (SELECT id FROM runs WHERE scenario = ?)`).run(scenario)
      const insert = database.prepare(`INSERT INTO baseline_runs (run, added_at_ms) VALUES (?, ?)`)
      for (const { id } of rows) insert.run(id, nowMs)
    })
    .immediate()
}

/** What runs cannot be measured against. */
function requireUsable({ id, scenario, status, validity }: RunRecord, wanted: string): void {
  if (scenario !== wanted) {
    throw new HeadroomError({
      code: 'BASELINE_OTHER_SCENARIO',
      message: `Run ${id} is of the scenario ${scenario}, not of ${wanted}.`,
      hint: 'A baseline is made of runs of its own scenario.',
    })
  }
  const why = status === 'running' || status === 'error' ? status : validity === 'invalid' ? validity : undefined
  if (why === undefined) return
  throw new HeadroomError({
    code: 'BASELINE_UNUSABLE',
    message: `Run ${id} cannot be a baseline: it is ${why === 'error' ? 'without a result' : why}.`,
    hint: 'Choose a run that came to its end and whose measurement is valid.',
  })
}
