import type {
  EventKind,
  Exemplar,
  LiveTick,
  RunEvent,
  RunFinish,
  RunPhase,
  RunRecord,
  RunStart,
} from '../../shared/run.ts'
import { plannedVUs } from '../../shared/scenario/plan.ts'
import type { Scenario } from '../../shared/scenario/types.ts'
import type { RunSummary } from '../../shared/summary.ts'
import { foldedText } from '../../shared/metrics/series.ts'
import { thresholdName } from '../../shared/thresholds/sentence.ts'
import type { Threshold, ThresholdResult } from '../../shared/thresholds/types.ts'
import { hasTargets, verdictWord } from '../../shared/verdictText.ts'
import { summarize } from '../analysis/summarize.ts'
import type { ToWorker, WindowMessage } from '../engine/protocol.ts'
import type { CoordinatorDelay } from './coordinatorDelay.ts'
import type { BreakerTimeline } from '../analysis/breaker/breakerTimeline.ts'
import { BreakerCounts } from './breaker/breakerCounts.ts'
import { EventLog } from './eventLog.ts'
import { ExemplarKeeper } from './exemplarKeeper.ts'
import { LiveBoard } from './liveBoard.ts'
import { LoadSearches } from './loadSearches.ts'
import { maxSeriesOf } from './prepareMessages.ts'
import { ObservedSeconds } from './metrics/observedSeconds.ts'
import { RunMetrics, type WorkerWindow } from './metrics/runMetrics.ts'
import { WindowCollector } from './metrics/windowCollector.ts'
import type { ObservedSample } from './observers/observer.ts'
import type { LiveHistory } from './runScenario.ts'
import type { SinkGroup } from './sinkGroup.ts'
import { ThresholdViews } from './thresholdViews.ts'
import { ThresholdWatch } from './thresholdWatch.ts'
import { ValidityWatch, sampleOf } from './validityWatch.ts'
import { type Stop, verdictOf } from './verdict.ts'

export interface LedgerOptions {
  runId: string
  scenario: Scenario
  workers: number
  plannedDurationMs: number
  sinks: SinkGroup
  coordinatorDelay: CoordinatorDelay
  /** Sends a message to every worker. */
  post: (message: ToWorker) => void
  /** What is seen of the circuit breaker that the scenario validates. */
  breaker?: BreakerTimeline
  /** A second closed. @param stop set when a threshold asks for the end of the run */
  onSecond: (stop: Stop | undefined) => void
}

/** Everything that a run yields: takes what the workers deliver, merges and judges it, hands it to the sinks. */
export class RunLedger {
  private readonly options: LedgerOptions
  private readonly sinks: SinkGroup
  private readonly collector: WindowCollector
  private readonly metrics: RunMetrics
  private readonly observed = new ObservedSeconds()
  private readonly board: LiveBoard
  private readonly thresholdViews: ThresholdViews
  /** The thresholds that are a verdict on the whole run. */
  private readonly thresholds: ThresholdWatch
  /** The thresholds that are targets of breaking-point executors. */
  private readonly searches: LoadSearches
  private readonly measurement: ValidityWatch
  private readonly breakerCounts: BreakerCounts | undefined
  private readonly events = new EventLog()
  private readonly exemplars = new ExemplarKeeper()
  private start: RunStart | undefined

  constructor(options: LedgerOptions) {
    const { scenario, workers, sinks, coordinatorDelay } = options
    this.options = options
    this.sinks = sinks
    this.collector = new WindowCollector(workers)
    const maxSeries = maxSeriesOf(scenario)
    this.metrics = new RunMetrics({
      maxSeries,
      onSeries: (definition) => this.board.seriesAdded(definition),
      onFold: () => this.addEvent(this.collector.closedSeconds * 1000, 'warning', 'warning', foldedText(maxSeries)),
    })
    this.board = new LiveBoard(this.metrics)
    this.searches = new LoadSearches(scenario, this.metrics, (executor, change) =>
      options.post({ type: 'control', executor, ...change }),
    )
    const judged = scenario.thresholds.filter((threshold) => !this.searches.concerns(threshold))
    this.thresholdViews = new ThresholdViews(this.metrics, judged)
    this.thresholds = new ThresholdWatch(judged, this.thresholdViews)
    this.breakerCounts =
      scenario.breaker && options.breaker && new BreakerCounts(scenario.breaker, options.breaker, this.metrics)
    this.measurement = new ValidityWatch({ scenario, workers, metrics: this.metrics, coordinatorDelay })
  }

