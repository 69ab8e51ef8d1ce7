import { type MetricDefinition, builtInMetric } from '../../../shared/metrics/definitions.ts'
import { type SeriesDefinition, type Tags, seriesKey } from '../../../shared/metrics/series.ts'
import type { LivePoint, RunSink, SeriesPoint } from '../../../shared/run.ts'
import { type ForeignFacts, beginForeign, finishForeign } from './foreignRun.ts'

/** Beyond it, steps are counted together, as in our own runs. */
const MOST_STEPS = 300
const OTHER = 'other'
export const foldedStepsWarning = `There were more than ${MOST_STEPS} names: further ones are the step “other”.`

/** The percentiles that a tool gives itself, in its own figures; what it does not give is absent. */
export interface ForeignTrend {
  count: number
  mean: number
  min: number
  max: number
  p50?: number
  p90?: number
  p95?: number
  p99?: number
}

type Metric = Pick<MetricDefinition, 'kind' | 'unit'>

/** Figures of a whole run that another tool added up itself, with what it tells of its course. Times in microseconds. */
export class Aggregates {
  readonly definitions: SeriesDefinition[] = []
  /** Moments of the run, if any is told; a point need not stand for one second. */
  readonly course: LivePoint[] = []
  droppedIterations = 0
  /** Whether steps were counted together because there were too many. */
  folded = false
  private readonly sums = new Map<string, SeriesPoint>()
  private readonly steps = new Set<string>()

  get points(): SeriesPoint[] {
    return [...this.sums.values()]
  }

  /** Virtual users at the most; 0 when it is not told. */
  get peakVUs(): number {
    const gauges = this.definitions.filter(({ metric }) => metric === 'vus').map(({ id }) => this.points[id]?.max ?? 0)
    return this.course.reduce((peak, { vus }) => Math.max(peak, vus), Math.max(0, ...gauges))
  }

  counter(metric: string, value: number, tags: Tags = {}): void {
    if (value > 0) this.add(metric, tags, { count: value, sum: value, min: 1, max: 1 })
  }

  rate(metric: string, passes: number, total: number, tags: Tags = {}): void {
    if (total > 0) this.add(metric, tags, { count: total, sum: passes, min: 0, max: 1 })
  }

  gauge(metric: string, { value, min, max }: { value: number; min: number; max: number }): void {
    this.add(metric, {}, { count: 1, sum: value, min, max })
  }

  trend(metric: string, { count, mean, min, max, ...percentiles }: ForeignTrend, tags: Tags = {}): void {
    if (count <= 0) return
    const told = Object.fromEntries(Object.entries(percentiles).filter(([, value]) => Number.isFinite(value)))
    this.add(metric, tags, { count, sum: mean * count, min, max, ...told })
  }

  private add(metric: string, tags: Tags, point: Omit<SeriesPoint, 'series'>): void {
    if (![point.count, point.sum, point.min, point.max].every(Number.isFinite)) return
    const kept = this.fold(tags)
    const key = seriesKey(metric, kept)
    const sum = this.sums.get(key)
    if (sum !== undefined) {
      this.sums.set(key, together(sum, point))
      return
    }
    const { kind, unit }: Metric = builtInMetric(metric) ?? { kind: 'trend', unit: 'time' }
    const series = this.definitions.length
    this.definitions.push({ id: series, metric, kind, unit, tags: kept })
    this.sums.set(key, { series, ...point })
  }

  private fold(tags: Tags): Tags {
    const { step } = tags
    if (step === undefined || this.steps.has(step)) return tags
    if (this.steps.size >= MOST_STEPS) {
      this.folded = true
      return { step: OTHER }
    }
    this.steps.add(step)
    return tags
  }
}

/** Percentiles of two cannot be added up: they are gone. */
function together(one: SeriesPoint, other: Omit<SeriesPoint, 'series'>): SeriesPoint {
  return {
    series: one.series,
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
  }
}

/** A run of which only totals are known, and perhaps some moments of its course. */
export function storeAggregates(
  sink: RunSink,
  id: string,
  facts: ForeignFacts,
  aggregates: Aggregates,
  { startedAtMs, durationMs }: { startedAtMs: number; durationMs: number },
): void {
  beginForeign(sink, id, facts, { startedAtMs, durationMs })
  sink.series(aggregates.definitions)
  for (const point of aggregates.course) sink.live(point)
  sink.totals(aggregates.points)
  const { peakVUs, droppedIterations } = aggregates
  finishForeign(sink, facts, durationMs, { peakVUs, droppedIterations })
}
