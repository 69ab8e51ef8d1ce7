import { encodeHistogram, mergeEncoded } from '../../../shared/metrics/histogramCodec.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { type SeriesDefinition, seriesKey } from '../../../shared/metrics/series.ts'
import type { MergedWindow, RollupSeconds, SeriesPoint } from '../../../shared/run.ts'
import type { WindowMessage } from '../../engine/protocol.ts'
import { type PointStats, percentilesOf } from '../../analysis/accumulator.ts'
import type { MetricView } from './metricView.ts'
import { RunSeries } from './runSeries.ts'

export interface WorkerWindow {
  worker: number
  window: WindowMessage
}

/** What a second yields when it closes, in the order in which a sink takes it. */
export interface ClosedSecond {
  /** Series seen for the first time. */
  newSeries: readonly SeriesDefinition[]
  window: MergedWindow
  rollups: readonly { seconds: RollupSeconds; window: MergedWindow }[]
}

const STATS = 4

/**
 * The metrics of a run: the workers' windows become one window a second, series get ids that hold for the whole run, and
 * totals, roll-ups and views grow with each second. Cost depends on the number of series, never on that of requests.
 */
export class RunMetrics {
  private readonly series: RunSeries[] = []
  private readonly byKey = new Map<string, RunSeries>()
  /** Per worker: its own id of a series -> the run's series. */
  private readonly byWorkerId: (RunSeries | undefined)[][] = []
  private readonly views: MetricView[] = []
  private readonly scratch = new Histogram()
  private readonly onSeries: (definition: SeriesDefinition) => void
  /** First second of the ten and of the minute that are being filled. */
  private tenFrom = 0
  private minuteFrom = 0

  /** @param onSeries called with each new series before its first values are added: in time to attach a view for it */
  constructor(onSeries: (definition: SeriesDefinition) => void = () => {}) {
    this.onSeries = onSeries
  }

  /** Keeps the view up from the next second on. */
  attach(view: MetricView): MetricView {
    this.views.push(view)
    for (const series of this.series) if (view.matches(series.definition)) series.views.push(view)
    return view
  }

  /**
   * Closes a second. Seconds must come in order, one by one.
   * @param windows what the workers delivered for it, at most one each
   */
  closeSecond(second: number, windows: readonly WorkerWindow[]): ClosedSecond {
    const known = this.series.length
    for (const { worker, window } of windows) this.take(worker, window)
    for (const view of this.views) view.beginSecond()
    const points: SeriesPoint[] = []
    for (const series of this.series) {
      const point = this.fold(series)
      if (point !== undefined) points.push(point)
    }
    for (const view of this.views) view.endSecond()
    return {
      newSeries: this.series.slice(known).map((series) => series.definition),
      window: { second, points },
      rollups: this.rollUp(second + 1, false),
    }
  }

  /** Roll-ups that are still open when the run ends. */
  closeRollups(nextSecond: number): ClosedSecond['rollups'] {
    return this.rollUp(nextSecond, true)
  }

  /** One point per series over the whole run, trends with histograms. */
  totals(): SeriesPoint[] {
    return this.series
      .filter(({ total }) => total.count > 0)
      .map(({ definition, total }) => total.toPoint(definition.id))
  }

  definitions(): SeriesDefinition[] {
    return this.series.map((series) => series.definition)
  }

  forgetWorker(worker: number): void {
    for (const series of this.series) series.forgetWorker(worker)
  }

  private take(worker: number, window: WindowMessage): void {
    const ids = (this.byWorkerId[worker] ??= [])
    for (const definition of window.series) ids[definition.id] = this.seriesOf(definition)
    let offset = 0
    for (let entry = 0; entry < window.ids.length; entry++) {
      const length = window.histogramLengths[entry] ?? 0
      const series = ids[window.ids[entry] as number]
      series?.parts.push({
        worker,
        stats: statsAt(window.stats, entry * STATS),
        bytes: window.histograms.subarray(offset, offset + length),
      })
      offset += length
    }
  }

  private seriesOf(definition: SeriesDefinition): RunSeries {
    const key = seriesKey(definition.metric, definition.tags)
    const existing = this.byKey.get(key)
    if (existing !== undefined) return existing
    const series = new RunSeries({ ...definition, id: this.series.length })
    for (const view of this.views) if (view.matches(series.definition)) series.views.push(view)
    this.series.push(series)
    this.byKey.set(key, series)
    this.onSeries(series.definition)
    return series
  }

  private fold(series: RunSeries): SeriesPoint | undefined {
    const { definition, parts } = series
    const trend = definition.kind === 'trend'
    const stats = trend ? this.mergeTrend(series) : definition.kind === 'gauge' ? series.gaugeSecond() : addUp(parts)
    const only = parts.length === 1 ? parts[0] : undefined
    parts.length = 0
    if (stats === undefined || stats.count === 0) return undefined
    const histogram = trend ? this.scratch : undefined
    series.total.add(stats, histogram)
    series.tenSeconds.add(stats, histogram)
    for (const view of series.views) view.add(definition, stats, histogram)
    const point = { series: definition.id, count: stats.count, sum: stats.sum, min: stats.min, max: stats.max }
    if (histogram === undefined) return point
    const withPercentiles = { ...point, ...percentilesOf(histogram) }
    if (!series.histogramEachSecond) return withPercentiles
    // What one worker alone measured needs no second encoding.
    return { ...withPercentiles, histogram: only?.bytes ?? encodeHistogram(histogram) }
  }

  private mergeTrend(series: RunSeries): PointStats | undefined {
    if (series.parts.length === 0) return undefined
    this.scratch.reset()
    for (const { bytes, stats } of series.parts) mergeEncoded(this.scratch, bytes, stats)
    return this.scratch
  }

  private rollUp(nextSecond: number, last: boolean): ClosedSecond['rollups'] {
    const rollups: { seconds: RollupSeconds; window: MergedWindow }[] = []
    if (nextSecond > this.tenFrom && (last || nextSecond % 10 === 0)) {
      for (const { tenSeconds, minute } of this.series) minute.add(tenSeconds, tenSeconds.histogram)
      rollups.push({ seconds: 10, window: this.flush('tenSeconds', this.tenFrom) })
      this.tenFrom = nextSecond
    }
    if (nextSecond > this.minuteFrom && (last || nextSecond % 60 === 0)) {
      rollups.push({ seconds: 60, window: this.flush('minute', this.minuteFrom) })
      this.minuteFrom = nextSecond
    }
    return rollups
  }

  private flush(span: 'tenSeconds' | 'minute', second: number): MergedWindow {
    const points: SeriesPoint[] = []
    for (const series of this.series) {
      const accumulator = series[span]
      if (accumulator.count === 0) continue
      points.push(accumulator.toPoint(series.definition.id))
      accumulator.reset()
    }
    return { second, points }
  }
}

function statsAt(stats: Float64Array, at: number): PointStats {
  return { count: stats[at] ?? 0, sum: stats[at + 1] ?? 0, min: stats[at + 2] ?? 0, max: stats[at + 3] ?? 0 }
}

function addUp(parts: RunSeries['parts']): PointStats | undefined {
  const [first, ...others] = parts
  if (first === undefined) return undefined
  const sum = { ...first.stats }
  for (const { stats } of others) {
    sum.count += stats.count
    sum.sum += stats.sum
    sum.min = Math.min(sum.min, stats.min)
    sum.max = Math.max(sum.max, stats.max)
  }
  return sum
}
