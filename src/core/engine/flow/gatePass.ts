import type { Tags } from '../../../shared/metrics/series.ts'
import type { Gate, GateWaiter } from '../budgets/gate.ts'
import type { Clock } from '../clock.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'
import type { CounterSeries, TrendSeries } from '../metrics/series.ts'

/** What waiting for budgets and for the ceiling on requests is recorded to. */
export class GateSeries {
  readonly set: SeriesSet
  readonly limited: CounterSeries
  readonly wait: TrendSeries

  constructor(registry: SeriesRegistry, tags: Tags) {
    this.limited = registry.counter('rate_limited', tags)
    this.wait = registry.trend('budget_wait', tags)
    this.set = new SeriesSet([this.limited, this.wait])
  }
}

/** Who wants to pass. Neither call comes within `GatePass.ask`. */
export interface GatePasser {
  passed(): void
  refused(): void
}

/** `granted`: all gates are passed. `queued`: one of the passer's calls follows, unless it leaves. */
export type PassAnswer = 'granted' | 'queued' | 'refused'

/** One virtual user's way through the gates of a step, one after the other. */
export class GatePass implements GateWaiter {
  private readonly passer: GatePasser
  private readonly clock: Clock
  private readonly recorder: Recorder
  private gates: readonly Gate[] = []
  private series: GateSeries | undefined
  private index = 0
  private sinceUs = 0
  private delayed = false

  constructor(passer: GatePasser, clock: Clock, recorder: Recorder) {
    this.passer = passer
    this.clock = clock
    this.recorder = recorder
  }

  /** Whether a refusal means that the step is left out, not that it fails. */
  get skips(): boolean {
    return this.gates[this.index]?.whenSpent === 'skip'
  }

  ask(gates: readonly Gate[], series: GateSeries | undefined): PassAnswer {
    if (gates.length === 0) return 'granted'
    this.gates = gates
    this.series = series
    this.index = 0
    this.delayed = false
    this.sinceUs = this.clock.nowUs()
    return this.next()
  }

  leave(): void {
    this.gates[this.index]?.leave(this)
  }

  granted(delayed: boolean): void {
    if (delayed) this.delayed = true
    this.index++
    const answer = this.next()
    if (answer === 'granted') this.passer.passed()
    else if (answer === 'refused') this.passer.refused()
  }

  refused(): void {
    this.countLimited()
    this.passer.refused()
  }

  private next(): PassAnswer {
    for (; this.index < this.gates.length; this.index++) {
      const answer = this.gates[this.index]?.ask(this)
      if (answer === 'queued') return 'queued'
      if (answer === 'refused') {
        this.countLimited()
        return 'refused'
      }
    }
    const { series } = this
    if (series) {
      const nowUs = this.clock.nowUs()
      this.recorder.touch(series.set, nowUs)
      series.wait.add(nowUs - this.sinceUs)
      if (this.delayed) series.limited.add(1)
    }
    return 'granted'
  }

  private countLimited(): void {
    if (!this.series) return
    this.recorder.touch(this.series.set, this.clock.nowUs())
    this.series.limited.add(1)
  }
}
