import { decodeCounts, encodeCounts } from '../../shared/metrics/histogramCodec.ts'
import type { MetricKind, MetricUnit } from '../../shared/metrics/definitions.ts'
import { Histogram } from '../../shared/metrics/histogram.ts'
import { SparseCounts } from '../../shared/metrics/sparseCounts.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import type { MetricTotal } from '../../shared/thresholds/judge.ts'

/** The four numbers that every point has, as in SeriesPoint. */
export type PointStats = Pick<SeriesPoint, 'count' | 'sum' | 'min' | 'max'>

const scratch = new SparseCounts()

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

  /** @param counts the same values as `stats`, for trends */
  add(stats: PointStats, counts?: SparseCounts): void {
    if (stats.count === 0) return
    this.count += stats.count
    this.sum = this.kind === 'gauge' ? stats.sum : this.sum + stats.sum
    if (stats.min < this.min) this.min = stats.min
    if (stats.max > this.max) this.max = stats.max
    const { histogram } = this
    if (histogram === undefined || counts === undefined) return
    counts.addTo(histogram)
    histogram.count = this.count
    histogram.sum = this.sum
    histogram.min = this.min
    histogram.max = this.max
  }

  /** A point with its encoded histogram, as it is stored. */
  addPoint(point: SeriesPoint): void {
    if (point.histogram === undefined) {
      this.add(point)
      return
    }
    decodeCounts(scratch, point.histogram)
    this.add(point, scratch)
  }

  reset(): void {
    this.count = 0
    this.sum = 0
    this.min = Infinity
    this.max = -Infinity
    this.histogram?.reset()
  }

  /** In the form that thresholds are judged on; undefined when nothing was added. @param unit of a trend's values */
  asTotal(unit: MetricUnit): MetricTotal | undefined {
    if (this.count === 0) return undefined
    if (this.histogram !== undefined) return { kind: 'trend', unit, histogram: this.histogram }
    if (this.kind === 'rate') return { kind: 'rate', passes: this.sum, total: this.count }
    return this.kind === 'gauge' ? { kind: 'gauge', value: this.sum } : { kind: 'counter', sum: this.sum }
  }

  /** As a point of that series; only when something was added. */
  toPoint(series: number): SeriesPoint {
    const stats = { series, count: this.count, sum: this.sum, min: this.min, max: this.max }
    if (this.histogram === undefined) return stats
    scratch.readHistogram(this.histogram)
    return { ...stats, ...percentilesOf(scratch, stats), histogram: encodeCounts(scratch) }
  }
}

/** The percentiles that are stored as columns. */
export function percentilesOf(
  counts: SparseCounts,
  stats: PointStats,
): Required<Pick<SeriesPoint, 'p50' | 'p90' | 'p95' | 'p99'>> {
  const [p50 = 0, p90 = 0, p95 = 0, p99 = 0] = counts.percentiles([50, 90, 95, 99], stats)
  return { p50, p90, p95, p99 }
}
