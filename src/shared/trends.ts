import type { RunRecord } from './run.ts'

/** What a trend follows, as comparisons name it. Durations in microseconds, rates per second, shares 0..1. */
export type TrendMetric = 'p50' | 'p95' | 'p99' | 'error_rate' | 'throughput'
export const TREND_METRICS: readonly TrendMetric[] = ['p95', 'p50', 'p99', 'error_rate', 'throughput']

/** One run of a trend. */
export interface TrendRun {
  run: RunRecord
  /** Null where nothing was measured. */
  values: Readonly<Record<TrendMetric, number | null>>
  /** The limits that its thresholds over all requests set, in the unit of `values`. */
  targets: Readonly<Partial<Record<TrendMetric, number>>>
  /** The scenario's text is not that of the run before. */
  scenarioChanged: boolean
  inBaseline: boolean
}

/** From a run on, the runs are others than before. */
export interface ChangePoint {
  metric: TrendMetric
  /** The first run after the change. */
  runId: string
  /** Means of the runs between this change and its neighbours; of durations and rates geometric. */
  before: number
  after: number
  verdict: 'slower' | 'faster'
  /** Of the test that tells the two apart. */
  pValue: number
}

/** What `headroom trends --json` prints; documented in docs/formats.md. */
export interface Trend {
  scenario: string
  /** The oldest first. */
  runs: readonly TrendRun[]
  changePoints: readonly ChangePoint[]
}

/** A scenario that has runs. */
export interface ScenarioRuns {
  scenario: string
  runs: number
  newestAtMs: number
}
