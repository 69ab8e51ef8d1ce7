import { type MetricDefinition, builtInMetric } from '../../../shared/metrics/definitions.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { encodeHistogram, mergeEncoded } from '../../../shared/metrics/histogramCodec.ts'
import { type SeriesDefinition, type Tags, seriesKey } from '../../../shared/metrics/series.ts'
import { tooLarge } from './foreignRun.ts'
import { type SecondCell, type SecondWindow, packSecond, unpackSecond, viewSecond } from './packedSecond.ts'

/** As in our own runs: beyond it, what a step is called no longer counts. */
const MOST_SERIES = 1000
/** Of one series and second. */
const MOST_CELLS = 3e6
const EMPTY = new Uint8Array(0)
const MOST_SPAN_SECONDS = 7 * 86_400
/** Results are nearly in order: beyond so many seconds, the one opened first is packed; a late sample opens one again. */
const MOST_OPEN = 60

export const foldedWarning = 'There were more than 1,000 series: further ones are the step “other”.'

/** One second of one series that samples may still come to. */
interface OpenCell extends SecondCell {
  /** Trends: values that are not in the histogram yet. */
  values: number[]
}

type Metric = Pick<MetricDefinition, 'name' | 'kind' | 'unit'>

/** Single samples of another tool, in any order, gathered by series and second. Memory depends on those, not on the samples. */
export class SampleSeconds {
  readonly definitions: SeriesDefinition[] = []
  samples = 0
  /** Whether names were folded because there were too many. */
  folded = false
  private readonly source: { path: string }
  private readonly ids = new Map<string, number>()
  private readonly open = new Map<number, Map<number, OpenCell>>()
  private readonly packed = new Map<number, ArrayBuffer>()
  private cells = 0
  private first = Infinity
  private last = -Infinity
  private readonly histogram = new Histogram()

  /** @param source told in errors */
  constructor(source: { path: string }) {
    this.source = source
  }

  /** Epoch seconds from the first sample to the last, both included. */
  get span(): { from: number; to: number } {
    return { from: this.first, to: this.last }
  }

  /**
   * The series of a metric with these tags, by number; to be kept by who asks often.
   * @param custom what the metric is when it is not one of ours
   */
  series(name: string, tags: Tags, custom: Metric = { name, kind: 'trend', unit: 'default' }): number {
    const { kind, unit } = builtInMetric(name) ?? custom
    const key = seriesKey(name, tags)
    const known = this.ids.get(key)
    if (known !== undefined) return known
    if (this.definitions.length >= MOST_SERIES && tags['step'] !== 'other') {
      this.folded = true
      // Not remembered by its key: those have no bound.
      return this.series(name, { step: 'other' }, custom)
    }
    const id = this.definitions.length
    this.definitions.push({ id, metric: name, kind, unit, tags })
    this.ids.set(key, id)
    return id
  }

  /** @param value trends of times in microseconds; rates 0 or 1; counters what is added; gauges the value */
  add(series: number, atMs: number, value: number): void {
    const second = Math.floor(atMs / 1000)
    if (!Number.isFinite(second) || !Number.isFinite(value)) return
    this.samples++
    const cells = this.open.get(second) ?? this.opened(second)
    let cell = cells.get(series)
    if (cell === undefined) {
      cells.set(series, (cell = { count: 0, sum: 0, min: Infinity, max: -Infinity, histogram: EMPTY, values: [] }))
      if (++this.cells > MOST_CELLS) throw tooLarge(this.source, `more than ${MOST_CELLS} points of series and second`)
    }
    const kind = this.definitions[series]?.kind
    const stored = kind === 'trend' ? Math.max(0, Math.round(value)) : value
    cell.count++
    cell.sum = kind === 'gauge' ? stored : cell.sum + stored
    if (stored < cell.min) cell.min = stored
    if (stored > cell.max) cell.max = stored
    if (kind === 'trend') cell.values.push(stored)
  }

  /** One epoch second, which is forgotten then. */
  take(second: number): SecondWindow {
    this.close(second)
    const packed = this.packed.get(second)
    this.packed.delete(second)
    return viewSecond(packed ?? packSecond(new Map()))
  }

  private opened(second: number): Map<number, OpenCell> {
    this.first = Math.min(this.first, second)
    this.last = Math.max(this.last, second)
    if (this.last - this.first > MOST_SPAN_SECONDS) {
      throw tooLarge(this.source, 'its samples lie more than a week apart')
    }
    const packed = this.packed.get(second)
    const before = packed === undefined ? new Map<number, SecondCell>() : unpackSecond(packed)
    const cells = new Map([...before].map(([series, cell]) => [series, { ...cell, values: [] as number[] }]))
    this.open.set(second, cells)
    const [oldest = second] = this.open.keys()
    if (this.open.size > MOST_OPEN) this.close(oldest)
    return cells
  }

  private close(second: number): void {
    const cells = this.open.get(second)
    if (cells === undefined) return
    for (const cell of cells.values()) this.intoHistogram(cell)
    this.packed.set(second, packSecond(cells))
    this.open.delete(second)
  }

  private intoHistogram(cell: OpenCell): void {
    if (cell.values.length === 0) return
    this.histogram.reset()
    if (cell.histogram.length > 0) mergeEncoded(this.histogram, cell.histogram)
    for (const value of cell.values) this.histogram.record(value)
    cell.histogram = encodeHistogram(this.histogram)
    cell.values = []
  }
}
