import type { Database } from 'better-sqlite3'
import { HeadroomError } from '../../../shared/errors.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import { withBaseline } from '../../../shared/thresholds/judge.ts'
import { baselineRows, totalsOfRuns } from './baselines.ts'
import type { RunRow } from './listRuns.ts'

/** A scenario whose relative thresholds have their limits, and the runs that gave them. */
export interface MeasuredScenario {
  scenario: Scenario
  /** Ids, the newest first; none when there is no baseline. */
  baseline: readonly string[]
}

/**
 * Measures a scenario's relative thresholds against its baseline, or against other runs.
 * @param wanted run ids, or the name that runs or a scenario's baseline have; undefined for the scenario's own baseline
 * @throws HeadroomError BASELINE_NOT_FOUND
 */
export function measureAgainstBaseline(
  database: Database,
  scenario: Scenario,
  wanted?: readonly string[],
): MeasuredScenario {
  const rows = wanted === undefined ? baselineRows(database, scenario.name) : runsNamed(database, wanted)
  const totals = rows.length === 0 ? undefined : totalsOfRuns(database, rows)
  return {
    scenario: { ...scenario, thresholds: withBaseline(scenario.thresholds, totals) },
    baseline: rows.map(({ run_id }) => run_id),
  }
}

/**
 * The runs that people name: by id, by the scenario that has them as its baseline, or by their own name.
 * @throws HeadroomError BASELINE_NOT_FOUND
 */
export function runsNamed(database: Database, names: readonly string[]): RunRow[] {
  const rows = names.flatMap((text) => rowsNamed(database, text))
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** An id goes before a scenario, which goes before runs of that name. */
function rowsNamed(database: Database, text: string): RunRow[] {
  const byId = database
    .prepare<[string], RunRow>(`SELECT * FROM runs WHERE run_id = ? AND deleted_at_ms IS NULL`)
    .all(text)
  if (byId.length > 0) return byId
  const ofScenario = baselineRows(database, text)
  if (ofScenario.length > 0) return ofScenario
  const named = database
    .prepare<[string], RunRow>(
      `SELECT * FROM runs WHERE name = ? AND deleted_at_ms IS NULL AND status NOT IN ('running', 'error') AND validity <> 'invalid'
       ORDER BY started_at_ms DESC, id DESC LIMIT 20`,
    )
    .all(text)
  if (named.length > 0) return named
  throw new HeadroomError({
    code: 'BASELINE_NOT_FOUND',
    message: `There is no run \`${text}\`, no baseline of a scenario of that name, and no finished run that is called so.`,
    hint: 'Name a run by its id (`headroom runs` lists them), or make one a baseline: `headroom baseline set ID`.',
  })
}
