import { readFileSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { checkCron, parseMoment } from '../core/schedules/occurrences.ts'
import { scheduleItems } from '../core/schedules/scheduleItems.ts'
import { Scheduler } from '../core/schedules/scheduler.ts'
import { StoredSchedules } from '../core/store/schedules.ts'
import { HeadroomError } from '../shared/errors.ts'
import { fileUnreadable } from '../shared/fileErrors.ts'
import type { Schedule, ScheduleItem } from '../shared/schedule.ts'
import { parseScenario } from '../shared/scenario/parse.ts'
import { TEMPLATES } from './resources.ts'
import type { RunCoordinator } from './runCoordinator.ts'
import { referenceValues } from './validateScenario.ts'

const TICK_MS = 1000

/** The planned runs while the app is up: starts them when they are due. */
export class AppSchedules {
  private readonly stored: StoredSchedules
  private readonly scheduler: Scheduler
  private readonly changed: () => void
  private timer: NodeJS.Timeout | undefined
  private ticking = false

  /** @param changed called when a schedule was added, removed, started or missed */
  constructor(database: Database, runs: RunCoordinator, changed: () => void) {
    this.changed = changed
    this.stored = new StoredSchedules(database)
    this.scheduler = new Scheduler({
      store: this.stored,
      nowMs: Date.now,
      busy: () => (runs.isRunning ? 'another run was going on' : undefined),
      start: async (schedule) => {
        const { runId } = await runs.start(() => ({
          text: textOf(schedule),
          file: schedule.file,
          shippedTargets: TEMPLATES,
          ...referenceValues(),
        }))
        return runId
      },
      changed,
    })
  }

  begin(): void {
    this.timer = setInterval(() => void this.tick(), TICK_MS)
    void this.tick()
  }

  end(): void {
    clearInterval(this.timer)
  }

  list(): ScheduleItem[] {
    return scheduleItems(this.stored, Date.now())
  }

  /** @throws HeadroomError SCHEDULE_INVALID, SCENARIO_INVALID, FILE_UNREADABLE, SCHEDULES_FULL */
  add({
    file,
    at,
    cron,
    timeZone,
    text,
  }: {
    file: string
    at?: string | undefined
    cron?: string | undefined
    timeZone: string
    text: string
  }): void {
    const createdAtMs = Date.now()
    const { scenario } = parseScenario(text)
    if (scenario === undefined) {
      throw new HeadroomError({
        code: 'SCENARIO_INVALID',
        message: `The scenario in ${file} is not valid.`,
        hint: 'Open it to see what is wrong.',
      })
    }
    if (cron !== undefined) checkCron(cron, timeZone, createdAtMs)
    const when = cron === undefined ? { atMs: parseMoment(at ?? '', timeZone, createdAtMs) } : { cron }
    this.stored.add({ name: scenario.name, file, timeZone, createdAtMs, ...when })
    this.changed()
  }

  remove(id: string): void {
    this.stored.remove(id)
    this.changed()
  }

  private async tick(): Promise<void> {
    if (this.ticking) return
    this.ticking = true
    try {
      await this.scheduler.tick()
    } catch {
      // Another process holds the database for a moment: the next tick tries again.
    } finally {
      this.ticking = false
    }
  }
}

function textOf({ file }: Pick<Schedule, 'file'>): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw fileUnreadable(file, cause)
  }
}
