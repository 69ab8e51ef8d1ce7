import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../../../shared/scenario/types.ts'
import { constantArrivals, controlledArrivals, rampingArrivals } from './arrivals.ts'

const SECOND = 1e6
const DAY = 86_400e6
/** Within one; the expected integral is rounded too. */
const ONE = 1 + 1e-6

/** The integral of the rate by trapezoids, in arrivals: written down once more, without anything of the code's. */
function integral(startRate: number, stages: readonly Stage[], timeUnitUs: number, untilUs: number): number {
  let sum = 0
  let from = 0
  let rate = startRate
  for (const { durationUs, target } of stages) {
    const passed = Math.min(durationUs, Math.max(0, untilUs - from))
    const reached = durationUs === 0 ? target : rate + ((target - rate) * passed) / durationUs
    sum += ((rate + reached) / 2) * passed
    from += durationUs
    rate = target
  }
  return sum / timeUnitUs
}

const wholeRate = fc.integer({ min: 0, max: 20_000 })
const timeUnit = fc.constantFrom(SECOND, 60 * SECOND, 1e5)
const stage = fc.record({
  durationUs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 6 * 3600 }).map((seconds) => seconds * SECOND),
  ),
  target: wholeRate,
})
const plan = fc.record({ startRate: wholeRate, stages: fc.array(stage, { minLength: 1, maxLength: 6 }), timeUnit })

describe('constantArrivals', () => {
  it('begins at once and keeps its interval', () => {
    const arrivals = constantArrivals(3, SECOND, 10 * SECOND)
    expect([0, 1, 2, 3, 29].map((n) => arrivals.timeOf(n))).toEqual([0, 1e6 / 3, 2e6 / 3, 1e6, 29e6 / 3])
    expect(arrivals.timeOf(30)).toBe(Infinity)
  })

  it.each([
    { offsetUs: -1, count: 0 },
    { offsetUs: 0, count: 1 },
    { offsetUs: 499_999, count: 1 },
    { offsetUs: 500_000, count: 2 },
    { offsetUs: 9_500_000, count: 20 },
    { offsetUs: 11e6, count: 20 },
  ])('has $count arrivals at $offsetUs', ({ offsetUs, count }) => {
    expect(constantArrivals(2, SECOND, 10 * SECOND).countBy(offsetUs)).toBe(count)
  })

  it('makes no arrival at a rate of nothing', () => {
    const arrivals = constantArrivals(0, SECOND, 10 * SECOND)
    expect(arrivals.timeOf(0)).toBe(Infinity)
    expect(arrivals.countBy(10 * SECOND)).toBe(0)
  })

  it('is exact after a day at a high rate', () => {
    const arrivals = constantArrivals(10_000, SECOND, DAY)
    expect(arrivals.timeOf(864_000_000 - 1)).toBe(DAY - 100)
    expect(arrivals.timeOf(864_000_000)).toBe(Infinity)
  })
})

