import { describe, expect, it } from 'vitest'
import { formatMoment } from '../../shared/schedule.ts'
import { checkCron, nextAfter, parseMoment } from './occurrences.ts'

const at = (text: string): number => Date.parse(text)

describe('when a schedule is due', () => {
  it('keeps the hour of its time zone over the change to winter time', () => {
    const nightly = { cron: '30 22 * * *', timeZone: 'Europe/Berlin' }
    const first = nextAfter(nightly, at('2026-10-24T12:00:00Z'))
    const second = nextAfter(nightly, first ?? 0)
    expect([first, second]).toEqual([at('2026-10-24T20:30:00Z'), at('2026-10-25T21:30:00Z')])
    expect(formatMoment(second ?? 0, 'Europe/Berlin')).toBe('2026-10-25 22:30')
  })

  it('is after a moment, never at it, and once only when it is planned once', () => {
    const once = { atMs: 5000, timeZone: 'UTC' }
    expect([nextAfter(once, 4999), nextAfter(once, 5000)]).toEqual([5000, null])
  })
})

describe('what people write', () => {
  const now = at('2026-11-25T12:00:00Z')
  it.each([
    ['2026-11-26T22:00', 'Europe/Berlin', '2026-11-26T21:00:00Z'],
    ['2026-11-26 22:00:30', 'UTC', '2026-11-26T22:00:30Z'],
    ['2026-11-26T22:00-05:00', 'Europe/Berlin', '2026-11-27T03:00:00Z'],
    ['2026-11-26T22:00Z', 'Asia/Tokyo', '2026-11-26T22:00:00Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(parseMoment(text, zone, now)).toBe(at(expected))
  })

  it.each([
    ['tomorrow', 'UTC', 'is not a moment'],
    ['2026-13-40T22:00', 'UTC', 'is not a moment'],
    ['2026-11-25T11:59', 'UTC', 'is past'],
    ['2026-11-26T22:00', 'Mars/Olympus', 'is not a time zone'],
  ])('refuses %s in %s', (text, zone, message) => {
    expect(() => parseMoment(text, zone, now)).toThrow(message)
  })

  it.each([
    ['0 22 * * 1-5', undefined],
    ['*/5 * * * * *', undefined],
    ['0 25 * * *', 'is not a cron expression'],
    ['every night', 'is not a cron expression'],
    ['0 0 30 2 *', 'is never due'],
    ['2026-11-26T22:00', 'is'],
  ])('cron %s', (cron, message) => {
    if (message === undefined) expect(() => checkCron(cron, 'UTC', now)).not.toThrow()
    else expect(() => checkCron(cron, 'UTC', now)).toThrow(message)
  })
})
