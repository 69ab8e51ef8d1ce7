import type { Tags } from '../../../shared/metrics/series.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'
import type { CounterSeries, GaugeSeries, TrendSeries } from '../metrics/series.ts'

/** What is recorded per executor, not per step. */
export class ExecutorSeries {
  /** Tags of everything that this executor's users record: scenario, then the executor's own. */
  readonly tags: Tags
  readonly dataSent: CounterSeries
  readonly dataReceived: CounterSeries
  private readonly recorder: Recorder
  private readonly iterations: CounterSeries
  private readonly iterationDuration: TrendSeries
  private readonly dropped: CounterSeries
  private readonly iterationSet: SeriesSet
  private readonly droppedSet: SeriesSet
  private readonly active: GaugeSeries
  private readonly allocated: GaugeSeries

  constructor(registry: SeriesRegistry, recorder: Recorder, name: string, own: Tags) {
    const tags = { ...own, scenario: name }
    this.tags = tags
    this.recorder = recorder
    this.dataSent = registry.counter('data_sent', tags)
    this.dataReceived = registry.counter('data_received', tags)
    this.iterations = registry.counter('iterations', tags)
    this.iterationDuration = registry.trend('iteration_duration', tags)
    this.dropped = registry.counter('dropped_iterations', tags)
    this.active = registry.gauge('vus', tags)
    this.allocated = registry.gauge('vus_max', tags)
    this.iterationSet = new SeriesSet([this.iterations, this.iterationDuration])
    this.droppedSet = new SeriesSet([this.dropped])
    recorder.addSteadyGauge(this.active)
    recorder.addSteadyGauge(this.allocated)
  }

  iterationEnded(startedAtUs: number, endedAtUs: number): void {
    this.recorder.touch(this.iterationSet, endedAtUs)
    this.iterations.add(1)
    this.iterationDuration.add(endedAtUs - startedAtUs)
  }

  iterationsDropped(count: number, nowUs: number): void {
    this.recorder.touch(this.droppedSet, nowUs)
    this.dropped.add(count)
  }

  usersChanged(active: number, allocated: number, nowUs: number): void {
    this.recorder.flushUntil(nowUs)
    this.active.set(active)
    // They are given back at the very end: how many there were is what matters, as in k6.
    if (allocated > this.allocated.sum) this.allocated.set(allocated)
  }
}
