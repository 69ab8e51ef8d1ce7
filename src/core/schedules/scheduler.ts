import { toErrorDetail } from '../../shared/errors.ts'
import type { Schedule, ScheduleTime } from '../../shared/schedule.ts'
import { nextAfter } from './occurrences.ts'

/** Where schedules are kept; the database implements it. */
export interface ScheduleStore {
  list(): readonly Schedule[]
  /** The newest time of which something is known; undefined before the first. */
  newestTime(scheduleId: string): number | undefined
  /** @returns false when another process has taken this time, or the schedule is gone */
  claim(scheduleId: string, time: ScheduleTime): boolean
  /** What came of a time that was claimed. */
  settle(scheduleId: string, time: ScheduleTime): void
}

export interface SchedulerOptions {
  store: ScheduleStore
  /** Epoch milliseconds. */
  nowMs: () => number
  /** Why nothing can be started now: `another run was going on`. */
  busy: () => string | undefined
  /** Starts the run; gives its id once it runs. Rejects when it cannot start. */
  start: (schedule: Schedule) => Promise<string>
  /** Something is known of a time. */
  changed: (schedule: Schedule, time: ScheduleTime) => void
}

/** A run starts this late at most: a laptop that wakes up in the morning does not make last night's load. */
const GRACE_MS = 30_000
/** Of the times that were missed in a row, the newest are written down. */
const MOST_MISSED = 20
/** Times are looked for one by one; a schedule that was away for long begins anew from here. */
const MOST_LOOKED_AT = 5000

/**
 * Starts planned runs when they are due. `tick` is to be called every second or so. A time that nobody was there for is written
 * down as missed and never made up for; of several processes the first to claim a time in the database runs it.
 */
export class Scheduler {
  private readonly options: SchedulerOptions

  constructor(options: SchedulerOptions) {
    this.options = options
  }

  /** @returns settles when what is due now was started or written down */
  async tick(): Promise<void> {
    const { store, nowMs } = this.options
    const now = nowMs()
    for (const schedule of store.list()) {
      const due = this.dueTimes(schedule, now)
      const late = due.filter((atMs) => now - atMs > GRACE_MS)
      for (const dueAtMs of late.slice(-MOST_MISSED)) {
        this.claim(schedule, { dueAtMs, state: 'missed', reason: 'Headroom was not up at that time.' })
      }
      for (const dueAtMs of due.filter((atMs) => now - atMs <= GRACE_MS)) await this.run(schedule, dueAtMs)
    }
  }

  private dueTimes(schedule: Schedule, nowMs: number): number[] {
    const due: number[] = []
    let at = this.options.store.newestTime(schedule.id) ?? schedule.createdAtMs
    for (let looked = 0; looked < MOST_LOOKED_AT; looked++) {
      const next = nextAfter(schedule, at)
      if (next === null || next > nowMs) return due
      due.push(next)
      at = next
    }
    // So many were missed that only the last can matter: a day before now is looked through again.
    const recent = nextAfter(schedule, nowMs - GRACE_MS)
    return recent !== null && recent <= nowMs ? [...due.slice(-MOST_MISSED), recent] : due
  }

  private async run(schedule: Schedule, dueAtMs: number): Promise<void> {
    const busy = this.options.busy()
    if (busy !== undefined) {
      this.claim(schedule, { dueAtMs, state: 'missed', reason: `It was not started: ${busy}.` })
      return
    }
    if (!this.options.store.claim(schedule.id, { dueAtMs, state: 'started' })) return
    let time: ScheduleTime
    try {
      time = { dueAtMs, state: 'started', runId: await this.options.start(schedule) }
    } catch (error) {
      time = { dueAtMs, state: 'failed', reason: toErrorDetail(error).message }
    }
    this.options.store.settle(schedule.id, time)
    this.options.changed(schedule, time)
  }

  private claim(schedule: Schedule, time: ScheduleTime): void {
    if (this.options.store.claim(schedule.id, time)) this.options.changed(schedule, time)
  }
}
