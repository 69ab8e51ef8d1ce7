import type { LoadFacts, Validity, WorkerSample } from '../../shared/run.ts'
import type { Scenario } from '../../shared/scenario/types.ts'
import { GeneratorHealth, type ValidityVerdict, judgeValidity } from '../analysis/validity.ts'
import type { WindowMessage } from '../engine/protocol.ts'
import type { CoordinatorDelay } from './coordinatorDelay.ts'
import { MetricView } from './metrics/metricView.ts'
import type { RunMetrics } from './metrics/runMetrics.ts'

export interface ValidityWatchOptions {
  scenario: Scenario
  workers: number
  metrics: RunMetrics
  coordinatorDelay: CoordinatorDelay
}

/** Whether the measurement can be trusted, while the run goes on: what the load generator says of itself, and what it could not do. */
export class ValidityWatch {
  private readonly options: ValidityWatchOptions
  private readonly health = new GeneratorHealth()
  /** Iterations run and dropped, of the executors that plan their load: breaking-point drops some by intention. */
  private readonly planned: readonly { iterations: MetricView; dropped: MetricView }[]
  private lostWorkers = 0
  private missingWindows = 0
  private verdict: ValidityVerdict = { validity: 'valid', reasons: [] }

  constructor(options: ValidityWatchOptions) {
    this.options = options
    const view = (metric: string, executor: string): MetricView =>
      options.metrics.attach(new MetricView(metric, { scenario: executor }))
    this.planned = Object.entries(options.scenario.load)
      .filter(([, { executor }]) => executor !== 'breaking-point')
      .map(([name]) => ({ iterations: view('iterations', name), dropped: view('dropped_iterations', name) }))
  }

  get validity(): Validity {
    return this.verdict.validity
  }

  get reasons(): readonly string[] {
    return this.verdict.reasons
  }

  add(sample: WorkerSample): void {
    this.health.add(sample)
  }

  workerLost(): void {
    this.lostWorkers++
  }

  windowsMissing(count: number): void {
    this.missingWindows += count
  }

  /** Judges all that came so far. @returns whether the validity is another one than before */
  judge(): boolean {
    const before = this.verdict.validity
    const sum = (views: readonly MetricView[]): number =>
      views.reduce((total, view) => total + (view.sinceStart?.sum ?? 0), 0)
    this.verdict = judgeValidity(this.health, {
      workers: this.options.workers,
      lostWorkers: this.lostWorkers,
      missingWindows: this.missingWindows,
      iterations: sum(this.planned.map(({ iterations }) => iterations)),
      droppedIterations: sum(this.planned.map(({ dropped }) => dropped)),
    })
    return this.verdict.validity !== before
  }

  loadFacts(made: Pick<LoadFacts, 'peakVUs' | 'droppedIterations'>): LoadFacts {
    const { health } = this
    return {
      workers: this.options.workers,
      peakVUs: made.peakVUs,
      droppedIterations: made.droppedIterations,
      loopDelayP99Ms: health.loopDelayP99Ms,
      cpuShareMax: health.cpuShareMax,
      timerLatenessP99Ms: health.timerLatenessP99Ms,
      coordinatorLoopDelayP99Ms: this.options.coordinatorDelay.p99Ms(),
    }
  }
}

/** What a worker says of itself with the window of a second. */
export function sampleOf(worker: number, { second, self }: WindowMessage): WorkerSample {
  return {
    second,
    worker,
    loopDelayP99Ms: self.loopDelayP99Us / 1000,
    loopDelayMaxMs: self.loopDelayMaxUs / 1000,
    loopUtilization: self.loopUtilization,
    cpuWaitShare: self.cpuWaitShare,
    cpuShare: self.cpuShare,
    timerLatenessP99Ms: self.timerLatenessP99Us / 1000,
    memoryBytes: self.memoryBytes,
    clockDriftMs: self.clockDriftMs,
  }
}
