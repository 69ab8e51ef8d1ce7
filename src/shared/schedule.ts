/** A run that is planned: once, or repeatedly. */
export interface Schedule {
  /** Short, to be typed. */
  id: string
  name: string
  /** Absolute; read when the time comes. */
  file: string
  /** Once, at this moment. Either this or `cron`. */
  atMs?: number
  /** Repeatedly: a cron expression of five or six fields, in the time zone. */
  cron?: string
  /** IANA name, e.g. Europe/Berlin. */
  timeZone: string
  createdAtMs: number
}

/** What became of one time at which it was due. */
export interface ScheduleTime {
  dueAtMs: number
  /** `missed`: nothing was up to run it, or another run was going on; it is not made up for. `failed`: it could not start. */
  state: 'started' | 'missed' | 'failed'
  runId?: string
  reason?: string
}

export interface ScheduleItem extends Schedule {
  /** Null when it is over. */
  nextAtMs: number | null
  /** Newest first, a few. */
  times: readonly ScheduleTime[]
}

/** `2026-11-26 22:00` in that time zone. */
export function formatMoment(atMs: number, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does.
  const format = { timeZone, dateStyle: 'short', timeStyle: 'short' } as const
  return new Intl.DateTimeFormat('sv-SE', format).format(atMs)
}
