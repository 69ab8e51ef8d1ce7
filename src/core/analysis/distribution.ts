import type { Histogram } from '../../shared/metrics/histogram.ts'
import type { Distribution } from '../../shared/report.ts'

const POINTS_PER_NINE = 24
const MOST_NINES = 6
const BARS = 60

/**
 * How durations spread. The curve's percentiles lie evenly on a scale of nines (90 %, 99 %, 99.9 %), which ends where a
 * further nine would be less than one value. The bars have equal ratios: each begins as many times higher than the one before.
 * @param durations in microseconds
 * @returns null when there are none
 */
export function distributionOf(durations: Histogram): Distribution | null {
  if (durations.count === 0) return null
  const nines = Math.min(MOST_NINES, Math.max(1, Math.ceil(Math.log10(durations.count))))
  const curve = Array.from({ length: nines * POINTS_PER_NINE + 1 }, (_, index) => {
    const percent = 100 * (1 - 10 ** (-index / POINTS_PER_NINE))
    return { percent, us: durations.percentile(percent) }
  })
  const low = Math.log(Math.max(1, durations.min))
  const width = Math.max(0.001, (Math.log(Math.max(1, durations.max)) - low) / BARS)
  const counts = Array.from({ length: BARS }, () => 0)
  durations.forEach((value, count) => {
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor((Math.log(Math.max(1, value)) - low) / width)))
    counts[bar] = (counts[bar] ?? 0) + count
  })
  const edge = (bar: number): number => Math.exp(low + bar * width)
  return { curve, nines, bars: counts.map((count, bar) => ({ fromUs: edge(bar), toUs: edge(bar + 1), count })) }
}
