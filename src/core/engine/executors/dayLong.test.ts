import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../../../shared/scenario/types.ts'
import { VirtualClock } from '../virtualClock.ts'
import { COMMON, ORIGIN_US, type Harness, workers } from './executorHarness.ts'

const HOUR = 3600e6
const DAY = 24 * HOUR
/** Within one; the expected integral is rounded too. */
const ONE = 1 + 1e-6
const open = { ...COMMON, timeUnitUs: 60e6, preAllocatedVUs: 8, maxVUs: 100, gracefulStopUs: 0 }

const rate = fc.integer({ min: 0, max: 40 })
const count = fc.integer({ min: 1, max: 8 })
/** Moments of the day at which the starts are counted, in order. */
const moments = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.map((part) => part * DAY).toSorted((a, b) => a - b))

function startsAt(loads: readonly Harness[], offsetUs: number): number {
  const clock = loads[0]?.clock
  clock?.advance(ORIGIN_US + offsetUs - clock.nowUs())
  return loads.reduce((sum, load) => sum + load.started() + load.dropped, 0)
}

/** The integral of the rate in arrivals, by trapezoids. */
function integral(startRate: number, stages: readonly Stage[], untilUs: number): number {
  let sum = 0
  let from = 0
  let before = startRate
  for (const { durationUs, target } of stages) {
    const passed = Math.min(durationUs, Math.max(0, untilUs - from))
    const reached = durationUs === 0 ? target : before + ((target - before) * passed) / durationUs
    sum += ((before + reached) / 2) * passed
    from += durationUs
    before = target
  }
  return sum / open.timeUnitUs
}

describe('over 24 hours of virtual time', () => {
  it('a constant rate starts the integral of it within one, over any number of workers', () => {
    fc.assert(
      fc.property(rate, count, moments, (perMinute, workerCount, atUs) => {
        const clock = new VirtualClock(ORIGIN_US)
        const config = { ...open, executor: 'constant-arrival-rate', rate: perMinute, durationUs: DAY } as const
        const loads = workers(config, workerCount, { clock, iterationUs: 3e6 })
        for (const us of atUs) {
          expect(Math.abs(startsAt(loads, us) - (perMinute * us) / open.timeUnitUs)).toBeLessThanOrEqual(ONE)
        }
        expect(startsAt(loads, DAY)).toBe(perMinute * 24 * 60)
      }),
      { numRuns: 12 },
    )
  })

  it('a ramping rate starts the integral of it within one, and N workers start exactly what one does', () => {
    const stage = fc.record({
      durationUs: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 60, max: 6 * 3600 }).map((seconds) => seconds * 1e6),
      ),
      target: rate,
    })
    const plan = fc.record({ startRate: rate, stages: fc.array(stage, { minLength: 1, maxLength: 6 }) })
    fc.assert(
      fc.property(plan, count, moments, ({ startRate, stages }, workerCount, atUs) => {
        const config = { ...open, executor: 'ramping-arrival-rate', startRate, stages } as const
        const many = workers(config, workerCount, { iterationUs: 3e6 })
        const alone = workers(config, 1, { iterationUs: 3e6 })
        for (const us of atUs) {
          const started = startsAt(many, us)
          expect(Math.abs(started - integral(startRate, stages, us))).toBeLessThanOrEqual(ONE)
          expect(startsAt(alone, us)).toBe(started)
        }
        const starts = many.flatMap((load) => load.iterations.map(({ iteration, startedUs }) => [iteration, startedUs]))
        const expected = alone.flatMap((load) =>
          load.iterations.map(({ iteration, startedUs }) => [iteration, startedUs]),
        )
        expect(starts.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual(expected)
      }),
      { numRuns: 12 },
    )
  })

  it('starts exactly when it should at the end of the day, whatever held it up before', () => {
    const clock = new VirtualClock(ORIGIN_US)
    const config = { ...open, executor: 'constant-arrival-rate', rate: 7, timeUnitUs: 10e6, durationUs: DAY } as const
    const loads = workers(config, 1, { clock, iterationUs: 1e6 })
    for (let hour = 0; hour < 23; hour++) {
      startsAt(loads, hour * HOUR + 12_345)
      clock.block(hour * 1_234_567)
    }
    startsAt(loads, DAY)
    const last = loads[0]?.iterations.slice(-3)
    expect(last?.map(({ startedUs }) => startedUs)).toEqual(
      [60_477, 60_478, 60_479].map((n) => ORIGIN_US + (n * 10e6) / 7),
    )
    expect(startsAt(loads, DAY)).toBe((7 * DAY) / 10e6)
  })

  it('looping VUs lose no time: a closed model makes as many iterations as fit', () => {
    const loads = workers({ ...COMMON, executor: 'constant-vus', vus: 4, durationUs: DAY }, 2, { iterationUs: 7e6 })
    expect(startsAt(loads, 2 * DAY)).toBe(4 * Math.ceil(DAY / 7e6))
  })
})
