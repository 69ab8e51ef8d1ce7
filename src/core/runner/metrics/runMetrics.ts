import { decodeCounts, encodeCounts } from '../../../shared/metrics/histogramCodec.ts'
import { DEFAULT_MAX_SERIES, type SeriesDefinition, foldTags, seriesKey } from '../../../shared/metrics/series.ts'
import { SparseCounts } from '../../../shared/metrics/sparseCounts.ts'
import type { MergedWindow, RollupSeconds, SeriesPoint } from '../../../shared/run.ts'
import type { WindowMessage } from '../../engine/protocol.ts'
import { type PointStats, percentilesOf } from '../../analysis/accumulator.ts'
import type { MetricView } from './metricView.ts'
import type { ObservedPart } from './observedSeconds.ts'
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

export interface RunMetricsOptions {
  /** Called with each new series before its first values are added: in time to attach a view for it. */
  onSeries?: (definition: SeriesDefinition) => void
  /** Beyond it tag values fold into `other`: workers bound their own series, but not all of them see the same values. */
  maxSeries?: number
  /** Called once, when that happens first. */
  onFold?: () => void
}

const STATS = 4
/** Stands for this process among the numbers of the workers. */
const COORDINATOR = -1

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
  /** The trend's second that is being merged, and one worker's part of it. */
  private readonly counts = new SparseCounts()
  private readonly decoded = new SparseCounts()
  private readonly options: RunMetricsOptions
  private folded = false
  /** First second of the ten and of the minute that are being filled. */
  private tenFrom = 0
  private minuteFrom = 0

  constructor(options: RunMetricsOptions = {}) {
    this.options = options
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
   * @param observed what this process itself sampled in it
   */
  closeSecond(second: number, windows: readonly WorkerWindow[], observed: readonly ObservedPart[] = []): ClosedSecond {
    const known = this.series.length
    for (const { worker, window } of windows) this.take(worker, window)
    for (const part of observed) this.takeObserved(part)
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

  /**
   * Takes what was sampled after the last second had closed: it counts for totals, views and roll-ups.
   * @returns series seen for the first time
   */
  addLate(observed: readonly ObservedPart[]): readonly SeriesDefinition[] {
    const known = this.series.length
    for (const view of this.views) view.beginSecond()
    for (const part of observed) this.fold(this.takeObserved(part))
    for (const view of this.views) view.endSecond()
    return this.series.slice(known).map((series) => series.definition)
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

  private takeObserved({ definition, stats, bytes }: ObservedPart): RunSeries {
    const series = this.seriesOf({ ...definition, id: 0 })
    series.parts.push({ worker: COORDINATOR, stats, bytes })
    return series
  }

  private seriesOf(definition: SeriesDefinition): RunSeries {
    const known = this.byKey.get(seriesKey(definition.metric, definition.tags))
    if (known !== undefined) return known
    const full = this.series.length >= (this.options.maxSeries ?? DEFAULT_MAX_SERIES)
    if (full && !this.folded) this.options.onFold?.()
    this.folded ||= full
    const tags = full ? foldTags(definition.tags) : definition.tags
    const key = seriesKey(definition.metric, tags)
    const existing = this.byKey.get(key)
    if (existing !== undefined) return existing
    const series = new RunSeries({ ...definition, tags, id: this.series.length })
    for (const view of this.views) if (view.matches(series.definition)) series.views.push(view)
    this.series.push(series)
    this.byKey.set(key, series)
    this.options.onSeries?.(series.definition)
    return series
  }

  private fold(series: RunSeries): SeriesPoint | undefined {
    const { definition, parts } = series
    const stats = definition.kind === 'gauge' ? series.gaugeSecond() : addUp(parts)
    const counts = definition.kind === 'trend' ? this.mergeCounts(parts) : undefined
    const only = parts.length === 1 ? parts[0] : undefined
    parts.length = 0
    if (stats === undefined || stats.count === 0) return undefined
    series.total.add(stats, counts)
    series.tenSeconds.add(stats, counts)
    for (const view of series.views) view.add(definition, stats, counts)
    const point = { series: definition.id, count: stats.count, sum: stats.sum, min: stats.min, max: stats.max }
    if (counts === undefined) return point
    const withPercentiles = { ...point, ...percentilesOf(counts, stats) }
    if (!series.histogramEachSecond) return withPercentiles
    // What one worker alone measured needs no second encoding.
    return { ...withPercentiles, histogram: only?.bytes ?? encodeCounts(counts) }
  }

  private mergeCounts(parts: RunSeries['parts']): SparseCounts {
    this.counts.clear()
    for (const [index, { bytes }] of parts.entries()) {
      decodeCounts(index === 0 ? this.counts : this.decoded, bytes)
      if (index > 0) this.counts.merge(this.decoded)
    }
    return this.counts
  }

  private rollUp(nextSecond: number, last: boolean): ClosedSecond['rollups'] {
    const rollups: { seconds: RollupSeconds; window: MergedWindow }[] = []
    if (nextSecond > this.tenFrom && (last || nextSecond % 10 === 0)) {
      const points = this.series.flatMap((series) => series.takeTenSeconds())
      rollups.push({ seconds: 10, window: { second: this.tenFrom, points } })
      this.tenFrom = nextSecond
    }
    if (nextSecond > this.minuteFrom && (last || nextSecond % 60 === 0)) {
      const points = this.series.flatMap((series) => series.takeMinute())
      rollups.push({ seconds: 60, window: { second: this.minuteFrom, points } })
      this.minuteFrom = nextSecond
    }
    return rollups
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
