import type { Database } from 'better-sqlite3'
import type { ThresholdResult } from '../../../shared/thresholds/types.ts'
import { parseThreshold } from '../../../shared/thresholds/parse.ts'
import type { ScenarioRuns, Trend, TrendMetric, TrendRun } from '../../../shared/trends.ts'
import { BaselineTotals } from '../../analysis/baselineTotals.ts'
import { joinTotals } from '../../analysis/seriesTotals.ts'
import { trendTotal } from '../../analysis/trendTotal.ts'
import { trendChanges } from '../../analysis/trends/trendOf.ts'
import { figuresOf, listBaselines } from './baselines.ts'
import { type RunRow, toRecord } from './listRuns.ts'
import { readPoints, readSeries } from './points.ts'

/** The newest of a scenario's runs: more do not fit beside each other on a screen, and finding changes takes its time. */
const MOST_RUNS = 300

/** The scenarios that have runs, the one with the newest run first. */
export function listScenarios(database: Database): ScenarioRuns[] {
  return database
    .prepare<[], ScenarioRuns>(
      `SELECT scenario, count(*) AS runs, max(started_at_ms) AS newestAtMs FROM runs WHERE status <> 'running' AND deleted_at_ms IS NULL
       GROUP BY scenario ORDER BY newestAtMs DESC`,
    )
    .all()
}

/** A scenario's runs over time with their targets, and where they changed. */
export function readTrend(database: Database, { scenario }: { scenario: string }): Trend {
  const rows = database
    .prepare<[string, number], RunRow & { scenarioText: string }>(
      `SELECT runs.*, scenario_text AS scenarioText FROM runs JOIN run_details ON run = runs.id
       WHERE scenario = ? AND status <> 'running' AND deleted_at_ms IS NULL ORDER BY started_at_ms DESC, id DESC LIMIT ?`,
    )
    .all(scenario, MOST_RUNS)
    .toReversed()
  const baseline = new Set(listBaselines(database).find((each) => each.scenario === scenario)?.runIds)
  const records = rows.map(toRecord)
  // Times to the first byte lie on no line with times to the last.
  const toFirstByte = records.map(({ origin }) => origin?.lacks.includes('last-byte') === true)
  const mixed = new Set(toFirstByte).size > 1
  const runs = rows.map((row, index): TrendRun => {
    const before = rows[index - 1]
    return {
      run: records[index] ?? toRecord(row),
      values: valuesOf(database, row, !mixed || toFirstByte[index] === false),
      targets: targetsOf(database, row),
      scenarioChanged: before !== undefined && before.scenarioText !== row.scenarioText,
      inBaseline: baseline.has(row.run_id),
    }
  })
  return { scenario, runs, changePoints: trendChanges(runs) }
}

const METRICS: ReadonlySet<string> = new Set(['http_req_duration', 'http_reqs', 'http_req_failed'])

/** @param withTold whether percentiles that another tool told itself may stand for those of a histogram */
function valuesOf(database: Database, { id, duration_ms }: RunRow, withTold: boolean): TrendRun['values'] {
  const series = readSeries(database, id).filter(({ metric }) => METRICS.has(metric))
  const totals = readPoints(
    database,
    id,
    0,
    0,
    series.map((each) => each.id),
  )
  const joined = joinTotals(series, [...totals])
  const figures = figuresOf(new BaselineTotals([{ durationMs: duration_ms, totals: joined }]))
  const told = (percent: number): number | null => {
    if (!withTold) return null
    const times = joined.filter(({ definition }) => definition.metric === 'http_req_duration')
    const value = trendTotal(times).percentile(percent)
    return Number.isFinite(value) ? value : null
  }
  return {
    p50: figures.p50Us ?? told(50),
    p95: figures.p95Us ?? told(95),
    p99: figures.p99Us ?? told(99),
    error_rate: figures.failedShare,
    throughput: figures.failedShare === null || duration_ms === 0 ? null : figures.requestRate,
  }
}

/** Of several thresholds on one figure the strictest. */
function targetsOf(database: Database, { id }: RunRow): TrendRun['targets'] {
  const targets: Partial<Record<TrendMetric, number>> = {}
  const rows = database
    .prepare<[number], Pick<ThresholdResult, 'metric' | 'expression' | 'limit'>>(
      `SELECT metric, expression, threshold_limit AS "limit" FROM thresholds WHERE run = ?`,
    )
    .all(id)
  for (const row of rows) {
    const target = targetOf(row)
    if (target === undefined) continue
    const known = targets[target.metric]
    const strictest = target.metric === 'throughput' ? Math.max : Math.min
    targets[target.metric] = known === undefined ? target.limit : strictest(known, target.limit)
  }
  return targets
}

function targetOf({ metric, expression, limit }: Pick<ThresholdResult, 'metric' | 'expression' | 'limit'>) {
  const { metricName, filter, aggregate, operator } = parseThreshold(metric, expression)
  if (limit === null || Object.keys(filter).length > 0) return undefined
  const [upper, lower] = [operator.startsWith('<'), operator.startsWith('>')]
  if (metricName === 'http_reqs' && aggregate.method === 'rate' && lower)
    return { metric: 'throughput', limit } as const
  if (metricName === 'http_req_failed' && upper) return { metric: 'error_rate', limit } as const
  if (metricName !== 'http_req_duration' || !upper) return undefined
  const percent = aggregate.method === 'med' ? 50 : aggregate.method === 'p' ? aggregate.percent : undefined
  const found = PERCENTILES[String(percent)]
  return found === undefined ? undefined : { metric: found, limit: limit * 1000 }
}

const PERCENTILES: Readonly<Record<string, 'p50' | 'p95' | 'p99'>> = { '50': 'p50', '95': 'p95', '99': 'p99' }
