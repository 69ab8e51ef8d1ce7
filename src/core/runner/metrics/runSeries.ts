import { type MetricKind, builtInMetric } from '../../../shared/metrics/definitions.ts'
import type { SeriesDefinition } from '../../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../../shared/run.ts'
import { Accumulator, type PointStats } from '../../analysis/accumulator.ts'
import { combineGauges, gaugeMerge } from '../../analysis/gauges.ts'
import type { MetricView } from './metricView.ts'

/** One worker's share of a series in one second. */
export interface SeriesPart {
  worker: number
  stats: PointStats
  /** Encoded histogram; empty for all but trends. */
  bytes: Uint8Array
}

/** Used by one series after the other. */
const minutes: Readonly<Record<MetricKind, Accumulator>> = {
  counter: new Accumulator('counter'),
  gauge: new Accumulator('gauge'),
  rate: new Accumulator('rate'),
  trend: new Accumulator('trend'),
}

/** One series of a run with everything that is added up for it. */
export class RunSeries {
  readonly definition: SeriesDefinition
  readonly total: Accumulator
  readonly tenSeconds: Accumulator
  readonly views: MetricView[] = []
  /** What the workers sent for the second that is being closed. */
  readonly parts: SeriesPart[] = []
  /** Whether each second's points carry histograms; custom trends' do. */
  readonly histogramEachSecond: boolean
  private readonly merge: ReturnType<typeof gaugeMerge>
  /** The ten-second points of the minute that is being filled: far smaller than a histogram that is kept open. */
  private readonly minute: SeriesPoint[] = []
  /** Gauges: each worker's newest reading. */
  private readonly readings = new Map<number, PointStats>()

  constructor(definition: SeriesDefinition) {
    this.definition = definition
    this.total = new Accumulator(definition.kind)
    this.tenSeconds = new Accumulator(definition.kind)
    this.histogramEachSecond =
      definition.kind === 'trend' && (builtInMetric(definition.metric)?.histogram ?? 'second') === 'second'
    this.merge = gaugeMerge(definition.metric)
  }

  /** A gauge that sums over the workers has a value in every second: who says nothing still has what they had. */
  get carriesOver(): boolean {
    return this.definition.kind === 'gauge' && this.merge === 'sum'
  }

  /** The gauge's second over all workers; undefined when there is none. */
  gaugeSecond(): PointStats | undefined {
    if (!this.carriesOver)
      return this.parts.length === 0 ? undefined : combineGauges(this.merge, this.parts.map(statsOf))
    for (const { worker, stats } of this.parts) this.readings.set(worker, stats)
    const combined = combineGauges(this.merge, [...this.readings.values()])
    for (const [worker, { sum }] of this.readings) this.readings.set(worker, { count: 1, sum, min: sum, max: sum })
    return combined.count === 0 ? { count: 1, sum: 0, min: 0, max: 0 } : combined
  }

  /** The point of the ten seconds that end now; none when nothing came. */
  takeTenSeconds(): SeriesPoint[] {
    if (this.tenSeconds.count === 0) return []
    const point = this.tenSeconds.toPoint(this.definition.id)
    this.tenSeconds.reset()
    this.minute.push(point)
    return [point]
  }

  takeMinute(): SeriesPoint[] {
    if (this.minute.length === 0) return []
    const accumulator = minutes[this.definition.kind]
    accumulator.reset()
    for (const point of this.minute.splice(0)) accumulator.addPoint(point)
    return [accumulator.toPoint(this.definition.id)]
  }

  /** A worker that is gone contributes no more to gauges. */
  forgetWorker(worker: number): void {
    this.readings.delete(worker)
  }
}

function statsOf(part: SeriesPart): PointStats {
  return part.stats
}