describe('rampingArrivals', () => {
  it('starts when the integral reaches the next whole number', () => {
    // A rate of t/5: the integral is t^2/10 on the way up, then level, then the same on the way down.
    const stages = [
      { durationUs: 5 * SECOND, target: 1 },
      { durationUs: SECOND, target: 1 },
      { durationUs: 5 * SECOND, target: 0 },
    ]
    const arrivals = rampingArrivals(0, stages, SECOND)
    const expected = [Math.sqrt(10), Math.sqrt(20), 5.5, 11 - Math.sqrt(20 + 10), 11 - Math.sqrt(10), 11]
    expected[3] = 11 - Math.sqrt(20)
    const seconds = [0, 1, 2, 3, 4, 5].map((n) => arrivals.timeOf(n) / SECOND)
    for (const [n, second] of expected.entries()) expect(seconds[n]).toBeCloseTo(second, 9)
    expect(arrivals.timeOf(6)).toBe(Infinity)
  })

  it('jumps in a stage without length', () => {
    const stages = [
      { durationUs: 10 * SECOND, target: 1 },
      { durationUs: 0, target: 100 },
      { durationUs: 10 * SECOND, target: 100 },
    ]
    const arrivals = rampingArrivals(1, stages, SECOND)
    expect(arrivals.countBy(10 * SECOND)).toBe(10)
    expect(arrivals.timeOf(10)).toBe(10.01 * SECOND)
    expect(arrivals.countBy(20 * SECOND)).toBe(1010)
  })

  it('agrees with the integral within one at any moment of a day', () => {
    fc.assert(
      fc.property(plan, fc.double({ min: 0, max: 1, noNaN: true }), ({ startRate, stages, timeUnit: unit }, part) => {
        const atUs = part * stages.reduce((sum, { durationUs }) => sum + durationUs, 0)
        const count = rampingArrivals(startRate, stages, unit).countBy(atUs)
        expect(Math.abs(count - integral(startRate, stages, unit, atUs))).toBeLessThanOrEqual(ONE)
      }),
    )
  })

  it('puts every arrival where the integral has its number, in order', () => {
    fc.assert(
      fc.property(plan, fc.double({ min: 0, max: 1, noNaN: true }), ({ startRate, stages, timeUnit: unit }, part) => {
        const arrivals = rampingArrivals(startRate, stages, unit)
        const n = Math.floor(part * arrivals.countBy(Infinity))
        const atUs = arrivals.timeOf(n)
        if (atUs === Infinity) return
        // A microsecond's worth of arrivals at the highest rate is what a time in doubles can resolve after a day.
        expect(integral(startRate, stages, unit, atUs)).toBeCloseTo(n + 1, 1)
        expect(arrivals.timeOf(n + 1)).toBeGreaterThanOrEqual(atUs)
        if (n > 0) expect(arrivals.timeOf(n - 1)).toBeLessThanOrEqual(atUs)
        expect(arrivals.countBy(atUs)).toBeGreaterThan(n)
      }),
    )
  })
})

describe('controlledArrivals', () => {
  it('goes on where it is when the rate changes', () => {
    const arrivals = controlledArrivals(2, SECOND)
    arrivals.changeRate(10.25 * SECOND, 4)
    // 20.5 arrivals' worth has passed: half an interval is left, now twice as fast.
    expect(arrivals.timeOf(21)).toBe(10.375 * SECOND)
    expect(arrivals.timeOf(22)).toBe(10.625 * SECOND)
  })

  it('makes none while the rate is 0 and does not make up for them', () => {
    const arrivals = controlledArrivals(0, SECOND)
    expect(arrivals.timeOf(0)).toBe(Infinity)
    arrivals.changeRate(60 * SECOND, 10)
    expect(arrivals.timeOf(0)).toBe(60 * SECOND)
    arrivals.changeRate(60.05 * SECOND, 0)
    expect(arrivals.timeOf(1)).toBe(Infinity)
    arrivals.changeRate(90 * SECOND, 10)
    expect(arrivals.timeOf(1)).toBeCloseTo(90.05 * SECOND, 3)
  })

  it('agrees with the integral within one after any number of changes in a day', () => {
    const change = fc.record({ afterUs: fc.integer({ min: 1, max: 3600e6 }), rate: wholeRate })
    fc.assert(
      fc.property(wholeRate, fc.array(change, { maxLength: 24 }), (startRate, changes) => {
        const arrivals = controlledArrivals(startRate, SECOND)
        let nowUs = 0
        let rate = startRate
        let expected = 0
        for (const next of changes) {
          nowUs += next.afterUs
          expected += (rate * next.afterUs) / SECOND
          const taken = arrivals.countBy(nowUs)
          expect(Math.abs(taken - expected)).toBeLessThanOrEqual(ONE)
          arrivals.changeRate(nowUs, next.rate)
          expect(arrivals.timeOf(taken)).toBeGreaterThanOrEqual(nowUs)
          rate = next.rate
        }
      }),
    )
  })
})
