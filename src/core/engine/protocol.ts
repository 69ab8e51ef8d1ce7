import type { Scenario } from '../../shared/scenario/types.ts'
import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type { ErrorDetail } from '../../shared/errors.ts'
import type { EventKind, Exemplar, StopCause } from '../../shared/run.ts'

/**
 * The messages between the runner and a load worker: discriminated unions, structured-cloneable.
 *
 *   worker            runner
 *   <- prepare        (scenario, which share of the load)
 *   ready ->          (compiled; data loaded)   or   failed ->
 *   <- start          (origin: the same instant for all workers)
 *   window ->         one a second, in order, also when nothing happened: it is the sign of life
 *   event, exemplar, tokens ->   at any time
 *   <- stop, abort, control, tokens
 *   finished ->       after the last window
 */

/** Which share of the load a worker makes: it runs global VU n and arrival n when n % count === index. */
export interface Segment {
  index: number
  count: number
}

/** Rows of one data source, already read and split: a worker that must not repeat others' rows gets its own only. */
export interface DataRows {
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

export interface PrepareMessage {
  type: 'prepare'
  /** `${...}` are replaced; secrets stand in the texts. */
  scenario: Scenario
  segment: Segment
  data: Readonly<Record<string, DataRows>>
  seed: number
  /** Values that must not appear in exemplars and events. */
  secrets: readonly string[]
  /** Most series that this worker may make; beyond it tag values fold into `other`. */
  maxSeries: number
}

export type ToWorker =
  | PrepareMessage
  /** `originUs`: monotonic clock of the machine (`process.hrtime`), the same in every process. */
  | { type: 'start'; originUs: number }
  /** Graceful: no new iterations; running ones end within their executor's gracefulStop. */
  | { type: 'stop' }
  /** At once: requests are cut off and counted as interrupted. */
  | { type: 'abort' }
  | { type: 'control'; executor: string; vus?: number; rate?: number; paused?: boolean }
  | { type: 'tokens'; budget: number; granted: number; retryAfterUs: number }

/** One finished second of one worker. All arrays run parallel: entry i belongs to series ids[i]. */
export interface WindowMessage {
  type: 'window'
  /** Rises by one with each window, to show a lost one. */
  sequence: number
  /** Second since the start, 0-based. */
  second: number
  /** Definitions of the series first seen in this window. */
  series: readonly SeriesDefinition[]
  ids: Uint32Array
  /** Four numbers per entry: count, sum, min, max, as in SeriesPoint. */
  stats: Float64Array
  /** Encoded histograms of the trends among the entries, one after the other; length 0 for the others. */
  histogramLengths: Uint32Array
  histograms: Uint8Array
  self: WorkerSelf
}

/** The worker's measurement of itself in that second. */
export interface WorkerSelf {
  loopDelayP99Us: number
  loopDelayMaxUs: number
  /** Share 0..1 of the second in which the event loop was busy (perf_hooks' eventLoopUtilization). */
  loopUtilization: number
  /**
   * Share 0..1 of the second in which the event loop's thread was ready to run and got no CPU: others starve it. 0 where
   * the system does not tell (only Linux does).
   */
  cpuWaitShare: number
  /** CPU time of the process per wall time, 1 = one core. */
  cpuShare: number
  /** How late scheduled starts were, 99th percentile; 0 when nothing was scheduled. */
  timerLatenessP99Us: number
  memoryBytes: number
  /** Wall clock against monotonic clock: a jump is a sleep or a clock step. Milliseconds of difference since the start. */
  clockDriftMs: number
}

export type FromWorker =
  | { type: 'ready' }
  | { type: 'failed'; error: ErrorDetail }
  | WindowMessage
  | { type: 'event'; atMs: number; kind: EventKind; level: 'info' | 'warning' | 'error'; text: string }
  | { type: 'exemplar'; exemplar: Exemplar }
  /** Asks for tokens of a budget (index into scenario.budgets). */
  | { type: 'tokens'; budget: number; wanted: number }
  /** An executor asks that the whole run stops, e.g. data are used up. */
  | { type: 'stopRun'; cause: StopCause; text: string }
  | { type: 'finished' }

/** The two ends of the wire as either side sees them: utility process, child process or, in tests, memory. */
export interface Port<Out, In> {
  post(message: Out): void
  onMessage(listener: (message: In) => void): void
}
