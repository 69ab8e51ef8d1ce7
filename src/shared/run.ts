import type { BreakerResult } from './breaker.ts'
import type { SeriesDefinition } from './metrics/series.ts'
import type { ThresholdResult } from './thresholds/types.ts'
import type { ErrorDetail } from './errors.ts'

/** `running` only while it runs; `interrupted`: the process died in the middle. */
export type RunStatus = 'running' | 'passed' | 'failed' | 'aborted' | 'interrupted' | 'error'
/** Whether the numbers can be trusted, apart from pass or fail. */
export type Validity = 'valid' | 'doubtful' | 'invalid'
/** Where a run stands: preparing -> running -> stopping -> finished. */
export type RunPhase = 'preparing' | 'running' | 'stopping' | 'finished'
/** Why a run ended before its time. */
export type StopCause = 'user' | 'threshold' | 'guard' | 'workers' | 'script' | 'internal'

/**
 * One reason why a run is not plainly passed and valid. What it is about:
 * - `end`: why it ended before its time;
 * - `target`: a threshold that was missed, or could not be judged;
 * - `breaker`: what was expected of a circuit breaker and not seen;
 * - `measurement`: why its figures cannot be plainly trusted.
 */
export interface RunReason {
  about: 'end' | 'target' | 'breaker' | 'measurement'
  /** A sentence for people. */
  text: string
}

export interface RunRecord {
  id: string
  name: string
  scenario: string
  startedAtMs: number
  durationMs: number
  status: RunStatus
  /** Set when the scenario had no targets: it passed nothing, it came to its end. */
  unjudged?: true
  validity: Validity
  /** Why it is not plainly passed and valid. */
  reasons: readonly RunReason[]
  /** Absent: measured by Headroom. */
  origin?: RunOrigin
}

/** Tools whose results can be imported as runs. */
export type ForeignTool = 'k6' | 'JMeter' | 'autocannon' | 'Artillery' | 'Locust'

/**
 * What the results of another tool cannot tell:
 * - `seconds`: how it went over time, so no interval and no verdict can be told;
 * - `histogram`: percentiles other than those that the tool itself gave, so percentiles have no interval and no verdict;
 * - `last-byte`: its durations end at the first byte, so they must not be judged against durations that end at the last;
 * - `failures`: which requests failed.
 */
export type Lack = 'seconds' | 'histogram' | 'last-byte' | 'failures'

/** Where the figures of an imported run come from. */
export interface RunOrigin {
  tool: ForeignTool
  /** As people know it, e.g. `k6 --summary-export`. */
  format: string
  lacks: readonly Lack[]
}

export interface MachineFacts {
  hostname: string
  os: string
  arch: string
  cpu: string
  cores: number
  memoryBytes: number
  versions: { headroom: string; node: string; electron?: string; undici: string; sqlite?: string }
}

/** What is known when a run starts, as stored. */
export interface RunStart {
  id: string
  name: string
  scenario: string
  /** The file's text as it was run. */
  scenarioText: string
  scenarioFile?: string
  baseUrl: string
  startedAtMs: number
  plannedDurationMs: number
  workers: number
  machine: MachineFacts
  /** Ids of the runs that relative thresholds are measured against; absent without a baseline. */
  baseline?: readonly string[]
  /** Results of another tool: the run is hidden until it is whole. */
  origin?: RunOrigin
}

export type EventKind =
  | 'started'
  | 'stage'
  | 'threshold'
  | 'worker'
  | 'validity'
  | 'warning'
  | 'stopping'
  | 'aborted'
  | 'note'
  /** An observer saw a change, or could not look. */
  | 'observer'
  | 'finished'
/** Something that happened at a moment of a run. */
export interface RunEvent {
  /** Milliseconds since the run's start. */
  atMs: number
  kind: EventKind
  level: 'info' | 'warning' | 'error'
  text: string
}

/** Request and response heads of one exchange; secrets are gone from it. */
export interface Exemplar {
  atMs: number
  kind: 'failed' | 'slow'
  /** Plain name of what went wrong, e.g. `status 500`, `connection refused`; for slow ones `slow`. */
  reason: string
  step: string
  flow: string
  vu: number
  iteration: number
  request: { method: string; url: string; headers: Readonly<Record<string, string>>; bodyExcerpt?: string }
  response?: { status: number; headers: Readonly<Record<string, string>>; bodyExcerpt?: string }
  error?: ErrorDetail
  /** Failed expectations: what was expected, what came, and where in the response; runs before `where` lack it. */
  checks: readonly { name: string; expected: string; actual: string; where?: string }[]
  /** Microseconds. */
  timings: {
    blocked: number
    connecting: number
    tlsHandshaking: number
    sending: number
    waiting: number
    receiving: number
    duration: number
  }
}

/** One closed second (or roll-up, or total) of one series. Trends carry percentiles; durations in microseconds. */
export interface SeriesPoint {
  series: number
  /** counter: adds; rate: samples; trend: values; gauge: samples. */
  count: number
  /** counter: sum; rate: samples that were true; trend: sum of values; gauge: the value at the end of the second. */
  sum: number
  min: number
  max: number
  p50?: number
  p90?: number
  p95?: number
  p99?: number
  /** HDR V2 encoding, for the metrics that keep one at this resolution. */
  histogram?: Uint8Array
}

