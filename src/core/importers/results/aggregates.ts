import { type MetricDefinition, builtInMetric } from '../../../shared/metrics/definitions.ts'
import { type SeriesDefinition, type Tags, seriesKey } from '../../../shared/metrics/series.ts'
import type { LivePoint, RunSink, SeriesPoint } from '../../../shared/run.ts'
import { type ForeignFacts, beginForeign, finishForeign } from './foreignRun.ts'

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

/** Figures of a whole run that another tool added up itself, with what it tells of its course. Times in microseconds. */
export class Aggregates {
  readonly definitions: SeriesDefinition[] = []
  readonly points: SeriesPoint[] = []
  /** Moments of the run, if any is told; a point need not stand for one second. */
  readonly course: LivePoint[] = []
  private readonly keys = new Set<string>()

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
    const { kind, unit }: Pick<MetricDefinition, 'kind' | 'unit'> = builtInMetric(metric) ?? {
      kind: 'trend',
      unit: 'time',
    }
    const key = seriesKey(metric, tags)
    const finite = [point.count, point.sum, point.min, point.max].every(Number.isFinite)
    if (this.keys.has(key) || !finite) return
    this.keys.add(key)
    const series = this.definitions.length
    this.definitions.push({ id: series, metric, kind, unit, tags })
    this.points.push({ series, ...point })
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
  const peakVUs = Math.max(0, ...aggregates.course.map(({ vus }) => vus))
  finishForeign(sink, facts, durationMs, { peakVUs, droppedIterations: 0 })
}
