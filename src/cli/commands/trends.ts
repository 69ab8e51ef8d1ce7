import { listScenarios, readTrend } from '../../core/store/queries/trends.ts'
import { HeadroomError } from '../../shared/errors.ts'
import { TREND_METRICS, type Trend, type TrendRun } from '../../shared/trends.ts'
import { TREND_TITLES, changeText, changeWord, trendNotes, trendValue } from '../../shared/trendText.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { numbers, table, words } from '../terminal/table.ts'

const COLUMNS = [
  ...words('run', 'started'),
  ...numbers(...TREND_METRICS.map((metric) => TREND_TITLES[metric])),
  ...words('notes'),
]

/** Shows a scenario's runs over time, and where they changed. @throws HeadroomError SCENARIO_UNKNOWN */
export async function trendsCommand(
  scenario: string,
  { db, json }: { db?: string; json?: boolean },
  output: Output,
): Promise<ExitCode> {
  const trend = await withDatabase(db, (database) => {
    const found = readTrend(database, { scenario })
    if (found.runs.length > 0) return found
    const known = listScenarios(database).map((each) => each.scenario)
    throw new HeadroomError({
      code: 'SCENARIO_UNKNOWN',
      message: `There is no run of a scenario called ${scenario}.`,
      hint: known.length === 0 ? 'Run one first.' : `There are runs of: ${known.slice(0, 10).join(', ')}.`,
    })
  })
  if (json === true) output.out(JSON.stringify(trend, null, 2))
  else for (const line of trendLines(trend)) output.out(line)
  return EXIT.passed
}

function trendLines({ runs, changePoints }: Trend): string[] {
  return [
    ...table(COLUMNS, runs.map(row)),
    ...(changePoints.length === 0 ? ['No figure changed its level.'] : []),
    ...changePoints.map((change) => {
      const [before, after] = [change.before, change.after].map((value) => trendValue(change.metric, value))
      return `${TREND_TITLES[change.metric]} ${changeWord(change)} from run ${change.runId} on: ${changeText(change)}, ${before} -> ${after}`
    }),
  ]
}

function row(each: TrendRun): string[] {
  const { run, values } = each
  return [
    run.id,
    new Date(run.startedAtMs).toISOString().slice(0, 16).replace('T', ' '),
    ...TREND_METRICS.map((metric) => trendValue(metric, values[metric])),
    trendNotes(each),
  ]
}
