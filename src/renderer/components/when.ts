const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A moment in the past, short: how long ago within the hour, then the time of day, then the date. */
export function formatWhen(atMs: number, nowMs = Date.now()): string {
  const at = new Date(atMs)
  const ago = nowMs - atMs
  if (ago >= 0 && ago < MINUTE_MS) return 'just now'
  if (ago >= 0 && ago < 60 * MINUTE_MS) return `${Math.floor(ago / MINUTE_MS)} min ago`
  const time = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
  const startOfToday = new Date(nowMs).setHours(0, 0, 0, 0)
  if (atMs >= startOfToday) return `today ${time}`
  if (atMs >= startOfToday - DAY_MS) return `yesterday ${time}`
  const sameYear = at.getFullYear() === new Date(nowMs).getFullYear()
  return at.toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) })
}

/** The whole moment, for reports. */
export function formatMoment(atMs: number): string {
  return new Date(atMs).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}
