import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCounts, encodeCounts, encodeHistogram } from './histogramCodec.ts'
import { Histogram } from './histogram.ts'
import { SparseCounts } from './sparseCounts.ts'

const values = fc.array(fc.oneof(fc.nat(5000), fc.integer({ min: 1, max: 3_600_000_000 })), { maxLength: 400 })

function histogramOf(numbers: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of numbers) histogram.record(value)
  return histogram
}

function countsOf(numbers: readonly number[]): SparseCounts {
  const counts = new SparseCounts()
  decodeCounts(counts, encodeHistogram(histogramOf(numbers)))
  return counts
}

test('percentiles and encoding are those of the histogram', () => {
  const percents = [0, 1, 50, 90, 99, 99.9, 100]
  fc.assert(
    fc.property(values, (numbers) => {
      const histogram = histogramOf(numbers)
      const counts = countsOf(numbers)
      expect(encodeCounts(counts)).toEqual(encodeHistogram(histogram))
      if (numbers.length === 0) return
      const wanted = percents.map((percent) => histogram.percentile(percent))
      expect(counts.percentiles(percents, histogram)).toEqual(wanted)
    }),
  )
})

test('merging is recording all values in one', () => {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      const merged = countsOf(b)
      merged.merge(countsOf(a))
      merged.merge(countsOf(c))
      expect(encodeCounts(merged)).toEqual(encodeHistogram(histogramOf([...a, ...b, ...c])))
    }),
  )
})

test('adds to a histogram that holds values already', () => {
  const target = histogramOf([5, 70_000])
  countsOf([5, 6, 2_000_000]).addTo(target)
  expect(encodeHistogram(target)).toEqual(encodeHistogram(histogramOf([5, 5, 6, 70_000, 2_000_000])))
})
