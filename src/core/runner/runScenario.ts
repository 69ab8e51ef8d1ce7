import { randomInt } from 'node:crypto'
import type {
  Exemplar,
  HandControl,
  LivePoint,
  LiveTick,
  MachineFacts,
  RunEvent,
  RunSink,
  StopCause,
} from '../../shared/run.ts'
import type { Scenario } from '../../shared/scenario/types.ts'
import type { RunSummary } from '../../shared/summary.ts'
import type { Clock } from '../engine/clock.ts'
import { createMonotonicClock } from '../engine/monotonicClock.ts'
import type { DataRows } from '../engine/protocol.ts'
import { newRunId } from '../newRunId.ts'
import { type CoordinatorDelay, measureCoordinatorDelay } from './coordinatorDelay.ts'
import { BreakerTimeline } from '../analysis/breaker/breakerTimeline.ts'
import { createBreakerDriver } from './breaker/breakerDriver.ts'
import { createObservers } from './observers/createObservers.ts'
import type { Observer } from './observers/observer.ts'
import { Run } from './run.ts'
import type { WorkerHost } from './workerHost.ts'

export interface RunOptions {
  /** Validated and resolved: no `${...}` is left in it. */
  scenario: Scenario
  /** The file's text as the user wrote it. */
  scenarioText: string
  scenarioFile?: string
  /** The run's name; the scenario's by default. */
  name?: string
  /** Values that must not appear in exemplars and events. */
  secrets: readonly string[]
  /** Rows of every data source, all of them; they are split here. */
  data: Readonly<Record<string, DataRows>>
  host: WorkerHost
  workers: number
  sinks: readonly RunSink[]
  /** Called for each second that closes and for each change of state, about once a second at least. */
  onTick: (tick: LiveTick) => void
  /** What a lost worker means for the run; by default it goes on with the rest and says so. */
  onWorkerLost?: 'continue' | 'stop'
  machine: MachineFacts
  /** What looks at the system beside the load while it runs; by default what the scenario asks for. */
  observers?: readonly Observer[]
  /** Watches the circuit breaker that the scenario validates; by default over HTTP. */
  breaker?: { timeline: BreakerTimeline; driver: Observer }
  /** Ids of the runs that gave the scenario's relative thresholds their limits (`withBaseline`). */
  baseline?: readonly string[]
  /** Makes a run repeatable as far as the server does; random by default. */
  seed?: number
  /** Time and chance; the real ones by default. */
  environment?: RunEnvironment
}

export interface RunEnvironment {
  /** Microseconds of the machine's monotonic clock, which the workers read too. */
  clock: Clock
  wallNowMs: () => number
  newRunId: () => string
  measureCoordinatorDelay: () => CoordinatorDelay
}

/** A run that goes on. */
export interface RunHandle {
  readonly runId: string
  /** Graceful: running iterations may end within their gracefulStop, results are kept. */
  stop(): void
  /** At once: requests in flight are cut off; results are kept. */
  abort(): void
  /**
   * Changes an externally-controlled executor.
   * @throws HeadroomError CONTROL_REFUSED when there is no such executor or the change is beyond its limits
   */
  control(change: ControlChange): void
  /** Writes a remark of the user into the run's events. */
  note(text: string): void
  /** The history so far, for who joins late. */
  live(): LiveHistory
  /**
   * Settles when everything is stored and all workers are gone. Rejects with a HeadroomError when the run could not start
   * (a worker's own, WORKER_FAILED, RUN_CANCELLED: nothing is stored then) or its results not be stored (RESULTS_NOT_STORED).
   */
  readonly finished: Promise<FinishedRun>
}

export interface ControlChange extends HandControl {
  executor: string
}

export interface LiveHistory {
  points: readonly LivePoint[]
  events: readonly RunEvent[]
  exemplars: readonly Exemplar[]
  tick: LiveTick
}

export interface FinishedRun {
  summary: RunSummary
  /** Why it ended before its time. */
  stopCause?: StopCause
}

/** Makes one run of a scenario: from preparing its workers to its verdict. */
export function runScenario(options: RunOptions): RunHandle {
  const { observers = createObservers(options.scenario) } = options
  const breaker = options.breaker ?? breakerOf(options.scenario)
  const run = new Run({ ...options, observers, ...(breaker && { breaker }) }, options.environment ?? realEnvironment())
  run.prepare(options.seed ?? randomInt(2 ** 31))
  return run
}

function breakerOf(scenario: Scenario): RunOptions['breaker'] {
  if (scenario.breaker === undefined) return undefined
  const timeline = new BreakerTimeline(scenario.breaker)
  return { timeline, driver: createBreakerDriver(scenario.breaker, timeline, scenario) }
}

function realEnvironment(): RunEnvironment {
  return { clock: createMonotonicClock(), wallNowMs: Date.now, newRunId, measureCoordinatorDelay }
}
