import { Histogram } from '../../../shared/metrics/histogram.ts'
import type { SeriesDefinition } from '../../../shared/metrics/series.ts'

/** The current second of one series. Its kind's `add` is in the hot path: a few machine instructions. */
export interface Series {
  readonly definition: SeriesDefinition
  readonly count: number
  /** As in SeriesPoint: per kind the sum, the number of true samples or the latest value. */
  readonly sum: number
  readonly min: number
  readonly max: number
  /** Trends only. */
  readonly histogram?: Histogram
  /** Begins the next second. */
  reset(): void
}

export class CounterSeries implements Series {
  readonly definition: SeriesDefinition
  count = 0
  sum = 0
  min = Infinity
  max = -Infinity

  constructor(definition: SeriesDefinition) {
    this.definition = definition
  }

  add(value: number): void {
    this.count++
    this.sum += value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
  }

  reset(): void {
    this.count = 0
    this.sum = 0
    this.min = Infinity
    this.max = -Infinity
  }
}

/** Samples are 1 (true) and 0 (false), so that the sum counts the true ones. */
export class RateSeries extends CounterSeries {
  addSample(value: boolean): void {
    this.add(value ? 1 : 0)
  }
}

/** Keeps its value from second to second; `sum` is the latest one. */
export class GaugeSeries implements Series {
  readonly definition: SeriesDefinition
  count = 0
  sum = 0
  min = Infinity
  max = -Infinity

  constructor(definition: SeriesDefinition) {
    this.definition = definition
  }

  set(value: number): void {
    this.count++
    this.sum = value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
  }

  reset(): void {
    this.count = 0
    this.min = Infinity
    this.max = -Infinity
  }
}

export class TrendSeries implements Series {
  readonly definition: SeriesDefinition
  readonly histogram = new Histogram()

  constructor(definition: SeriesDefinition) {
    this.definition = definition
  }

  add(value: number): void {
    this.histogram.record(value)
  }

  get count(): number {
    return this.histogram.count
  }

  get sum(): number {
    return this.histogram.sum
  }

  get min(): number {
    return this.histogram.min
  }

  get max(): number {
    return this.histogram.max
  }

  reset(): void {
    this.histogram.reset()
  }
}
