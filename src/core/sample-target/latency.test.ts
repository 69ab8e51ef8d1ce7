import { describe, expect, it } from 'vitest'
import { LATENCY_PROFILES, LatencyModel, MAX_LATENCY_MS, type LatencyOverrides } from './latency.ts'
import { seededStreams } from './random.ts'

const DRAWS = 20_000
const NO_TAIL = { tailShare: 0 }

function draws(overrides: LatencyOverrides = {}, scale = 1, seed = 7, count = DRAWS): number[] {
  const model = new LatencyModel(overrides, scale, seededStreams(seed))
  return Array.from({ length: count }, () => model.drawMs('browse'))
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

describe('LatencyModel', () => {
  it('draws a log-normal with the stated median and spread', () => {
    const values = draws({ browse: { medianMs: 40, sigma: 0.35, ...NO_TAIL } })
    // Quantiles of a log-normal: median * exp(sigma * z), with z(95 %) = 1.6449 and z(99 %) = 2.3263.
    expect(quantile(values, 0.5) / 40).toBeCloseTo(1, 1.5)
    expect(quantile(values, 0.95) / (40 * Math.exp(0.35 * 1.6449))).toBeCloseTo(1, 1.5)
    expect(quantile(values, 0.99) / (40 * Math.exp(0.35 * 2.3263))).toBeCloseTo(1, 1.3)
  })

  it('makes the stated share of requests several times slower', () => {
    const values = draws({ browse: { medianMs: 10, sigma: 0, tailShare: 0.08, tailFactor: 6 } })
    expect(new Set(values)).toEqual(new Set([10, 60]))
    expect(values.filter((value) => value === 60).length / DRAWS).toBeCloseTo(0.08, 2)
  })

  it('gives the same sequence for the same seed and another for another', () => {
    expect(draws({}, 1, 7, 50)).toEqual(draws({}, 1, 7, 50))
    expect(draws({}, 1, 8, 50)).not.toEqual(draws({}, 1, 7, 50))
  })

  it('keeps the sequence of one endpoint whatever the others do', () => {
    const model = new LatencyModel({}, 1, seededStreams(7))
    const mixed = Array.from({ length: 50 }, () => {
      model.drawMs('save')
      return model.drawMs('browse')
    })
    expect(mixed).toEqual(draws({}, 1, 7, 50))
  })

  it('scales, and has none at scale 0', () => {
    const plain = draws({}, 1, 7, 50)
    expect(draws({}, 2, 7, 50)).toEqual(plain.map((value) => value * 2))
    expect(draws({}, 0, 7, 50)).toEqual(plain.map(() => 0))
  })

  it('never goes beyond the longest latency', () => {
    const values = draws({ browse: { medianMs: MAX_LATENCY_MS, sigma: 3 } }, 1000, 7, 200)
    expect(Math.max(...values)).toBe(MAX_LATENCY_MS)
  })

  it('reads faster than it writes', () => {
    const { browse, search, view, readProfile, writeProfile, save, feedback } = LATENCY_PROFILES
    const slowestRead = Math.max(...[browse, search, view, readProfile].map(({ medianMs }) => medianMs))
    expect(Math.min(...[writeProfile, save, feedback].map(({ medianMs }) => medianMs))).toBeGreaterThan(slowestRead)
  })
})
