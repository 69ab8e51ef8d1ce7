import type { BreakerResult } from './breaker.ts'
import type { BreakingPoint, CheckTotal, LoadFacts, RunRecord, StepRow } from './run.ts'
import type { Tags } from './metrics/series.ts'
import type { ThresholdResult } from './thresholds/types.ts'

/** k6's summary fields of one metric; trends of durations in milliseconds. */
export type MetricSummary =
  | {
      type: 'trend'
      count: number
      avg: number
      min: number
      med: number
      max: number
      'p(50)': number
      'p(90)': number
      'p(95)': number
      'p(99)': number
      'p(99.9)': number
    }
  | { type: 'counter'; count: number; rate: number }
  | { type: 'rate'; rate: number; passes: number; fails: number }
  | { type: 'gauge'; value: number; min: number; max: number }

/** Milliseconds. */
export interface StepSummary {
  name: string
  count: number
  rate: number
  p50: number
  p95: number
  p99: number
  /** Share 0..1. */
  failed: number
  /** Of steps whose responses were streams with content. */
  stream?: { ttftP50: number; ttftP95: number; gapP95: number; tokens: number; tokensPerSecond: number }
  /** Of WebSocket steps: `count` are sessions then, and times those of opening. */
  messages?: { sent: number; received: number }
}

/** Requests of one step that failed in one way at one host. */
export interface FailureSummary {
  /** Named: `connection refused`; the texts stand in docs/metrics.md. */
  error: string
  /** k6's number where it has one. */
  code: string
  step: string
  /** With its port; '' when it is not known. */
  host: string
  count: number
  /** What to look at. */
  hint?: string
}

/** What `run --json` and `show --json` print; documented in docs/formats.md. */
export interface RunSummary {
  run: RunRecord
  metrics: Readonly<Record<string, MetricSummary>>
  thresholds: readonly ThresholdResult[]
  steps: readonly StepSummary[]
  checks: readonly CheckTotal[]
  /** The most frequent first. */
  failures: readonly FailureSummary[]
  load: LoadFacts
  /** Ids of the runs that its relative thresholds were measured against; absent when it had no baseline. */
  baseline?: readonly string[]
  breakingPoints?: readonly BreakingPoint[]
  breaker?: BreakerResult
  /** What was read beside the load, a series each; absent when nothing was. */
  observers?: readonly ObservedSummary[]
}

/** One observed series over the whole run. `value` is what was read last. */
export type ObservedSummary = MetricSummary & { observer?: string; metric: string; tags: Tags }

/** A step of a summary in the units of the program, as tables of a live run have it. */
export function stepRow({ p50, p95, p99, failed, stream, ...step }: StepSummary): StepRow {
  return {
    ...step,
    p50Us: p50 * 1000,
    p95Us: p95 * 1000,
    p99Us: p99 * 1000,
    failedShare: failed,
    ...(stream && {
      stream: {
        ttftP50Us: stream.ttftP50 * 1000,
        ttftP95Us: stream.ttftP95 * 1000,
        gapP95Us: stream.gapP95 * 1000,
        tokens: stream.tokens,
        tokensPerSecond: stream.tokensPerSecond,
      },
    }),
  }
}

/** A row of the step table in milliseconds, as summaries have it. */
export function stepSummary({ p50Us, p95Us, p99Us, failedShare, stream, ...step }: StepRow): StepSummary {
  return {
    ...step,
    p50: p50Us / 1000,
    p95: p95Us / 1000,
    p99: p99Us / 1000,
    failed: failedShare,
    ...(stream && {
      stream: {
        ttftP50: stream.ttftP50Us / 1000,
        ttftP95: stream.ttftP95Us / 1000,
        gapP95: stream.gapP95Us / 1000,
        tokens: stream.tokens,
        tokensPerSecond: stream.tokensPerSecond,
      },
    }),
  }
}
