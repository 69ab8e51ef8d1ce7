import type { MetricKind, MetricUnit } from '../../../shared/metrics/definitions.ts'
import type { Tags } from '../../../shared/metrics/series.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'

/** A custom metric's series with certain tags, whatever its kind. */
export interface CustomSeries {
  readonly set: SeriesSet
  /** Times come in milliseconds, as in k6. */
  add(value: number): void
}

export function customSeries(
  registry: SeriesRegistry,
  metric: string,
  shape: { kind: MetricKind; unit: MetricUnit },
  tags: Tags,
): CustomSeries {
  const scale = shape.unit === 'time' ? 1e3 : 1
  switch (shape.kind) {
    case 'counter': {
      const series = registry.counter(metric, tags)
      return { set: new SeriesSet([series]), add: (value) => series.add(value * scale) }
    }
    case 'gauge': {
      const series = registry.gauge(metric, tags)
      return { set: new SeriesSet([series]), add: (value) => series.set(value * scale) }
    }
    case 'rate': {
      const series = registry.rate(metric, tags)
      return { set: new SeriesSet([series]), add: (value) => series.addSample(value !== 0) }
    }
    case 'trend': {
      const series = registry.trend(metric, tags)
      return { set: new SeriesSet([series]), add: (value) => series.add(value * scale) }
    }
  }
}

/** The number that a rendered `record` value stands for; NaN when it is none. */
export function sampleOf(text: string): number {
  if (text === 'true') return 1
  if (text === 'false') return 0
  return text.trim() === '' ? NaN : Number(text)
}
