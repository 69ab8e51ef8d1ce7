import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HIGHEST_TRACKABLE, Histogram, bucketBounds } from './histogram.ts'

/** Microseconds from all the orders of magnitude that a histogram spans. */
const value = fc.oneof(fc.nat(3000), fc.nat(2_000_000), fc.integer({ min: 0, max: HIGHEST_TRACKABLE }))
const values = fc.array(value, { minLength: 1, maxLength: 300 })
const percent = fc.oneof(fc.constantFrom(0, 50, 90, 95, 99, 99.9, 100), fc.double({ min: 0, max: 100, noNaN: true }))

function histogramOf(recorded: readonly number[], wide = false): Histogram {
  const histogram = new Histogram(wide)
  for (const one of recorded) histogram.record(one)
  return histogram
}

/** The smallest recorded value that at least that share of all does not exceed. */
function truePercentile(recorded: readonly number[], wanted: number): number {
  const sorted = recorded.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((wanted / 100) * sorted.length - 1e-9) - 1)] ?? NaN
}

function contentOf(histogram: Histogram) {
  const buckets: [number, number][] = []
  const [first, last] = histogram.range
  for (let index = first; index <= last; index++) {
    const count = histogram.countAt(index)
    if (count > 0) buckets.push([index, count])
  }
  const { count, sum, min, max } = histogram
  return { buckets, count, sum, min, max }
}

describe('percentiles', () => {
  it('are within 0.1 % of the true ones, and never outside of what was recorded', () => {
    fc.assert(
      fc.property(values, percent, (recorded, wanted) => {
        const found = histogramOf(recorded).percentile(wanted)
        const truth = truePercentile(recorded, wanted)
        expect(Math.abs(found - truth)).toBeLessThanOrEqual(truth * 0.001)
        expect(found).toBeGreaterThanOrEqual(Math.min(...recorded))
        expect(found).toBeLessThanOrEqual(Math.max(...recorded))
      }),
    )
  })

  it('are exact below 2048, and rise with the percentage', () => {
    const histogram = histogramOf(Array.from({ length: 1000 }, (_, n) => n + 1))
    expect([0, 0.1, 50, 95, 99.9, 100].map((wanted) => histogram.percentile(wanted))).toEqual([
      1, 1, 500, 950, 999, 1000,
    ])
    fc.assert(
      fc.property(values, percent, percent, (recorded, one, other) => {
        const [low, high] = [one, other].toSorted((a, b) => a - b) as [number, number]
        const spread = histogramOf(recorded)
        expect(spread.percentile(low)).toBeLessThanOrEqual(spread.percentile(high))
      }),
    )
  })

  it('tell the share of values at or below one, the inverse', () => {
    const histogram = histogramOf([1, 2, 2, 1000])
    expect([0, 1, 2, 999, 1000, 5000].map((at) => histogram.shareAtOrBelow(at))).toEqual([0, 0.25, 0.75, 0.75, 1, 1])
  })
})

describe('recording', () => {
  it('keeps count, sum, minimum, maximum and mean exactly', () => {
    const histogram = histogramOf([5, 1_234_567, 0])
    expect(histogram).toMatchObject({ count: 3, sum: 1_234_572, min: 0, max: 1_234_567 })
    expect(histogram.mean).toBe(411_524)
  })

  it.each<[number, number]>([
    [0.4, 0],
    [0.5, 1],
    [1.49, 1],
    [-3, 0],
    [NaN, HIGHEST_TRACKABLE],
    [Infinity, HIGHEST_TRACKABLE],
    [5e9, HIGHEST_TRACKABLE],
    [2_147_483_647.6, 2_147_483_648],
  ])('takes %d as %d', (given, kept) => {
    expect(histogramOf([given]).max).toBe(kept)
  })

  it('puts every value into the bucket whose bounds hold it, no wider than a thousandth', () => {
    fc.assert(
      fc.property(value, (one) => {
        const [index] = histogramOf([one]).range
        const [low, high] = bucketBounds(index)
        expect(low).toBeLessThanOrEqual(one)
        expect(high).toBeGreaterThanOrEqual(one)
        expect(high - low).toBeLessThanOrEqual(one / 1000)
        expect(bucketBounds(index + 1)[0]).toBe(high + 1)
      }),
    )
  })

  it('is empty again after a reset', () => {
    const histogram = histogramOf([1, 5_000_000])
    histogram.reset()
    expect(contentOf(histogram)).toEqual(contentOf(new Histogram()))
    expect(histogram.percentile(95)).toBe(0)
    expect(histogram.mean).toBe(0)
    histogram.record(7)
    expect(contentOf(histogram)).toEqual(contentOf(histogramOf([7])))
  })
})

describe('merging', () => {
  it('in any order is recording everything in one', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (parts, order) => {
        const shuffled = parts
          .map((part) => ({ part, rank: order.next().value as number }))
          .toSorted((one, other) => one.rank - other.rank)
        const merged = new Histogram(true)
        for (const { part } of shuffled) merged.merge(histogramOf(part))
        expect(contentOf(merged)).toEqual(contentOf(histogramOf(parts.flat())))
      }),
    )
  })

  it('of an empty one changes nothing', () => {
    const histogram = histogramOf([3])
    histogram.merge(new Histogram())
    expect(contentOf(histogram)).toEqual(contentOf(histogramOf([3])))
  })

  it('counts beyond 32 bits where it is wide', () => {
    const wide = new Histogram(true)
    for (const [index] of [histogramOf([9]).range]) {
      wide.addAt(index, 2 ** 32)
      wide.addAt(index, 2 ** 32)
    }
    expect(contentOf(wide).buckets).toEqual([[9, 2 ** 33]])
  })
})
