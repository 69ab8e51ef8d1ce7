import type { Database } from 'better-sqlite3'
import { setBaseline } from '../../core/store/baselines.ts'
import { baselineOf, listBaselines } from '../../core/store/queries/baselines.ts'
import { factsOf } from '../../core/store/queries/runDetail.ts'
import { HeadroomError } from '../../shared/errors.ts'
import { formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { numbers, table, words } from '../terminal/table.ts'

interface BaselineFlags {
  db?: string
  json?: boolean
}

const COLUMNS = [...words('scenario', 'runs'), ...numbers('P95', 'rate', 'failed')]

/** Makes runs, all of one scenario, its baseline. @throws HeadroomError RUN_NOT_FOUND, BASELINE_* */
export async function setBaselineCommand(
  ids: readonly string[],
  { db }: BaselineFlags,
  output: Output,
): Promise<ExitCode> {
  await withDatabase(db, (database) => {
    const scenario = factsOf(database, ids[0] ?? '').facts.record.scenario
    setBaseline(database, { scenario, runIds: ids }, Date.now())
    output.out(`The baseline of ${scenario} is ${ids.join(', ')} now.`)
  })
  return EXIT.passed
}

/** Lists the baselines of all scenarios. */
export async function listBaselinesCommand({ db, json }: BaselineFlags, output: Output): Promise<ExitCode> {
  await withDatabase(db, (database) => {
    const baselines = listBaselines(database)
    if (json === true) output.out(JSON.stringify(baselines, null, 2))
    else if (baselines.length === 0) output.out('No scenario has a baseline. `headroom baseline set ID` names one.')
    else {
      const rows = baselines.map(({ scenario }) => row(database, scenario))
      for (const line of table(COLUMNS, rows)) output.out(line)
    }
  })
  return EXIT.passed
}

function row(database: Database, scenario: string): string[] {
  const { runs = [], figures } = baselineOf(database, { scenario }) ?? {}
  return [
    scenario,
    runs.map(({ id }) => id).join(', '),
    formatDuration(figures?.p95Us ?? null),
    formatRate(figures?.requestRate ?? 0),
    typeof figures?.failedShare === 'number' ? formatPercent(figures.failedShare) : '–',
  ]
}

/** Ends a scenario's baseline. @throws HeadroomError BASELINE_NOT_FOUND */
export async function clearBaselineCommand(scenario: string, { db }: BaselineFlags, output: Output): Promise<ExitCode> {
  await withDatabase(db, (database) => {
    if (!listBaselines(database).some((each) => each.scenario === scenario)) {
      throw new HeadroomError({
        code: 'BASELINE_NOT_FOUND',
        message: `No scenario called ${scenario} has a baseline.`,
        hint: '`headroom baseline list` shows those that have one.',
      })
    }
    setBaseline(database, { scenario, runIds: [] }, Date.now())
    output.out(`${scenario} has no baseline any more.`)
  })
  return EXIT.passed
}
