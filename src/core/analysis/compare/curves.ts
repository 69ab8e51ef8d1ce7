import { DISTRIBUTION_CLASSES_PER_DECADE, type RunCurves } from '../../../shared/comparison.ts'
import type { Histogram } from '../../../shared/metrics/histogram.ts'

/** Percentiles for a curve on a scale of nines: each step towards 100 leaves half of what was left. */
const PERCENTS = [
  ...Array.from({ length: 19 }, (_, index) => 5 * index),
  92,
  94,
  95,
  96,
  97,
  98,
  98.5,
  99,
  99.25,
  99.5,
  99.75,
  99.9,
  99.95,
  99.99,
]

/** Percentiles that have at least one value beyond them. */
export function percentileCurve(durations: Histogram): RunCurves['percentiles'] {
  return PERCENTS.filter((percent) => durations.count * (1 - percent / 100) >= 1).map((percent) => ({
    percent,
    us: durations.percentile(percent),
  }))
}

/** Shares of the values in classes of equal width on a logarithmic scale, from the first that holds any to the last. */
export function distributionOf(durations: Histogram): RunCurves['distribution'] {
  const shares = new Map<number, number>()
  durations.forEach((value, count) => {
    const place = Math.floor(Math.log10(Math.max(1, value)) * DISTRIBUTION_CLASSES_PER_DECADE)
    shares.set(place, (shares.get(place) ?? 0) + count / durations.count)
  })
  const places = [...shares.keys()]
  if (places.length === 0) return []
  const [first, last] = [Math.min(...places), Math.max(...places)]
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    fromUs: 10 ** ((first + index) / DISTRIBUTION_CLASSES_PER_DECADE),
    share: shares.get(first + index) ?? 0,
  }))
}
