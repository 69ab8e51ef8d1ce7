import type { Database } from 'better-sqlite3'
import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type {
  Exemplar,
  LivePoint,
  MergedWindow,
  RollupSeconds,
  RunEvent,
  RunFinish,
  RunSink,
  RunStart,
  SeriesPoint,
  WorkerSample,
} from '../../shared/run.ts'
import { databaseError, isBusy } from './databaseErrors.ts'
import { headlineOf } from './headline.ts'
import { thisProcess } from './runOwner.ts'
import { type Resolution, RunStatements } from './runStatements.ts'

/** When to write: after the turn of the event loop in which a second's parts come. */
export type Schedule = (write: () => void) => void

/** Waiting for another process's lock blocks this one's event loop, so a locked second waits for the next instead. */
const LOCK_WAIT_MS = 20
/** For what cannot wait: the run's beginning and end. */
const LONG_LOCK_WAIT_MS = 5000
/** A lock that is held for this many writes (seconds) is no one's second any more. */
const MOST_LOCKED_WRITES = 60

/**
 * Stores one run. All that comes in one turn of the event loop is one transaction, so a killed process loses at most the
 * second that was not yet closed. `begin` and `finish` are on disk when they return.
 *
 * A write that fails later than the call that brought the data makes the next call throw; nothing is written any more then.
 */
export class RunWriter implements RunSink {
  private readonly database: Database
  private readonly schedule: Schedule
  private readonly nowMs: () => number
  private readonly statements: RunStatements
  private readonly definitions: SeriesDefinition[] = []
  private totalPoints: readonly SeriesPoint[] = []
  private pending: (() => void)[] = []
  private scheduled = false
  private lockedWrites = 0
  private durationMs = 0
  private run = 0
  private failure: unknown

  constructor(database: Database, schedule: Schedule = setImmediate, nowMs: () => number = Date.now) {
    this.database = database
    this.schedule = schedule
    this.nowMs = nowMs
    this.statements = new RunStatements(database)
  }

  begin(start: RunStart): void {
    this.now(() => {
      this.run = this.statements.run(start, thisProcess(this.nowMs()))
    })
  }

  series(definitions: readonly SeriesDefinition[]): void {
    this.definitions.push(...definitions)
    this.later(() => {
      for (const definition of definitions) this.statements.series(this.run, definition)
    })
  }

  window(window: MergedWindow): void {
    this.durationMs = (window.second + 1) * 1000
    this.points(1, window)
  }

  rollup(seconds: RollupSeconds, window: MergedWindow): void {
    this.points(seconds, window)
  }

  live(point: LivePoint): void {
    this.later(() => this.statements.live(this.run, point))
  }

  /** Written with the second that it belongs to, which closes when the last worker has delivered it. */
  worker(sample: WorkerSample): void {
    this.throwFailure()
    this.pending.push(() => this.statements.workerSample(this.run, sample))
  }

  event(event: RunEvent): void {
    this.later(() => this.statements.event(this.run, event))
  }

  exemplar(exemplar: Exemplar): void {
    this.later(() => this.statements.exemplar(this.run, exemplar))
  }

  totals(points: readonly SeriesPoint[]): void {
    this.totalPoints = points
    this.points(0, { second: 0, points })
  }

  finish(finish: RunFinish): void {
    this.now(() => {
      this.statements.finish(this.run, finish, headlineOf(this.definitions, this.totalPoints))
    })
  }

  private points(resolution: Resolution, { second, points }: MergedWindow): void {
    this.later(() => {
      for (const point of points) this.statements.point(this.run, resolution, second, point)
    })
  }

  private later(write: () => void): void {
    this.throwFailure()
    this.pending.push(write)
    if (this.scheduled) return
    this.scheduled = true
    this.schedule(() => {
      this.scheduled = false
      try {
        this.flush(LOCK_WAIT_MS)
        this.lockedWrites = 0
      } catch (thrown) {
        if (!isBusy(thrown) || ++this.lockedWrites >= MOST_LOCKED_WRITES) this.failure = thrown
      }
    })
  }

  private now(write: () => void): void {
    this.throwFailure()
    this.pending.push(write)
    try {
      this.flush(LONG_LOCK_WAIT_MS)
    } catch (thrown) {
      this.failure = thrown
      this.throwFailure()
    }
  }

  /** Writes what is pending in one transaction; keeps it when that fails. */
  private flush(lockWaitMs: number): void {
    const { pending } = this
    if (pending.length === 0) return
    this.database.pragma(`busy_timeout = ${lockWaitMs}`)
    this.database
      .transaction(() => {
        if (this.run !== 0) this.statements.heartbeat(this.run, this.nowMs(), this.durationMs)
        for (const write of pending) write()
      })
      .immediate()
    this.pending = []
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw databaseError(this.failure, this.database.name)
  }
}