  /** From here on everything goes to the sinks at once. */
  begin(start: RunStart): void {
    this.start = start
    this.sinks.each((sink) => sink.begin(start))
    for (const event of this.events.all) this.sinks.each((sink) => sink.event(event))
  }

  addWindow(worker: number, window: WindowMessage): void {
    const sample = sampleOf(worker, window)
    this.measurement.add(sample)
    this.sinks.each((sink) => sink.worker(sample))
    const missing = this.collector.add(worker, window)
    if (missing > 0) {
      this.measurement.windowsMissing(missing)
      this.addEvent(
        window.second * 1000,
        'worker',
        'warning',
        `${missing} windows of load worker ${worker + 1} are missing.`,
      )
    }
    this.closeSeconds()
  }

  /** Takes what this process itself sampled: into the second in which it was, or the oldest that is still open. */
  observe(sample: ObservedSample): void {
    const taken = this.observed.add(sample, this.collector.closedSeconds)
    if (taken !== 'refused') return
    const text = 'Observers yield too many series: those that came last are left out.'
    this.addEvent(sample.atMs, 'observer', 'warning', text)
  }

  /** The worker has delivered all that it has. */
  workerOver(worker: number): void {
    this.collector.end(worker)
    this.closeSeconds()
  }

  /** The worker is gone; what it delivered counts. */
  workerLost(worker: number): void {
    this.measurement.workerLost()
    this.workerOver(worker)
    this.metrics.forgetWorker(worker)
  }

  addEvent(atMs: number, kind: EventKind, level: RunEvent['level'], text: string): void {
    const event: RunEvent = { atMs: Math.max(0, Math.round(atMs)), kind, level, text }
    if (this.events.add(event) && this.start !== undefined) this.sinks.each((sink) => sink.event(event))
  }

  addExemplar(exemplar: Exemplar): void {
    // The slowest are known at the end only; failures go out at once, so that a killed run keeps them.
    if (this.exemplars.add(exemplar) && exemplar.kind === 'failed') this.sinks.each((sink) => sink.exemplar(exemplar))
  }

  /** How the run stands. */
  status(phase: RunPhase, elapsedMs: number): Omit<LiveTick, 'events' | 'exemplars'> {
    const point = this.board.points.at(-1)
    const breaker = this.options.breaker?.result()
    const seconds = phase === 'finished' ? elapsedMs / 1000 : this.collector.closedSeconds
    return {
      runId: this.options.runId,
      phase,
      elapsedMs,
      plannedDurationMs: this.options.plannedDurationMs,
      ...(point === undefined ? {} : { point }),
      total: this.board.total(seconds),
      steps: this.board.stepRows(seconds),
      thresholds: this.thresholdResults(this.thresholds.results, (threshold) => this.searches.current(threshold)),
      validity: this.measurement.validity,
      reasons: this.measurement.reasons,
      load: this.measurement.loadFacts(this.board),
      ...(breaker === undefined ? {} : { breaker }),
    }
  }

  /** What came since the last call. */
  takeNews(): Pick<LiveTick, 'events' | 'exemplars'> {
    return { events: this.events.takeNew(), exemplars: this.exemplars.takeNew() }
  }

  /** For who joins late. */
  history(): Omit<LiveHistory, 'tick'> {
    return { points: [...this.board.points], events: [...this.events.all], exemplars: this.exemplars.all }
  }

