import { describe, expect, it } from 'vitest'
import { courseOf, lackSentences, tellsSeconds } from './origin.ts'
import type { LivePoint, RunOrigin } from './run.ts'

const LOCUST: RunOrigin = { tool: 'Locust', format: 'Locust stats CSV', lacks: ['seconds', 'histogram'] }
const JMETER: RunOrigin = { tool: 'JMeter', format: 'JMeter JTL, CSV', lacks: [] }
const point = (vus: number) => ({ second: 0, vus }) as LivePoint

describe('what an imported run cannot tell', () => {
  it('is said with what it means', () => {
    expect(lackSentences(LOCUST)).toEqual([
      'Locust stats CSV cannot tell how the run went second by second; percentiles other than the tool gave. What needs that is shown as “–”, or not judged.',
    ])
    expect([lackSentences(JMETER), lackSentences(undefined)]).toEqual([[], []])
  })

  it('decides whether a range can be chosen, and what charts over time are called and show', () => {
    expect([tellsSeconds(LOCUST), tellsSeconds(JMETER), tellsSeconds(undefined)]).toEqual([false, true, true])
    expect(courseOf(LOCUST, [point(3)])).toEqual({
      title: 'Response time as Locust tells it',
      withUsers: true,
      untold: undefined,
    })
    expect(courseOf(LOCUST, [point(0)]).withUsers).toBe(false)
    expect(courseOf(LOCUST, []).untold).toBe('Locust stats CSV does not tell how the run went over time.')
    const own = { title: 'Response time per second', withUsers: true, untold: undefined }
    expect([courseOf(JMETER, []), courseOf(undefined, [point(0)])]).toEqual([own, own])
  })
})
