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
 * one histogram, so percentiles are always those of the merged values; once a point came without a histogram, nobody can
 * tell them any more. A gauge keeps the value that came last as `sum`.
 */
export class Accumulator {
  readonly kind: MetricKind
  private readonly values: Histogram | undefined
  /** Whether the histogram holds all values that were added. */
  private complete = true
  count = 0
  sum = 0
  min = Infinity
  max = -Infinity

  constructor(kind: MetricKind) {
    this.kind = kind
    this.values = kind === 'trend' ? new Histogram() : undefined
  }

  /** Of trends all of whose points had one. */
  get histogram(): Histogram | undefined {
    return this.complete ? this.values : undefined
  }

  /** @param counts the same values as `stats`, for trends */
  add(stats: PointStats, counts?: SparseCounts): void {
    if (stats.count === 0) return
    this.count += stats.count
    this.sum = this.kind === 'gauge' ? stats.sum : this.sum + stats.sum
    if (stats.min < this.min) this.min = stats.min
    if (stats.max > this.max) this.max = stats.max
    const { values } = this
    if (values === undefined) return
    if (counts === undefined) {
      this.complete = false
      return
    }
    counts.addTo(values)
    values.count = this.count
    values.sum = this.sum
    values.min = this.min
    values.max = this.max
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
    this.complete = true
    this.values?.reset()
  }

  /**
   * In the form that thresholds are judged on; undefined when nothing was added, or a trend without a histogram.
   * @param unit of a trend's values
   */
  asTotal(unit: MetricUnit): MetricTotal | undefined {
    if (this.count === 0) return undefined
    const { histogram } = this
    if (this.kind === 'trend') return histogram && { kind: 'trend', unit, histogram }
    if (this.kind === 'rate') return { kind: 'rate', passes: this.sum, total: this.count }
    return this.kind === 'gauge' ? { kind: 'gauge', value: this.sum } : { kind: 'counter', sum: this.sum }
  }

  /** As a point of that series, without percentiles where nobody can tell them; only when something was added. */
  toPoint(series: number): SeriesPoint {
    const stats = { series, count: this.count, sum: this.sum, min: this.min, max: this.max }
    const { histogram } = this
    if (histogram === undefined) return stats
    scratch.readHistogram(histogram)
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
