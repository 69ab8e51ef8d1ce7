import type { SeriesDefinition } from '../../../shared/metrics/series.ts'
import type { WindowMessage, WorkerSelf } from '../protocol.ts'
import type { GaugeSeries, Series } from './series.ts'
import { encodeWindow } from './windowEncoder.ts'

const SECOND_US = 1_000_000

/** Series that are always recorded together, e.g. those of one step and status: one mark tells that they were touched. */
export class SeriesSet {
  touched = false
  readonly series: readonly Series[]

  constructor(series: readonly Series[]) {
    this.series = series
  }
}

export interface RecorderOptions {
  post(window: WindowMessage): void
  /** The worker's measurement of itself since the last call. */
  measureSelf(): WorkerSelf
}

/**
 * Cuts what is recorded into seconds since the run's origin. A sample belongs to the second in which it ends; a second is sent
 * when it is over, in order, also when nothing happened in it: it is the worker's sign of life.
 *
 * To record: `touch(set, endedAtUs)`, then `add` on the set's series.
 */
export class Recorder {
  private readonly options: RecorderOptions
  private second = 0
  private windowEndUs = Infinity
  private sequence = 0
  private readonly touchedSets: SeriesSet[] = []
  private readonly steadyGauges: GaugeSeries[] = []
  private readonly announced = new Set<Series>()

  constructor(options: RecorderOptions) {
    this.options = options
  }

  begin(originUs: number): void {
    this.windowEndUs = originUs + SECOND_US
  }

  /** When the current second ends, on the engine's clock. */
  get nextWindowUs(): number {
    return this.windowEndUs
  }

  /** A gauge whose value is sent with every second, changed or not. */
  addSteadyGauge(gauge: GaugeSeries): void {
    this.steadyGauges.push(gauge)
  }

  /** Says that a sample that ended at this instant is about to be added to the set's series. */
  touch(set: SeriesSet, endedAtUs: number): void {
    if (endedAtUs >= this.windowEndUs) this.flushUntil(endedAtUs)
    if (set.touched) return
    set.touched = true
    this.touchedSets.push(set)
  }

  /** Sends every second that is over by then. */
  flushUntil(nowUs: number): void {
    while (nowUs >= this.windowEndUs) this.flush()
  }

  /** Sends the seconds that are over and then the one that has begun. */
  finish(nowUs: number): void {
    this.flushUntil(nowUs)
    if (nowUs > this.windowEndUs - SECOND_US || this.touchedSets.length > 0) this.flush()
  }

  private flush(): void {
    const entries = new Set<Series>()
    const introduced: SeriesDefinition[] = []
    const take = (series: Series): void => {
      if (series.count === 0 || entries.has(series)) return
      entries.add(series)
      if (this.announced.has(series)) return
      this.announced.add(series)
      introduced.push(series.definition)
    }
    for (const gauge of this.steadyGauges) {
      gauge.set(gauge.sum)
      take(gauge)
    }
    for (const set of this.touchedSets) {
      // A folded series may stand in several sets: it is taken with the first.
      for (const series of set.series) take(series)
      set.touched = false
    }
    this.touchedSets.length = 0
    this.options.post({
      type: 'window',
      sequence: this.sequence++,
      second: this.second++,
      series: introduced,
      ...encodeWindow([...entries]),
      self: this.options.measureSelf(),
    })
    for (const series of entries) series.reset()
    this.windowEndUs += SECOND_US
  }
}