  /** Closes the books: every worker is over or lost. */
  finish(durationMs: number, stop: Stop | undefined): RunSummary {
    if (this.start === undefined) throw new Error('a run that did not begin has no end')
    const late = this.observed.pending.flatMap((second) => this.observed.take(second))
    const lateSeries = this.metrics.addLate(late)
    if (lateSeries.length > 0) this.sinks.each((sink) => sink.series(lateSeries))
    for (const { seconds, window } of this.metrics.closeRollups(this.collector.closedSeconds)) {
      this.sinks.each((sink) => sink.rollup(seconds, window))
    }
    for (const exemplar of this.exemplars.slowest) this.sinks.each((sink) => sink.exemplar(exemplar))
    this.thresholdViews.elapsedMs = durationMs
    const watched = this.thresholds.final(this.thresholdViews)
    const thresholds = this.thresholdResults(watched, (threshold) => this.searches.final(threshold))
    this.judgeValidity(durationMs)
    const breaker = this.options.breaker?.result()
    const { status, reasons } = verdictOf(stop, thresholds, breaker)
    const { id, name, scenario, startedAtMs, baseline } = this.start
    const { validity, reasons: doubts } = this.measurement
    const run: RunRecord = {
      id,
      name,
      scenario,
      startedAtMs,
      durationMs,
      status,
      ...(status === 'passed' && !hasTargets({ thresholds, ...(breaker && { breaker }) }) && { unjudged: true }),
      validity,
      reasons: [...reasons, ...doubts.map((text) => ({ about: 'measurement' as const, text }))],
    }
    this.addEvent(
      durationMs,
      'finished',
      status === 'passed' ? 'info' : 'warning',
      `Finished: ${verdictWord(run).toLowerCase()}.`,
    )
    const totals = this.metrics.totals()
    const load = this.measurement.loadFacts(this.board)
    const breakingPoints = this.searches.results()
    const found = {
      ...(breakingPoints.length > 0 ? { breakingPoints } : {}),
      ...(breaker === undefined ? {} : { breaker }),
    }
    const measured = baseline === undefined ? {} : { baseline }
    const series = this.metrics.definitions()
    const summary = summarize({ run, series, totals, thresholds, load, ...measured, ...found })
    const finish: RunFinish = {
      durationMs,
      status,
      validity,
      reasons: run.reasons,
      ...(stop === undefined ? {} : { stopCause: stop.cause }),
      thresholds,
      checks: summary.checks,
      load,
      ...found,
    }
    this.sinks.each((sink) => sink.totals(totals))
    this.sinks.each((sink) => sink.finish(finish))
    return summary
  }

  private closeSeconds(): void {
    for (const { second, windows } of this.collector.takeComplete()) this.closeSecond(second, windows)
  }

  private closeSecond(second: number, windows: readonly WorkerWindow[]): void {
    const elapsedMs = (second + 1) * 1000
    const { newSeries, window, rollups } = this.metrics.closeSecond(second, windows, this.observed.take(second))
    const point = this.board.addPoint(second, plannedVUs(this.options.scenario, elapsedMs))
    this.sinks.each((sink) => {
      if (newSeries.length > 0) sink.series(newSeries)
      sink.window(window)
      for (const { seconds, window: rolled } of rollups) sink.rollup(seconds, rolled)
      sink.live(point)
    })
    this.thresholdViews.elapsedMs = elapsedMs
    const { events, abortedBy } = this.thresholds.update(this.thresholdViews)
    for (const { atMs, kind, level, text } of events) this.addEvent(atMs, kind, level, text)
    this.breakerCounts?.secondClosed(second)
    for (const text of this.searches.secondClosed(second)) this.addEvent(elapsedMs, 'stage', 'info', text)
    this.judgeValidity(elapsedMs)
    const stop: Stop | undefined =
      abortedBy === undefined
        ? undefined
        : { cause: 'threshold', text: `Ended by a missed target: ${thresholdName(abortedBy)}.` }
    this.options.onSecond(stop)
  }

  /** In the order of the scenario: of the whole run, or of a search's level. */
  private thresholdResults(
    watched: readonly ThresholdResult[],
    searched: (threshold: Threshold) => ThresholdResult | undefined,
  ): ThresholdResult[] {
    const rest = watched.values()
    return this.options.scenario.thresholds.flatMap((threshold) => {
      const result = this.searches.concerns(threshold) ? searched(threshold) : rest.next().value
      return result === undefined ? [] : [result]
    })
  }

  private judgeValidity(elapsedMs: number): void {
    if (!this.measurement.judge()) return
    const { validity, reasons } = this.measurement
    const level = validity === 'valid' ? 'info' : 'warning'
    this.addEvent(elapsedMs, 'validity', level, [`The measurement is ${validity}.`, ...reasons].join(' '))
  }
}
