import { builtInMetric } from '../../../shared/metrics/definitions.ts'
import type { MetricKind, MetricUnit } from '../../../shared/metrics/definitions.ts'
import { foldTags, seriesKey } from '../../../shared/metrics/series.ts'
import type { Tags } from '../../../shared/metrics/series.ts'
import { CounterSeries, GaugeSeries, RateSeries, TrendSeries } from './series.ts'
import type { Series } from './series.ts'

type Metrics = Readonly<Record<string, { kind: MetricKind; unit: MetricUnit }>>

/**
 * The series of one worker, by metric and tags. Their number is bounded: beyond `maxSeries` the values of all tags but a few
 * become `other`, so that a tag with endless values costs one more series and not memory without end.
 */
export class SeriesRegistry {
  /** By id. */
  readonly all: Series[] = []
  private readonly byKey = new Map<string, Series>()
  private readonly maxSeries: number
  private readonly custom: Metrics
  private readonly onFold: () => void
  private folded = false

  constructor(maxSeries: number, custom: Metrics, onFold: () => void) {
    this.maxSeries = maxSeries
    this.custom = custom
    this.onFold = onFold
  }

  counter(metric: string, tags: Tags): CounterSeries {
    return this.of(metric, tags, CounterSeries)
  }

  rate(metric: string, tags: Tags): RateSeries {
    return this.of(metric, tags, RateSeries)
  }

  gauge(metric: string, tags: Tags): GaugeSeries {
    return this.of(metric, tags, GaugeSeries)
  }

  trend(metric: string, tags: Tags): TrendSeries {
    return this.of(metric, tags, TrendSeries)
  }

  private of<T extends Series>(metric: string, tags: Tags, Kind: new (definition: Series['definition']) => T): T {
    let key = seriesKey(metric, tags)
    let kept = tags
    let found = this.byKey.get(key)
    if (!found && this.all.length >= this.maxSeries) {
      if (!this.folded) this.onFold()
      this.folded = true
      kept = foldTags(tags)
      key = seriesKey(metric, kept)
      found = this.byKey.get(key)
    }
    if (!found) {
      const shape = builtInMetric(metric) ?? this.custom[metric]
      if (!shape) throw new Error(`no such metric: ${metric}`)
      found = new Kind({ id: this.all.length, metric, kind: shape.kind, unit: shape.unit, tags: kept })
      this.byKey.set(key, found)
      this.all.push(found)
    }
    if (!(found instanceof Kind)) throw new Error(`metric ${metric} is a ${found.definition.kind}`)
    return found
  }
}
