const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
// Made once, at the start: a list of runs formats many moments, and to make a formatter takes a hundred times as long as to use it.
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A moment in the past, short: how long ago within the hour, then the time of day, then the date. */
export function formatWhen(atMs: number, nowMs = Date.now()): string {
  const at = new Date(atMs)
  const ago = nowMs - atMs
  if (ago >= 0 && ago < MINUTE_MS) return 'just now'
  if (ago >= 0 && ago < 60 * MINUTE_MS) return `${Math.floor(ago / MINUTE_MS)} min ago`
  const startOfToday = new Date(nowMs).setHours(0, 0, 0, 0)
  if (atMs >= startOfToday) return `today ${TIME.format(at)}`
  if (atMs >= startOfToday - DAY_MS) return `yesterday ${TIME.format(at)}`
  const sameYear = at.getFullYear() === new Date(nowMs).getFullYear()
  return (sameYear ? DAY : DAY_AND_YEAR).format(at)
}

/** `03:32 PM`, as the user's language has it. */
export function formatTimeOfDay(atMs: number): string {
  return TIME.format(atMs)
}

/** `Nov 23`, as the user's language has it. */
export function formatDay(atMs: number): string {
  return DAY.format(atMs)
}

/** The whole moment, for reports. */
export function formatMoment(atMs: number): string {
  return MOMENT.format(atMs)
}
