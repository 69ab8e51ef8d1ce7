import type { MetricKind, MetricUnit } from '../../../shared/metrics/definitions.ts'
import { type SeriesDefinition, type Tags, matchesTags } from '../../../shared/metrics/series.ts'
import { Accumulator, type PointStats } from '../../analysis/accumulator.ts'
import { combineGauges, gaugeMerge } from '../../analysis/gauges.ts'
import type { SparseCounts } from '../../../shared/metrics/sparseCounts.ts'
import type { MetricTotal } from '../../../shared/thresholds/judge.ts'

/**
 * All series of a metric that carry the filter's tags, added up as the seconds close: a sub-metric, a row of the step
 * table, the headline. Reading it costs nothing; a second costs one merge per matching series.
 */
export class MetricView {
  readonly metric: string
  readonly filter: Tags
  /** Since the start or the last `restart`. Undefined while no series matched: its kind is not known yet. */
  sinceStart: Accumulator | undefined
  /** The newest closed second alone; for views that keep it. */
  second: Accumulator | undefined
  private readonly eachSecond: boolean
  private unit: MetricUnit = 'default'
  private readonly gauges: PointStats[] = []

  /** @param eachSecond whether it keeps the newest second as well */
  constructor(metric: string, filter: Tags = {}, eachSecond = false) {
    this.metric = metric
    this.filter = filter
    this.eachSecond = eachSecond
  }

  matches(series: SeriesDefinition): boolean {
    return series.metric === this.metric && matchesTags(series.tags, this.filter)
  }

  beginSecond(): void {
    this.second?.reset()
  }

  /** One matching series' second. */
  add(series: SeriesDefinition, stats: PointStats, counts?: SparseCounts): void {
    this.unit = series.unit
    // Gauges of several series are one value at a time, so they can only be added when all of them are there.
    if (series.kind === 'gauge') this.gauges.push(stats)
    else this.addTo(series.kind, stats, counts)
  }

  endSecond(): void {
    if (this.gauges.length === 0) return
    this.addTo('gauge', combineGauges(gaugeMerge(this.metric), this.gauges))
    this.gauges.length = 0
  }

  /** Forgets what came so far. */
  restart(): void {
    this.sinceStart?.reset()
  }

  /** In the form that thresholds are judged on; undefined when nothing came. */
  total(): MetricTotal | undefined {
    return this.sinceStart?.asTotal(this.unit)
  }

  private addTo(kind: MetricKind, stats: PointStats, counts?: SparseCounts): void {
    this.sinceStart ??= new Accumulator(kind)
    this.sinceStart.add(stats, counts)
    if (!this.eachSecond) return
    this.second ??= new Accumulator(kind)
    this.second.add(stats, counts)
  }
}
