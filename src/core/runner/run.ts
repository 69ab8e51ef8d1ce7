import { HeadroomError } from '../../shared/errors.ts'
import type { EventKind, LiveTick, RunEvent, RunPhase } from '../../shared/run.ts'
import { overviewOf } from '../../shared/scenario/plan.ts'
import { Redactor } from '../engine/exemplars/redact.ts'
import type { FromWorker } from '../engine/protocol.ts'
import { baselineNotes } from './baselineNotes.ts'
import { BudgetKeeper } from './budgetKeeper.ts'
import { checkControl, controlAfter } from './checkControl.ts'
import type { CoordinatorDelay } from './coordinatorDelay.ts'
import { ObserverGroup } from './observers/observerGroup.ts'
import { prepareMessages } from './prepareMessages.ts'
import { RunLedger } from './runLedger.ts'
import type { ControlChange, FinishedRun, LiveHistory, RunEnvironment, RunHandle, RunOptions } from './runScenario.ts'
import { SinkGroup } from './sinkGroup.ts'
import type { Stop } from './verdict.ts'
import { BEAT_MS, WorkerGroup } from './workerGroup.ts'

/** From sending `start` to the origin: longer than the message takes to the slowest worker. */
const LEAD_US = 200_000
/** What stopping may take beyond the longest gracefulStop, and aborting in all. */
const STOP_MARGIN_US = 10e6
const ABORT_LIMIT_US = 5e6
/** A tick comes at least this often, also when no second closes. */
const TICK_US = 1e6

/**
 * One run.
 *
 *   phase               what happens                                next       what is done
 *   preparing           all workers are ready                       running    begin; start all at one origin
 *   preparing           a worker fails or is gone; stop(), abort()  finished   `finished` rejects; nothing is stored
 *   running             stop(); a threshold or a worker asks for it stopping   `stop` to all, with a bound
 *   running, stopping   abort(); the bound of `stop` is over        stopping   `abort` to all, with a bound
 *   stopping            the bound of `abort` is over                finished   closed with what was delivered
 *   running, stopping   all workers are over or lost                finished   observers end, with a bound; closed
 *
 * Closed means: last seconds merged, judged, stored. In `finished` all worker processes are ended.
 */
export class Run implements RunHandle {
  readonly runId: string
  readonly finished: Promise<FinishedRun>
  private readonly options: RunOptions
  private readonly environment: RunEnvironment
  private readonly group: WorkerGroup
  private readonly ledger: RunLedger
  private readonly budgets: BudgetKeeper
  private readonly observers: ObserverGroup
  private readonly coordinatorDelay: CoordinatorDelay
  private readonly plannedDurationMs: number
  private resolve: (run: FinishedRun) => void = () => {}
  private reject: (error: HeadroomError) => void = () => {}
  private phase: RunPhase = 'preparing'
  private originUs = Infinity
  private durationMs = 0
  private ended: Stop | undefined
  private storeFailure: HeadroomError | undefined
  private aborting = false
  private deadlineUs = Infinity
  private tickedAtUs = -Infinity
  private controls: LiveTick['controls']

  constructor(options: RunOptions, environment: RunEnvironment) {
    const { scenario, workers } = options
    this.options = options
    this.environment = environment
    this.runId = environment.newRunId()
    this.finished = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    this.plannedDurationMs = overviewOf(scenario).plannedDurationMs
    this.coordinatorDelay = environment.measureCoordinatorDelay()
    this.budgets = new BudgetKeeper(scenario.budgets)
    // An observer's URL may hold a password, and an error may name the URL.
    const redactor = new Redactor(options.secrets)
    this.observers = new ObserverGroup(
      [...(options.observers ?? []), ...(options.breaker ? [options.breaker.driver] : [])],
      {
        clock: environment.clock,
        nowMs: () => this.elapsedMs,
        sample: (sample) => this.ledger.observe(sample),
        event: (level, text) => this.event('observer', level, redactor.text(text)),
      },
    )
    this.ledger = new RunLedger({
      runId: this.runId,
      scenario,
      workers,
      plannedDurationMs: this.plannedDurationMs,
      sinks: new SinkGroup(options.sinks, (message) => this.sinkFailed(message)),
      coordinatorDelay: this.coordinatorDelay,
      post: (message) => this.group.post(message),
      ...(options.breaker === undefined ? {} : { breaker: options.breaker.timeline }),
      onSecond: (stop) => this.secondClosed(stop),
    })
    this.group = new WorkerGroup({
      allReady: () => this.begin(),
      prepareFailed: (error) => this.fail(error),
      message: (worker, message) => this.receive(worker, message),
      silence: (worker, silent) => this.workerSilence(worker, silent),
      lost: (worker, why) => this.workerLost(worker, why),
      allOver: () => {
        this.durationMs = this.elapsedMs
        this.observers.stop(() => this.finish())
      },
    })
  }

