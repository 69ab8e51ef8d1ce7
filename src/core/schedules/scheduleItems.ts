import type { Schedule, ScheduleItem, ScheduleTime } from '../../shared/schedule.ts'
import { nextAfter } from './occurrences.ts'

const MOST_TIMES = 5

/** The schedules as lists show them. */
export function scheduleItems(
  store: { list(): readonly Schedule[]; times(id: string, limit: number): readonly ScheduleTime[] },
  nowMs: number,
): ScheduleItem[] {
  return store
    .list()
    .map((schedule) =>
      Object.assign(schedule, { nextAtMs: nextAfter(schedule, nowMs), times: store.times(schedule.id, MOST_TIMES) }),
    )
}
