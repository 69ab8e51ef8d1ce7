import type { Database } from 'better-sqlite3'
import type { Baseline, BaselineFigures, BaselineRuns } from '../../../shared/baseline.ts'
import type { SeriesPoint } from '../../../shared/run.ts'
import type { MetricTotal } from '../../../shared/thresholds/judge.ts'
import { Accumulator } from '../../analysis/accumulator.ts'
import { type BaselineRunTotals, BaselineTotals } from '../../analysis/baselineTotals.ts'
import { joinTotals } from '../../analysis/seriesTotals.ts'
import { totalsOf } from '../totals.ts'
import { type RunRow, toRecord } from './listRuns.ts'
import { readPointsIn, readSeries } from './points.ts'

/** Which runs are whose baseline, by scenario. */
export function listBaselines(database: Database): BaselineRuns[] {
  const found = new Map<string, string[]>()
  const rows = database
    .prepare<[], { scenario: string; runId: string }>(
      `SELECT scenario, run_id AS runId FROM baseline_runs JOIN runs ON runs.id = run
       WHERE deleted_at_ms IS NULL ORDER BY scenario, started_at_ms DESC, id DESC`,
    )
    .all()
  for (const { scenario, runId } of rows) found.set(scenario, [...(found.get(scenario) ?? []), runId])
  return [...found].map(([scenario, runIds]) => ({ scenario, runIds }))
}

/** A scenario's baseline with what screens draw of it; null when it has none. */
export function baselineOf(database: Database, { scenario }: { scenario: string }): Baseline | null {
  const rows = baselineRows(database, scenario)
  if (rows.length === 0) return null
  const totals = totalsOfRuns(database, rows)
  return {
    scenario,
    runs: rows.map(toRecord),
    figures: figuresOf(totals),
    seconds: middleP95s(database, rows),
    soFar: soFarOf(database, rows),
  }
}

/** The runs of a scenario's baseline, the newest first. */
export function baselineRows(database: Database, scenario: string): RunRow[] {
  return database
    .prepare<[string], RunRow>(
      `SELECT runs.* FROM baseline_runs JOIN runs ON runs.id = run WHERE scenario = ? AND deleted_at_ms IS NULL
       ORDER BY started_at_ms DESC, id DESC`,
    )
    .all(scenario)
}

/** What thresholds relative to these runs are measured against. @param rows at least one */
export function totalsOfRuns(database: Database, rows: readonly RunRow[]): BaselineTotals {
  return new BaselineTotals(
    rows.map(({ id, duration_ms }): BaselineRunTotals => {
      const series = readSeries(database, id)
      return { durationMs: duration_ms, totals: joinTotals(series, totalsOf(database, id, series)) }
    }),
  )
}

/** The headline of one or several runs as one. */
export function figuresOf(totals: BaselineTotals): BaselineFigures {
  const durations = totals.total('http_req_duration', {})
  const requests = totals.total('http_reqs', {})
  const percentile = (percent: number): number | null =>
    durations?.kind === 'trend' ? durations.histogram.percentile(percent) : null
  return {
    p50Us: percentile(50),
    p95Us: percentile(95),
    p99Us: percentile(99),
    requestRate: requests?.kind === 'counter' ? requests.sum / (totals.elapsedMs / 1000) : 0,
    failedShare: shareOf(totals.total('http_req_failed', {})),
  }
}

function shareOf(total: MetricTotal | undefined): number | null {
  return total?.kind === 'rate' ? total.passes / total.total : null
}

function middleP95s(database: Database, rows: readonly RunRow[]): Baseline['seconds'] {
  const bySecond = new Map<number, number[]>()
  for (const { id } of rows) {
    const points = database
      .prepare<[number], { second: number; p95Us: number | null }>(
        `SELECT second, p95_us AS p95Us FROM live_points WHERE run = ? ORDER BY second`,
      )
      .all(id)
    for (const { second, p95Us } of points) {
      const values = bySecond.get(second) ?? []
      if (p95Us !== null) values.push(p95Us)
      bySecond.set(second, values)
    }
  }
  return [...bySecond]
    .toSorted(([one], [other]) => one - other)
    .map(([second, values]) => ({ second, p95Us: middle(values) }))
}

/** The lower of the two in the middle, so that it is a value that was measured. */
function middle(values: readonly number[]): number | null {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? null
}

const ROLLUP_SECONDS = 10
/** So long every second is told by itself: load is raised at first, and a short run is nothing but a beginning. */
const SINGLE_SECONDS = 60

/** The seconds of all runs, later their 10 s roll-ups, added up in the order of their time. */
function soFarOf(database: Database, rows: readonly RunRow[]): Baseline['soFar'] {
  const points = pointsByEnd(database, rows)
  const sums = { durations: new Accumulator('trend'), failures: new Accumulator('rate'), requests: 0 }
  // Where a run is over, the sums would go on without it: only the time that all have is told.
  const seconds = Math.min(...rows.map(({ duration_ms }) => Math.floor(duration_ms / 1000)))
  const soFar: Baseline['soFar'][number][] = []
  for (let end = 1; end <= seconds; end += end < SINGLE_SECONDS ? 1 : ROLLUP_SECONDS) {
    for (const { metric, point } of points.get(end) ?? []) {
      if (metric === 'http_req_duration') sums.durations.addPoint(point)
      else if (metric === 'http_req_failed') sums.failures.addPoint(point)
      else sums.requests += point.sum
    }
    const { durations, failures, requests } = sums
    soFar.push({
      atMs: end * 1000,
      p95Us: durations.count === 0 ? null : (durations.histogram?.percentile(95) ?? null),
      requestRate: requests / rows.length / end,
      failedShare: failures.count === 0 ? null : failures.sum / failures.count,
    })
  }
  return soFar
}

const HEADLINE_METRICS: ReadonlySet<string> = new Set(['http_req_duration', 'http_req_failed', 'http_reqs'])

/** By the second with which they are over. */
function pointsByEnd(
  database: Database,
  rows: readonly RunRow[],
): Map<number, { metric: string | undefined; point: SeriesPoint }[]> {
  const found = new Map<number, { metric: string | undefined; point: SeriesPoint }[]>()
  for (const { id } of rows) {
    const metrics = new Map(
      readSeries(database, id)
        .filter(({ metric }) => HEADLINE_METRICS.has(metric))
        .map((series) => [series.id, series.metric]),
    )
    for (const [resolution, from, to] of [
      [1, 0, SINGLE_SECONDS - 1],
      [ROLLUP_SECONDS, SINGLE_SECONDS, Number.MAX_SAFE_INTEGER],
    ] as const) {
      for (const point of readPointsIn(database, id, resolution, { from, to }, [...metrics.keys()])) {
        const end = point.second + resolution
        const entries = found.get(end) ?? []
        found.set(end, entries)
        entries.push({ metric: metrics.get(point.series), point })
      }
    }
  }
  return found
}
