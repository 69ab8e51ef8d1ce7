import { builtInMetric } from '../../../shared/metrics/definitions.ts'
import { encodeHistogram } from '../../../shared/metrics/histogramCodec.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { type SeriesDefinition, seriesKey } from '../../../shared/metrics/series.ts'
import type { PointStats } from '../../analysis/accumulator.ts'
import type { ObservedSample } from '../observers/observer.ts'

/** A scrape that yields more has to choose what it wants. */
const MOST_SERIES = 300
/** Per series and second; observers look every few seconds. */
const MOST_VALUES = 1000

/** One series' second, as a worker would have delivered it. */
export interface ObservedPart {
  definition: Omit<SeriesDefinition, 'id'>
  stats: PointStats
  /** Encoded histogram; empty for all but trends. */
  bytes: Uint8Array
}

interface Gathered {
  definition: ObservedPart['definition']
  values: number[]
}

const scratch = new Histogram()

/** What the coordinating process itself sampled, by second, until the second closes. Bounded. */
export class ObservedSeconds {
  private readonly seconds = new Map<number, Map<string, Gathered>>()
  private readonly known = new Set<string>()

  /**
   * @param openSecond the oldest second that is not closed: what is older goes into it
   * @returns `refused` when it would be one series too many
   * @throws Error when there is no such metric
   */
  add({ metric, tags, value, atMs }: ObservedSample, openSecond: number): 'taken' | 'refused' {
    const shape = builtInMetric(metric)
    if (shape === undefined) throw new Error(`no such metric: ${metric}`)
    const key = seriesKey(metric, tags)
    if (!this.known.has(key)) {
      if (this.known.size >= MOST_SERIES) return 'refused'
      this.known.add(key)
    }
    const second = Math.max(Math.floor(atMs / 1000), openSecond)
    const gathered = this.seconds.get(second) ?? new Map<string, Gathered>()
    this.seconds.set(second, gathered)
    const series = gathered.get(key) ?? { definition: { metric, kind: shape.kind, unit: shape.unit, tags }, values: [] }
    gathered.set(key, series)
    if (series.values.length < MOST_VALUES) series.values.push(value)
    return 'taken'
  }

  /** The parts of a second that closes now. */
  take(second: number): ObservedPart[] {
    const gathered = this.seconds.get(second)
    if (gathered === undefined) return []
    this.seconds.delete(second)
    return [...gathered.values()].map(toPart)
  }

  /** The seconds of which something is left, in order. */
  get pending(): number[] {
    return [...this.seconds.keys()].toSorted((one, other) => one - other)
  }
}

function toPart({ definition, values }: Gathered): ObservedPart {
  const stats = {
    count: values.length,
    sum: definition.kind === 'gauge' ? (values.at(-1) ?? 0) : values.reduce((total, value) => total + value, 0),
    min: Math.min(...values),
    max: Math.max(...values),
  }
  if (definition.kind !== 'trend') return { definition, stats, bytes: new Uint8Array(0) }
  scratch.reset()
  for (const value of values) scratch.record(value)
  return { definition, stats, bytes: encodeHistogram(scratch) }
}
