import { z } from 'zod'
import type { ScheduleItem } from '../schedule.ts'
import { call, nothing } from './call.ts'

/** Planned runs. After each change main tells `schedulesChanged`, as it does when one was started or missed. */
export const SCHEDULE_CALLS = {
  listSchedules: call<readonly ScheduleItem[]>()(nothing),
  /** `at`: a moment in the time zone, `2026-11-26T22:00`; or else `cron`. */
  addSchedule: call<void>()(
    z.object({
      file: z.string().min(1).max(4096),
      at: z.string().max(40).optional(),
      cron: z.string().max(200).optional(),
      timeZone: z.string().max(100),
    }),
  ),
  removeSchedule: call<void>()(z.object({ id: z.string().max(20) })),
}
