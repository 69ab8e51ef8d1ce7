import { Cron } from 'croner'
import { HeadroomError } from '../../shared/errors.ts'
import type { Schedule } from '../../shared/schedule.ts'

/** When a schedule is due next after a moment (exclusive); null when it never is again. Summer time is the time zone's. */
export function nextAfter(
  { atMs, cron, timeZone }: Pick<Schedule, 'atMs' | 'cron' | 'timeZone'>,
  afterMs: number,
): number | null {
  if (cron === undefined) return atMs !== undefined && atMs > afterMs ? atMs : null
  return new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(afterMs))?.getTime() ?? null
}

/** @throws HeadroomError SCHEDULE_INVALID when it is no cron expression, or never due */
export function checkCron(cron: string, timeZone: string, nowMs: number): void {
  checkTimeZone(timeZone)
  let next: number | null
  try {
    next = nextAfter({ cron, timeZone }, nowMs)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    throw invalid(`\`${cron}\` is not a cron expression: ${reason.replace(/\.?$/, '.')}`)
  }
  if (next === null || !/^\S+(?:\s+\S+){4,5}$/.test(cron.trim())) throw invalid(`\`${cron}\` is never due.`)
}

/**
 * A moment as people write it: `2026-11-26T22:00` or `2026-11-26 22:00` in the time zone, or with its own offset (`Z`, `+01:00`).
 * @throws HeadroomError SCHEDULE_INVALID when it is no moment, or past
 */
export function parseMoment(text: string, timeZone: string, nowMs: number): number {
  checkTimeZone(timeZone)
  const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(Z|[+-]\d\d:\d\d)?$/.exec(text.trim())
  if (found === null) throw invalid(`\`${text}\` is not a moment.`)
  const [, date = '', minutes = '', seconds = ':00', offset] = found
  const plain = `${date}T${minutes}${seconds}`
  if (Number.isNaN(Date.parse(`${plain}Z`))) throw invalid(`\`${text}\` is not a moment.`)
  const atMs =
    offset === undefined
      ? (new Cron(plain, { timezone: timeZone, paused: true }).nextRun(new Date(0))?.getTime() ?? NaN)
      : Date.parse(`${plain}${offset}`)
  if (Number.isNaN(atMs)) throw invalid(`\`${text}\` is not a moment.`)
  if (atMs <= nowMs) throw invalid(`${text} is past.`)
  return atMs
}

function checkTimeZone(timeZone: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone }).format()
  } catch {
    throw new HeadroomError({
      code: 'SCHEDULE_INVALID',
      message: `\`${timeZone}\` is not a time zone.`,
      hint: 'Write it like Europe/Berlin or UTC.',
    })
  }
}

function invalid(message: string): HeadroomError {
  return new HeadroomError({
    code: 'SCHEDULE_INVALID',
    message,
    hint: 'Write a moment like 2026-11-26T22:00, or a cron expression like "0 22 * * 1-5" (minute, hour, day, month, weekday).',
  })
}
