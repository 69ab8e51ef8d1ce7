import type { z } from 'zod'
import type { Tags } from '../metrics/series.ts'
import { parseMetricKey } from '../thresholds/parse.ts'
import { parseDuration } from '../units.ts'
import type { TextReader } from './build.ts'
import { mapValues } from './mapValues.ts'
import type { DocumentPath } from './path.ts'
import type { observationSchema, observedSeriesSchema } from './schema/observe.ts'

/** Which series of a scrape: a metric, and labels that must have these values. */
export interface MetricSelector {
  metric: string
  labels: Tags
}

/** What becomes `observed.NAME` of a scrape. */
export type ObservedSeries =
  /** A gauge as it is, a counter as its rate per second; of several series the sum. */
  | { take: 'value'; from: MetricSelector }
  /** Growth of the one in that of the other, since the run's start. */
  | { take: 'share'; from: MetricSelector; of: MetricSelector }
  /** Of the values since the last look. */
  | { take: 'quantile'; from: MetricSelector; quantile: number }

interface Periodic {
  /** Tag `observer`. */
  name: string
  everyUs: number
}

/** What is looked at beside the load. `url`s are as written, with `${...}` until they are resolved. */
export type Observation =
  | (Periodic & {
      kind: 'health'
      url: string
      expect: 'healthy' | 'degraded'
      /** JSONPath. */
      dependencies?: string
      /** Dependency -> tags of the steps that need it. */
      needs: Readonly<Record<string, Tags>>
    })
  /** Without `series`: all that there are, up to a bound. */
  | (Periodic & { kind: 'prometheus'; url: string; series?: Readonly<Record<string, ObservedSeries>> })
  | (Periodic & { kind: 'postgres'; url: string; statements: number })
  | (Periodic & { kind: 'redis'; url: string })
  /** Read by the load workers from the answers that they get. */
  | { kind: 'headers'; serverTiming: boolean; cache: boolean }

export type PeriodicObservation = Exclude<Observation, { kind: 'headers' }>

export type ObservationInput = z.output<typeof observationSchema>

const DEFAULT_EVERY = '5s'
const DEFAULT_STATEMENTS = 10

/** @throws HeadroomError METRIC_INVALID: the checks have found it before */
export function buildObservation(input: ObservationInput, path: DocumentPath, reader: TextReader): Observation {
  if ('headers' in input) {
    return {
      kind: 'headers',
      serverTiming: input.headers.includes('server-timing'),
      cache: input.headers.includes('cache'),
    }
  }
  const { kind, url } = urlOf(input)
  const common = { name: input.name ?? kind, everyUs: parseDuration(input.every ?? DEFAULT_EVERY), url }
  if ('health' in input) {
    return {
      kind: 'health',
      ...common,
      expect: input.expect ?? 'healthy',
      ...(input.dependencies === undefined ? {} : { dependencies: input.dependencies }),
      needs: mapValues(input.needs ?? {}, (match, name) => reader.texts(match, [...path, 'needs', name])),
    }
  }
  if ('prometheus' in input) {
    const series = input.series === undefined ? undefined : mapValues(input.series, buildSeries)
    return { kind: 'prometheus', ...common, ...(series === undefined ? {} : { series }) }
  }
  if ('postgres' in input) return { kind: 'postgres', ...common, statements: input.statements ?? DEFAULT_STATEMENTS }
  return { kind: 'redis', ...common }
}

/** What a periodic observation looks at, and the key that says so. */
export function urlOf(input: Exclude<ObservationInput, { headers: unknown }>): {
  kind: PeriodicObservation['kind']
  url: string
} {
  if ('health' in input) return { kind: 'health', url: input.health }
  if ('prometheus' in input) return { kind: 'prometheus', url: input.prometheus }
  return 'postgres' in input ? { kind: 'postgres', url: input.postgres } : { kind: 'redis', url: input.redis }
}

function buildSeries(input: z.output<typeof observedSeriesSchema>): ObservedSeries {
  if (typeof input === 'string') return { take: 'value', from: selector(input) }
  if ('share' in input) return { take: 'share', from: selector(input.share), of: selector(input.of) }
  return { take: 'quantile', from: selector(input.histogram), quantile: input.quantile }
}

/** `http_requests_total{code:500}`. @throws HeadroomError METRIC_INVALID */
export function selector(text: string): MetricSelector {
  const { name, filter } = parseMetricKey(text)
  return { metric: name, labels: filter }
}
