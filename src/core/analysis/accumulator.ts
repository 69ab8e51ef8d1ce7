import { encodeHistogram, mergeEncoded } from '../../shared/metrics/histogramCodec.ts'
import type { MetricKind } from '../../shared/metrics/definitions.ts'
import { Histogram } from '../../shared/metrics/histogram.ts'
import type { SeriesPoint } from '../../shared/run.ts'

/** The four numbers that every point has, as in SeriesPoint. */
export type PointStats = Pick<SeriesPoint, 'count' | 'sum' | 'min' | 'max'>

/**
 * Adds up points of one metric: over time, over series, or both. A trend's values (durations: microseconds) are kept as
 * one histogram, so percentiles are always those of the merged values. A gauge keeps the value that came last as `sum`.
 */
export class Accumulator {
  readonly kind: MetricKind
  /** Trends only. */
  readonly histogram: Histogram | undefined
  count = 0
  sum = 0
  min = Infinity
  max = -Infinity

  constructor(kind: MetricKind) {
    this.kind = kind
    this.histogram = kind === 'trend' ? new Histogram() : undefined
  }

  /** @param histogram the same values as `stats`, for trends */
  add(stats: PointStats, histogram?: Histogram): void {
    if (stats.count === 0) return
    this.count += stats.count
    this.sum = this.kind === 'gauge' ? stats.sum : this.sum + stats.sum
    if (stats.min < this.min) this.min = stats.min
    if (stats.max > this.max) this.max = stats.max
    if (histogram !== undefined) this.histogram?.merge(histogram)
  }

  /** A point with its encoded histogram, as it is stored. */
  addPoint(point: SeriesPoint): void {
    this.add(point)
    if (this.histogram !== undefined && point.histogram !== undefined)
      mergeEncoded(this.histogram, point.histogram, point)
  }

  reset(): void {
    this.count = 0
    this.sum = 0
    this.min = Infinity
    this.max = -Infinity
    this.histogram?.reset()
  }

  /** As a point of that series; only when something was added. */
  toPoint(series: number): SeriesPoint {
    const stats = { series, count: this.count, sum: this.sum, min: this.min, max: this.max }
    const { histogram } = this
    return histogram === undefined
      ? stats
      : { ...stats, ...percentilesOf(histogram), histogram: encodeHistogram(histogram) }
  }
}

/** The percentiles that are stored as columns. */
export function percentilesOf(histogram: Histogram): Required<Pick<SeriesPoint, 'p50' | 'p90' | 'p95' | 'p99'>> {
  return {
    p50: histogram.percentile(50),
    p90: histogram.percentile(90),
    p95: histogram.percentile(95),
    p99: histogram.percentile(99),
  }
}
