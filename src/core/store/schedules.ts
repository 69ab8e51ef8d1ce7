import { randomInt } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { HeadroomError } from '../../shared/errors.ts'
import type { Schedule, ScheduleTime } from '../../shared/schedule.ts'

/** A database with more would be a mistake. */
const MOST_SCHEDULES = 200
const ID_PLACES = 5

interface ScheduleRow {
  id: string
  name: string
  file: string
  atMs: number | null
  cron: string | null
  timeZone: string
  createdAtMs: number
}

interface TimeRow {
  dueAtMs: number
  state: ScheduleTime['state']
  runId: string | null
  reason: string | null
}

/** The planned runs of a database. */
export class StoredSchedules {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  /** In the order in which they were planned. */
  list(): Schedule[] {
    return this.database
      .prepare<[], ScheduleRow>(
        `SELECT schedule_id AS id, name, scenario_file AS file, at_ms AS atMs, cron, time_zone AS timeZone,
           created_at_ms AS createdAtMs
         FROM schedules ORDER BY schedules.id`,
      )
      .all()
      .map(({ atMs, cron, ...schedule }) =>
        Object.assign(schedule, atMs === null ? {} : { atMs }, cron === null ? {} : { cron }),
      )
  }

  /** @throws HeadroomError SCHEDULES_FULL */
  add(schedule: Omit<Schedule, 'id'>): Schedule {
    const id = randomInt(36 ** ID_PLACES)
      .toString(36)
      .padStart(ID_PLACES, '0')
    const { name, file, atMs = null, cron = null, timeZone, createdAtMs } = schedule
    const { changes } = this.database
      .prepare(
        `INSERT INTO schedules (schedule_id, name, scenario_file, at_ms, cron, time_zone, created_at_ms)
         SELECT ?, ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM schedules) < ${MOST_SCHEDULES}`,
      )
      .run(id, name, file, atMs, cron, timeZone, createdAtMs)
    if (changes === 1) return { ...schedule, id }
    throw new HeadroomError({
      code: 'SCHEDULES_FULL',
      message: `There are ${MOST_SCHEDULES} schedules already.`,
      hint: 'Remove those that are over.',
    })
  }

  /** @throws HeadroomError SCHEDULE_NOT_FOUND */
  remove(id: string): void {
    const { changes } = this.database.prepare(`DELETE FROM schedules WHERE schedule_id = ?`).run(id)
    if (changes === 1) return
    throw new HeadroomError({
      code: 'SCHEDULE_NOT_FOUND',
      message: `There is no schedule ${id}.`,
      hint: 'List the schedules to see their ids.',
    })
  }

  newestTime(id: string): number | undefined {
    const row = this.database
      .prepare<[string], { newest: number | null }>(
        `SELECT max(due_at_ms) AS newest FROM schedule_times JOIN schedules ON schedules.id = schedule WHERE schedule_id = ?`,
      )
      .get(id)
    return row?.newest ?? undefined
  }

  /** One statement, so that of several processes one wins. */
  claim(id: string, { dueAtMs, state, reason }: ScheduleTime): boolean {
    const { changes } = this.database
      .prepare(
        `INSERT OR IGNORE INTO schedule_times (schedule, due_at_ms, state, reason)
         SELECT id, ?, ?, ? FROM schedules WHERE schedule_id = ?`,
      )
      .run(dueAtMs, state, reason ?? null, id)
    return changes === 1
  }

  settle(id: string, { dueAtMs, state, runId, reason }: ScheduleTime): void {
    this.database
      .prepare(
        `UPDATE schedule_times SET state = ?, run_id = ?, reason = ?
         WHERE due_at_ms = ? AND schedule = (SELECT id FROM schedules WHERE schedule_id = ?)`,
      )
      .run(state, runId ?? null, reason ?? null, dueAtMs, id)
  }

  /** Newest first. */
  times(id: string, limit: number): ScheduleTime[] {
    return this.database
      .prepare<[string, number], TimeRow>(
        `SELECT due_at_ms AS dueAtMs, state, run_id AS runId, reason
         FROM schedule_times JOIN schedules ON schedules.id = schedule
         WHERE schedule_id = ? ORDER BY due_at_ms DESC LIMIT ?`,
      )
      .all(id, limit)
      .map(({ runId, reason, ...time }) =>
        Object.assign(time, runId === null ? {} : { runId }, reason === null ? {} : { reason }),
      )
  }
}
