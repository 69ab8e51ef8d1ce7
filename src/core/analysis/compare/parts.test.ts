import { describe, expect, it } from 'vitest'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { claims, falseDiscovery } from './claims.ts'
import { influenceOf } from './influence.ts'
import { persistenceOf, varianceOfMean } from './longRunVariance.ts'
import { neededSeconds } from './neededSeconds.ts'
import { RunWindows } from './runWindows.ts'
import { criticalValue, upperTail } from './studentT.ts'

describe('Student t', () => {
  // Tables of Student's t, e.g. NIST/SEMATECH e-Handbook 1.3.6.7.2.
  it.each([
    [0.025, 1, 12.706],
    [0.025, 10, 2.228],
    [0.05, 30, 1.697],
    [0.001, 5, 5.893],
    [0.025, 1e6, 1.96],
  ])('leaves %f above at %i degrees of freedom: %f', (tail, degrees, critical) => {
    expect(criticalValue(tail, degrees)).toBeCloseTo(critical, 2)
    expect(upperTail(critical, degrees)).toBeCloseTo(tail, 4)
    expect(upperTail(-critical, degrees)).toBeCloseTo(1 - tail, 4)
  })
})

describe('falseDiscovery', () => {
  it('multiplies by the tests over the rank, never rises towards smaller ones, and keeps the order given', () => {
    const corrected = falseDiscovery([0.04, 0.01, 0.03, 0.9])
    for (const [index, expected] of [0.16 / 3, 0.04, 0.16 / 3, 0.9].entries()) {
      expect(corrected[index]).toBeCloseTo(expected, 12)
    }
    expect(falseDiscovery([])).toEqual([])
  })
})

describe('claims', () => {
  it('tests the primary one at 4 %, the others together at 1 %, and at 5 % once it is made', () => {
    expect(claims([0.5, 0.03, 0.012], 1)).toEqual([false, true, true])
    expect(claims([0.5, 0.05, 0.012], 1)).toEqual([false, false, false])
    expect(claims([0.004, 0.05, 0.9], 1)).toEqual([true, false, false])
  })

  it('gives the whole level to the others when there is no primary one, and to it when it is alone', () => {
    expect(claims([0.02, 0.9], -1)).toEqual([true, false])
    expect(claims([0.045], 0)).toEqual([true])
    expect(claims([], -1)).toEqual([])
  })
})

describe('neededSeconds', () => {
  const estimate = {
    metric: 'p95' as const,
    base: 1,
    run: 1,
    difference: 0,
    standardError: 0.04,
    degrees: 40,
    betweenShare: 0,
  }
  const question = { limits: [-0.05, 0.05] as const, seconds: 60, level: 0.04 }

  it('grows as the variance does, and is less where the difference is large', () => {
    const equal = neededSeconds(estimate, question) ?? 0
    expect(equal).toBeGreaterThan(300)
    expect(neededSeconds({ ...estimate, standardError: 0.08 }, question)).toBeGreaterThan(equal * 1.5)
    expect(neededSeconds({ ...estimate, difference: 0.15 }, question)).toBeLessThan(equal / 3)
  })

  it('is none where runs differ so much by themselves that no length would do', () => {
    expect(neededSeconds({ ...estimate, betweenShare: 0.9 }, question)).toBeNull()
  })
})

describe('varianceOfMean', () => {
  const generator = xoroshiro128plus(3)
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator))) * Math.cos(2 * Math.PI * uniformFloat64(generator))
  /** Mean over many series of n values of an autoregression of variance 1. */
  const meanVariance = (correlation: number, n = 60): number => {
    let total = 0
    for (let series = 0; series < 400; series++) {
      let level = normal()
      const values = Float64Array.from({ length: n }, () => {
        level = correlation * level + Math.sqrt(1 - correlation ** 2) * normal()
        return level
      })
      total += varianceOfMean(values).variance / 400
    }
    return total
  }

  it.each([0, 0.3, 0.6, 0.85])('finds what the mean of a series with autocorrelation %d varies by', (correlation) => {
    // Of the mean of an autoregression of order 1, for long series. Too much is safe, too little is not.
    const truth = (1 + correlation) / (1 - correlation) / 60
    expect(meanVariance(correlation) / truth).toBeGreaterThan(0.9)
    expect(meanVariance(correlation) / truth).toBeLessThan(2)
  })

  it('sees a level that wanders through noise', () => {
    let level = 0
    const series = Float64Array.from({ length: 2000 }, () => {
      level = 0.9 * level + Math.sqrt(1 - 0.9 ** 2) * normal()
      return level + normal()
    })
    // Neighbours are correlated by 0.45 only: half of the variance is noise.
    expect(persistenceOf([series])).toBeGreaterThan(0.85)
    expect(persistenceOf([series])).toBeLessThan(0.95)
    expect(persistenceOf([series.map(() => normal())])).toBe(0)
  })

  it('takes two windows at least as independent, however alike they are', () => {
    const line = Float64Array.from({ length: 12 }, (_, index) => index)
    expect(persistenceOf([line])).toBe(10 / 14)
  })

  it('says that fewer independent windows are left of a series that wanders', () => {
    const steady = varianceOfMean(Float64Array.from({ length: 60 }, (_, index) => index % 2))
    const wandering = varianceOfMean(Float64Array.from({ length: 60 }, (_, index) => Math.sin(index / 8)))
    expect(steady.degrees).toBe(21.5)
    expect(wandering.degrees).toBeLessThan(5)
  })
})

it('what failed before a request could be sent counts among what was tried', () => {
  const run = new RunWindows(2)
  run.addRequests(0, 10)
  run.addRequests(1, 10)
  run.addFailed(0, 30, 40)
  run.addFailed(1, 10, 20)
  expect(influenceOf('error_rate', run).value).toBeCloseTo(40 / 60)
})
