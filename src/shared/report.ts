import type { LivePoint, LiveTick, StepRow, Validity } from './run.ts'
import type { RunSummary } from './summary.ts'

/** Seconds since the start of a run, both inclusive. */
export interface SecondRange {
  from: number
  to: number
}

/** The requests that carry one value of a tag; durations in microseconds (NaN: an imported run cannot tell), rate per second. */
export interface TagRow {
  tag: string
  value: string
  count: number
  rate: number
  p50Us: number
  p95Us: number
  p99Us: number
  /** Share 0..1. */
  failedShare: number
}

/** A phase of requests; microseconds, NaN where an imported run cannot tell. */
export interface PhaseRow {
  metric: string
  count: number
  meanUs: number
  p50Us: number
  p95Us: number
  p99Us: number
}

/** How durations spread: the percentile curve and bars of equal ratio. Durations in microseconds. */
export interface Distribution {
  /** Rising percentiles 0..100 with their values; the ends are those of the nines. */
  curve: readonly { percent: number; us: number }[]
  /** Nines that the curve spans: 3 ends at 99.9 %. */
  nines: number
  bars: readonly { fromUs: number; toUs: number; count: number }[]
}

/** Everything of a run's report that follows from a range of its seconds. */
export interface RangeReport {
  range: SecondRange
  /** Whether it is the whole run, whose figures are those that were judged. */
  isWhole: boolean
  durationMs: number
  summary: RunSummary
  /** Whether the load generator's figures of the range can be trusted. */
  validity: Validity
  reasons: readonly string[]
  tags: readonly TagRow[]
  /** Null when no request was finished in the range. */
  distribution: Distribution | null
  /** Phases are stored per ten seconds, so theirs is the next range of whole tens that holds this one. */
  phases: readonly PhaseRow[]
  phaseRange: SecondRange
}

/** How the durations of requests spread over time. Counts by column (time) and row (duration). */
export interface HeatMap {
  /** Seconds that a column spans. */
  columnSeconds: number
  columns: number
  /** Edges of the rows in microseconds, rising; one more than there are rows. */
  edgesUs: readonly number[]
  /** Requests per cell: `counts[column * rows + row]`. */
  counts: readonly number[]
}

/** The requests of a run that carry some tags: their history from a second on, and their figures since the start. */
export interface Slice {
  points: readonly SlicePoint[]
  total: LiveTick['total']
  steps: readonly StepRow[]
}

/** A tag that requests of a run carry, with its values in the order in which they were first seen. */
export interface RunTag {
  tag: string
  values: readonly string[]
}

/** Of one second, or of the ten that begin with it where the run is long; as LivePoint, of the chosen requests alone. */
export type SlicePoint = Pick<LivePoint, 'second' | 'p50Us' | 'p95Us' | 'p99Us' | 'requestRate' | 'failedShare'>

/** What a run's screen says at the end of a second, all of it since the start. */
export interface ReplayFrame extends Pick<LiveTick, 'total' | 'steps' | 'thresholds'> {
  second: number
}