  prepare(seed: number): void {
    const { workers } = this.options
    this.event('started', 'info', `Started with ${workers} load ${workers === 1 ? 'worker' : 'workers'}, seed ${seed}.`)
    for (const { level, text } of baselineNotes(this.options)) this.event('note', level, text)
    this.group.prepare(this.options.host, prepareMessages(this.options, seed))
    this.beatLater()
  }

  stop(): void {
    this.end({ cause: 'user', text: 'Stopped by the user.' })
  }

  abort(): void {
    if (this.phase === 'preparing') {
      this.stop()
      return
    }
    if (this.phase === 'finished' || this.aborting) return
    this.event('aborted', 'warning', 'Aborted: requests in flight are cut off.')
    this.ended ??= { cause: 'user', text: 'Aborted by the user.' }
    this.abortWorkers()
  }

  control(change: ControlChange): void {
    const text = checkControl(this.options.scenario, change)
    if (this.phase !== 'running') return
    this.group.post({ type: 'control', ...change })
    const { executor, ...set } = change
    this.controls = { ...this.controls, [executor]: controlAfter(this.controls?.[executor], set) }
    this.event('note', 'info', text)
    this.tick()
  }

  note(text: string): void {
    this.event('note', 'info', text)
  }

  live(): LiveHistory {
    const tick = { ...this.status(), events: [], exemplars: [] }
    return { ...this.ledger.history(), tick }
  }

  private get elapsedMs(): number {
    if (this.phase === 'finished') return this.durationMs
    return Math.max(0, Math.round((this.environment.clock.nowUs() - this.originUs) / 1000))
  }

  private begin(): void {
    const { scenario, scenarioText, scenarioFile, name, workers, machine, baseline } = this.options
    this.originUs = this.environment.clock.nowUs() + LEAD_US
    this.ledger.begin({
      id: this.runId,
      name: name ?? scenario.name,
      scenario: scenario.name,
      scenarioText,
      ...(scenarioFile === undefined ? {} : { scenarioFile }),
      baseUrl: scenario.target.baseUrl,
      startedAtMs: Math.round(this.environment.wallNowMs() + LEAD_US / 1000),
      plannedDurationMs: this.plannedDurationMs,
      workers,
      machine,
      ...(baseline === undefined ? {} : { baseline }),
    })
    if (this.storeFailure !== undefined) {
      this.fail(this.storeFailure)
      return
    }
    this.phase = 'running'
    this.group.start(this.originUs)
    this.observers.start()
    this.tick()
  }

  private receive(worker: number, message: FromWorker): void {
    switch (message.type) {
      case 'window':
        this.ledger.addWindow(worker, message)
        break
      case 'event':
        this.ledger.addEvent(message.atMs, message.kind, message.level, message.text)
        break
      case 'exemplar':
        this.ledger.addExemplar(message.exemplar)
        break
      case 'tokens': {
        const { budget, wanted } = message
        const answer = this.budgets.ask(budget, worker, wanted, this.group.living, this.environment.clock.nowUs())
        this.group.postTo(worker, { type: 'tokens', budget, ...answer })
        break
      }
      case 'stopRun':
        this.end({ cause: message.cause, text: message.text })
        break
      case 'finished':
        this.ledger.workerOver(worker)
        break
      default:
    }
  }

  private secondClosed(stop: Stop | undefined): void {
    if (stop !== undefined && this.ended === undefined) {
      this.event('aborted', 'error', stop.text)
      this.ended = stop
      this.abortWorkers()
    }
    this.tick()
  }