/** Everything of one second since the start (or of the 10 or 60 that begin with it), merged over the workers. */
export interface MergedWindow {
  second: number
  points: readonly SeriesPoint[]
}
/** Seconds that one point of a roll-up spans; windows begin at whole multiples. */
export type RollupSeconds = 10 | 60

/** One second of the load generator itself, per worker. */
export interface WorkerSample {
  second: number
  worker: number
  loopDelayP99Ms: number
  loopDelayMaxMs: number
  /** Share 0..1 of the second in which the event loop was busy. */
  loopUtilization: number
  /** Share 0..1 of the second in which it was ready to run and got no CPU; 0 where the system does not tell. */
  cpuWaitShare: number
  /** CPU seconds per second of this process, 1 = one core. */
  cpuShare: number
  /** 99th percentile of how late scheduled starts were. */
  timerLatenessP99Ms: number
  memoryBytes: number
  /** Wall clock against monotonic clock since the start; a jump shows that the machine slept or its clock was set. */
  clockDriftMs: number
}

export interface CheckTotal {
  name: string
  passes: number
  fails: number
}

/** What is known when a run ends, as stored beside the totals per series. */
export interface RunFinish {
  durationMs: number
  status: Exclude<RunStatus, 'running'>
  validity: Validity
  reasons: readonly RunReason[]
  stopCause?: StopCause
  thresholds: readonly ThresholdResult[]
  checks: readonly CheckTotal[]
  load: LoadFacts
  breakingPoints?: readonly BreakingPoint[]
  breaker?: BreakerResult
}

export interface LoadFacts {
  workers: number
  peakVUs: number
  droppedIterations: number
  loopDelayP99Ms: number
  cpuShareMax: number
  timerLatenessP99Ms: number
  /** Event-loop delay of the process that coordinates the run. */
  coordinatorLoopDelayP99Ms: number
}

export interface BreakingPoint {
  executor: string
  raise: 'vus' | 'rate'
  highestHeld: number | null
  lowestBroken: number | null
  /** What broke first, in words: `P95 response time: 612 ms, target below 500 ms`, `no answers`. */
  brokenBy?: string
  levels: readonly { level: number; held: boolean; startedAtMs: number }[]
}

/**
 * Where the runner puts what a run yields; the store implements it, tests use an array. Calls come in this order:
 * begin, then the rest in any order, then totals (once, a point per series), finish. A series is defined before its first
 * point. One second's `window` and `live` come in the same turn of the event loop, as do the roll-ups that it completes.
 */
export interface RunSink {
  begin(start: RunStart): void
  series(definitions: readonly SeriesDefinition[]): void
  /** One second. Histograms only for metrics whose definition says `second`. */
  window(window: MergedWindow): void
  /** 10 or 60 seconds merged, all trends with histograms; the last of a run may span less. */
  rollup(seconds: RollupSeconds, window: MergedWindow): void
  /** The headline of one second, over all series: what the charts of a run draw first. */
  live(point: LivePoint): void
  worker(sample: WorkerSample): void
  event(event: RunEvent): void
  exemplar(exemplar: Exemplar): void
  totals(points: readonly SeriesPoint[]): void
  finish(finish: RunFinish): void
}

/** One row of the per-step table; durations in microseconds, rate per second. */
export interface StepRow {
  name: string
  count: number
  rate: number
  p50Us: number
  p95Us: number
  p99Us: number
  /** Share 0..1. */
  failedShare: number
  /** Set when its responses were streams with content. Median of tokens per second. */
  stream?: { ttftP50Us: number; ttftP95Us: number; gapP95Us: number; tokens: number; tokensPerSecond: number }
  /** Set when the step is a WebSocket session: `count` are sessions then, and times those of opening. */
  messages?: { sent: number; received: number }
}

/** One point of the live charts; percentiles are of this second alone, null when nothing finished in it. */
export interface LivePoint {
  second: number
  p50Us: number | null
  p95Us: number | null
  p99Us: number | null
  /** Requests per second. */
  requestRate: number
  failedShare: number
  iterationRate: number
  vus: number
  plannedVUs: number | null
  droppedIterations: number
  /**
   * What was seen beside the load in this second, by series key: `observed.health{dependency:database}`; of `server_timing`
   * the P95 in microseconds by name, of `cache_hits` the share. Absent when nothing was.
   */
  observed?: Readonly<Record<string, number>>
}

/** What was set by hand of an externally-controlled executor, as far as it was: a rate goes before VUs. */
export interface HandControl {
  vus?: number
  /** Iterations per second. */
  rate?: number
  paused?: boolean
}

/** What a running run says of itself each second: to the Live screen and to the terminal alike. */
export interface LiveTick {
  runId: string
  phase: RunPhase
  elapsedMs: number
  plannedDurationMs: number
  /** The newest closed second; absent before the first. */
  point?: LivePoint
  /** Since the start. */
  total: { requests: number; p50Us: number; p95Us: number; p99Us: number; failedShare: number; requestRate: number }
  steps: readonly StepRow[]
  thresholds: readonly ThresholdResult[]
  validity: Validity
  reasons: readonly string[]
  load: LoadFacts
  /** The circuit breaker that the scenario validates, as far as it was seen. */
  breaker?: BreakerResult
  /** By executor; absent as long as nothing was set by hand. */
  controls?: Readonly<Record<string, HandControl>>
  /** New since the last tick. */
  events: readonly RunEvent[]
  exemplars: readonly Exemplar[]
}
