import { type MetricDefinition, builtInMetric } from '../../shared/metrics/definitions.ts'
import type { PointStats } from './accumulator.ts'

type GaugeMerge = NonNullable<MetricDefinition['merge']>

/** How gauges of that name become one; the test's own gauges keep the value that came last, as in k6. */
export function gaugeMerge(metric: string): GaugeMerge {
  return builtInMetric(metric)?.merge ?? 'last'
}

/**
 * One gauge out of several workers' or several series' at the same time; `sum` holds the value. With `sum`, minimum and
 * maximum are the sums of the parts', which is exact when one of them moves at a time and otherwise a bound.
 * @param parts at least one, in the order in which they were measured
 */
export function combineGauges(merge: GaugeMerge, parts: readonly PointStats[]): PointStats {
  const combined = { count: 0, sum: 0, min: 0, max: 0 }
  for (const [index, part] of parts.entries()) {
    const first = index === 0
    combined.count = Math.max(combined.count, part.count)
    if (merge === 'sum') {
      combined.sum += part.sum
      combined.min += part.min
      combined.max += part.max
      continue
    }
    combined.sum = merge === 'last' || first ? part.sum : Math.max(combined.sum, part.sum)
    combined.min = first ? part.min : Math.min(combined.min, part.min)
    combined.max = first ? part.max : Math.max(combined.max, part.max)
  }
  return combined
}