  private workerSilence(worker: number, silent: boolean): void {
    const text = silent ? 'has delivered nothing for more than a second.' : 'delivers again.'
    this.event('worker', silent ? 'warning' : 'info', `Load worker ${worker + 1} ${text}`)
    this.tick()
  }

  private workerLost(worker: number, why: string): void {
    this.event('worker', 'error', `Load worker ${worker + 1} is lost: ${why}.`)
    this.ledger.workerLost(worker)
    if (this.group.living === 0 && this.ended === undefined) {
      this.ended = { cause: 'internal', text: 'No load worker was left to go on with.' }
    } else if (this.options.onWorkerLost === 'stop') {
      this.end({ cause: 'workers', text: `Stopped because load worker ${worker + 1} was lost.` })
    }
    this.tick()
  }

  private sinkFailed(reason: string): void {
    this.storeFailure ??= new HeadroomError({
      code: 'RESULTS_NOT_STORED',
      message: `The results could not be stored: ${reason}`,
      hint: 'Look whether the disk is full or the database file is read-only.',
    })
    this.ended = { cause: 'internal', text: this.storeFailure.message }
    this.event('aborted', 'error', this.storeFailure.message)
    this.abortWorkers()
  }

  /** Ends the run gracefully. */
  private end(stop: Stop): void {
    if (this.phase === 'preparing') {
      this.fail(
        new HeadroomError({
          code: 'RUN_CANCELLED',
          message: 'The run was stopped before it started; nothing was stored.',
        }),
      )
    }
    if (this.phase !== 'running') return
    this.phase = 'stopping'
    this.ended = stop
    this.deadlineUs = this.environment.clock.nowUs() + longestGraceUs(this.options) + STOP_MARGIN_US
    this.event('stopping', 'info', stop.text)
    this.group.post({ type: 'stop' })
    this.tick()
  }

  private abortWorkers(): void {
    if (this.phase === 'finished' || this.phase === 'preparing' || this.aborting) return
    this.aborting = true
    this.phase = 'stopping'
    this.deadlineUs = this.environment.clock.nowUs() + ABORT_LIMIT_US
    this.group.post({ type: 'abort' })
    this.tick()
  }

  private beatLater(): void {
    const { clock } = this.environment
    clock.at(clock.nowUs() + BEAT_MS * 1000, () => {
      if (this.phase === 'finished') return
      this.group.beat()
      this.beatLater()
      const nowUs = clock.nowUs()
      if (nowUs >= this.deadlineUs && this.aborting) this.group.loseAll('it did not end when it was aborted')
      else if (nowUs >= this.deadlineUs) this.abortWorkers()
      else if (nowUs - this.tickedAtUs > TICK_US) this.tick()
    })
  }

  private tick(): void {
    this.tickedAtUs = this.environment.clock.nowUs()
    this.options.onTick({ ...this.status(), ...this.ledger.takeNews() })
  }

  private status(): Omit<LiveTick, 'events' | 'exemplars'> {
    const { controls } = this
    return { ...this.ledger.status(this.phase, this.elapsedMs), ...(controls === undefined ? {} : { controls }) }
  }

  private finish(): void {
    const summary = this.ledger.finish(this.durationMs, this.ended)
    this.close()
    this.tick()
    const stopCause = this.ended?.cause
    if (this.storeFailure === undefined) this.resolve({ summary, ...(stopCause === undefined ? {} : { stopCause }) })
    else this.reject(this.storeFailure)
  }

  private fail(error: HeadroomError): void {
    this.close()
    this.tick()
    this.reject(error)
  }

  private close(): void {
    this.phase = 'finished'
    this.group.end()
    this.observers.stop()
    this.coordinatorDelay.stop()
  }

  private event(kind: EventKind, level: RunEvent['level'], text: string): void {
    this.ledger.addEvent(this.elapsedMs, kind, level, text)
  }
}

function longestGraceUs({ scenario }: RunOptions): number {
  return Math.max(
    0,
    ...Object.values(scenario.load).map((config) =>
      config.executor === 'ramping-vus'
        ? Math.max(config.gracefulStopUs, config.gracefulRampDownUs)
        : config.gracefulStopUs,
    ),
  )
}
