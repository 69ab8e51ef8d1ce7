import type { SlicePoint } from './report.ts'
import type { RunRecord } from './run.ts'

/** `slower` stands for worse: for the error rate it means more failed requests, for throughput fewer requests. */
export type Verdict = 'slower' | 'faster' | 'same' | 'cannot-tell'
export type ComparedMetric = 'p50' | 'p95' | 'p99' | 'error_rate' | 'throughput'
export type Comparability = 'comparable' | 'caution' | 'not-comparable'

/** One metric of one group of series, baseline against run. */
export interface MetricComparison {
  /** Null: all requests; else the step. */
  step: string | null
  metric: ComparedMetric
  /** Milliseconds, shares 0..1, or requests per second, as the metric is. */
  base: number
  run: number
  /** `relative`: a share of the baseline's value (0.1 = 10 % more). `absolute`: difference of shares. */
  scale: 'relative' | 'absolute'
  delta: number
  /** 95 % interval of the delta; null where there is too little to tell it. */
  interval: readonly [number, number] | null
  /** Differences within it count as none; on the delta's scale. */
  tolerance: number
  verdict: Verdict
  /** Only with `cannot-tell`: seconds that both runs would have to last, roughly; null where length alone would not do. */
  neededSeconds?: number | null
}

export interface ScenarioDifference {
  /** Lines of the scenario's text with their numbers; at most 20 of each are kept. */
  removed: readonly string[]
  added: readonly string[]
  removedCount: number
  addedCount: number
}

/** What `compare --json` prints; documented in docs/formats.md. */
export interface RunComparison {
  base: readonly string[]
  run: string
  comparability: Comparability
  /** Why not plainly comparable; sentences for people. */
  reasons: readonly string[]
  /** What else differs: target, machine, versions, steps. */
  changes: readonly string[]
  scenarioDifference: ScenarioDifference
  /** Whole seconds from the start that were compared; null: whole runs, as one of them does not tell its seconds. */
  comparedSeconds: number | null
  /** Of the whole; null when the runs are not comparable. */
  verdict: Verdict | null
  metrics: readonly MetricComparison[]
}

/** More lines than that on a chart tell nothing. */
export const MOST_COMPARED_RUNS = 6

/** Limits of a distribution to a factor of ten: narrow enough to see a second hump, wide enough to be no noise. */
export const DISTRIBUTION_CLASSES_PER_DECADE = 12

/** What charts draw of a run beside others: of all its requests, or those of a step. Durations in microseconds. */
export interface RunCurves {
  run: RunRecord
  points: readonly SlicePoint[]
  /** Values at rising percentiles, denser towards 100. */
  percentiles: readonly { percent: number; us: number }[]
  /** Shares of the requests between limits that rise by the same factor; the same limits for all runs of a view. */
  distribution: readonly { fromUs: number; share: number }[]
}
