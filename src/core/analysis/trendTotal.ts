import { Accumulator } from './accumulator.ts'
import type { StepRow } from '../../shared/run.ts'
import type { SeriesTotal } from './seriesTotals.ts'

/** A trend over a whole run. Percentiles are NaN where they cannot be told. */
export interface TrendTotal {
  count: number
  sum: number
  min: number
  max: number
  percentile: (percent: number) => number
}

const TOLD: Readonly<Record<number, 'p50' | 'p90' | 'p95' | 'p99'>> = { 50: 'p50', 90: 'p90', 95: 'p95', 99: 'p99' }

/**
 * The totals of several series of a trend as one: their histograms merged. Imported runs may have none: then only the
 * percentiles that the other tool gave can be told, of a single series or of the one that stands for all (it has no step).
 */
export function trendTotal(parts: readonly SeriesTotal[]): TrendTotal {
  const histograms = parts.every(({ point }) => point.histogram !== undefined)
  const whole = parts.length === 1 ? parts[0] : parts.find(({ definition }) => definition.tags['step'] === undefined)
  if (!histograms && whole !== undefined) {
    const { count, sum, min, max, ...columns } = whole.point
    const percentile = (percent: number): number => {
      const column = TOLD[percent]
      return (column === undefined ? undefined : columns[column]) ?? Number.NaN
    }
    return { count, sum, min, max, percentile }
  }
  const merged = new Accumulator('trend')
  for (const { point } of parts) merged.addPoint(point)
  const { count, sum, min, max, histogram } = merged
  const percentile = (percent: number): number =>
    histogram === undefined || count === 0 ? Number.NaN : histogram.percentile(percent)
  return { count, sum, min, max, percentile }
}

/** The percentiles that rows of figures show. */
export function rowPercentiles(percentile: (percent: number) => number): Pick<StepRow, 'p50Us' | 'p95Us' | 'p99Us'> {
  return { p50Us: percentile(50), p95Us: percentile(95), p99Us: percentile(99) }
}
