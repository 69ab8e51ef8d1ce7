import { toErrorDetail } from '../../shared/errors.ts'
import { foldedText } from '../../shared/metrics/series.ts'
import type { EventKind } from '../../shared/run.ts'
import { allowedHosts } from '../../shared/scenario/hosts.ts'
import type { HttpOptions } from '../../shared/scenario/http.ts'
import { BudgetGate } from './budgets/budgetGate.ts'
import { RateGate } from './budgets/rateGate.ts'
import type { Clock } from './clock.ts'
import { DataFeeds } from './data/dataFeeds.ts'
import { Exemplars } from './exemplars/exemplars.ts'
import { Redactor } from './exemplars/redact.ts'
import { createExecutor } from './executors/index.ts'
import { compileExecutor } from './flow/compiler.ts'
import type { ExecutorProgram } from './flow/compiler.ts'
import { gateFinder } from './flow/context.ts'
import type { FlowContext } from './flow/context.ts'
import { FlowUser } from './flow/flowUser.ts'
import type { HttpClient } from './http/client.ts'
import { Origins } from './http/origin.ts'
import { Recorder } from './metrics/recorder.ts'
import { SeriesRegistry } from './metrics/registry.ts'
import { checkOpenFiles } from './openFiles.ts'
import type { FromWorker, Port, PrepareMessage, ToWorker } from './protocol.ts'
import { createRandom } from './random.ts'
import type { SelfMeter } from './selfMeasurement.ts'
import { userOffsets } from './users.ts'
import type { ExecutorRun } from './virtualUser.ts'

/** What a worker is given by its process, or by a test. */
export interface WorkerEnvironment {
  port: Port<FromWorker, ToWorker>
  clock: Clock
  /** Epoch milliseconds. */
  wallClockMs(): number
  /** @param allowedHosts names and addresses that load may go to */
  createClient(allowedHosts: readonly string[], http: HttpOptions | undefined): HttpClient
  meter: SelfMeter
  /** How many files this process may have open; undefined: as many as it likes. */
  openFilesLimit: number | undefined
  /** Called after the last message. */
  finished(): void
}

/** Texts of warnings may hold values that differ each time. */
const MOST_WARNINGS = 50

/**
 * A load worker: makes its share of the load and sends a window each second. Pure but for what it is given.
 *
 *   waiting -- prepare --> ready -- start --> running -- all executors over --> finished
 *      '-> failed            '-- stop | abort --------------------------------^
 */
export function runWorker(environment: WorkerEnvironment): void {
  let load: WorkerLoad | undefined
  environment.port.onMessage((message) => {
    if (message.type !== 'prepare') {
      load?.receive(message)
      return
    }
    try {
      load = new WorkerLoad(message, environment)
      environment.port.post({ type: 'ready' })
    } catch (error) {
      environment.port.post({ type: 'failed', error: toErrorDetail(error) })
    }
  })
}

interface Executor {
  name: string
  program: ExecutorProgram
  run: ExecutorRun | undefined
}

class WorkerLoad {
  private readonly environment: WorkerEnvironment
  private readonly prepared: PrepareMessage
  private readonly recorder: Recorder
  private readonly exemplars: Exemplars
  private readonly redactor: Redactor
  private readonly context: FlowContext
  private readonly budgets: readonly BudgetGate[]
  private readonly executors: readonly Executor[]
  private originUs = 0
  private running = 0
  private over = false
  private readonly warned = new Set<string>()

  constructor(prepared: PrepareMessage, environment: WorkerEnvironment) {
    const { scenario, segment, seed, maxSeries } = prepared
    const { clock, port, meter } = environment
    this.environment = environment
    this.prepared = prepared
    this.recorder = new Recorder({ post: (window) => port.post(window), measureSelf: () => meter.take() })
    this.redactor = new Redactor(prepared.secrets)
    this.exemplars = new Exemplars(this.redactor, createRandom(seed + segment.index), (exemplar) =>
      port.post({ type: 'exemplar', exemplar }),
    )
    this.budgets = scenario.budgets.map(
      (budget, index) =>
        new BudgetGate(clock, budget.whenSpent, (wanted) => port.post({ type: 'tokens', budget: index, wanted })),
    )
    const { maxRps } = scenario.guards
    const ceiling = maxRps === undefined ? undefined : new RateGate(clock, maxRps / segment.count)
    this.context = {
      scenario,
      clock,
      recorder: this.recorder,
      registry: new SeriesRegistry(maxSeries, scenario.metrics, () => this.warn(foldedText(maxSeries))),
      maxSeries,
      client: environment.createClient(allowedHosts(scenario.guards), scenario.target.http),
      origins: new Origins(),
      exemplars: this.exemplars,
      feeds: new DataFeeds(scenario.data, prepared.data, segment, (text) => this.stopRun(text)),
      seed,
      wallClockMs: () => environment.wallClockMs(),
      warn: (text) => this.warn(text),
      gatesFor: gateFinder(scenario, this.budgets, ceiling),
    }
    this.executors = Object.entries(scenario.load).map(([name, config]) => ({
      name,
      program: compileExecutor(name, config, this.context),
      run: undefined,
    }))
    const { openFilesLimit } = environment
    const warning = openFilesLimit === undefined ? undefined : checkOpenFiles(scenario.load, segment, openFilesLimit)
    if (warning !== undefined) this.warn(warning)
  }

  receive(message: Exclude<ToWorker, PrepareMessage>): void {
    switch (message.type) {
      case 'start':
        this.start(message.originUs)
        break
      case 'stop':
        this.stop((run) => run.stop())
        break
      case 'abort':
        this.stop((run) => run.abort())
        break
      case 'control':
        this.executors.find((executor) => executor.name === message.executor)?.run?.control(message)
        break
      case 'tokens':
        this.budgets[message.budget]?.grant(message.granted, message.retryAfterUs)
        break
    }
  }

  private start(originUs: number): void {
    const { clock, meter } = this.environment
    this.originUs = originUs
    this.recorder.begin(originUs)
    this.exemplars.begin(originUs)
    meter.begin()
    clock.at(this.recorder.nextWindowUs, this.secondEnded)
    const offsets = userOffsets(this.prepared.scenario.load)
    this.running = this.executors.length
    for (const executor of this.executors) {
      executor.run = this.createRun(executor, offsets[executor.name] ?? 0)
    }
    for (const executor of this.executors) executor.run?.start(() => this.executorDone())
  }

  private createRun({ name, program }: Executor, offset: number): ExecutorRun {
    const { clock, meter } = this.environment
    const config = this.prepared.scenario.load[name]
    if (!config) throw new Error(`no such executor: ${name}`)
    return createExecutor(config, {
      name,
      clock,
      segment: this.prepared.segment,
      originUs: this.originUs,
      createUser: (index) => new FlowUser(offset + index + 1, program, this.context),
      usersChanged: (active, allocated) => program.series.usersChanged(active, allocated, clock.nowUs()),
      iterationsDropped: (count) => program.series.iterationsDropped(count, clock.nowUs()),
      lateness: (us) => meter.lateness(us),
      event: (kind, level, text) => this.event(kind, level, text),
    })
  }

  private readonly secondEnded = (): void => {
    if (this.over) return
    const { clock, meter } = this.environment
    const nowUs = clock.nowUs()
    meter.lateness(nowUs - this.recorder.nextWindowUs)
    this.recorder.flushUntil(nowUs)
    clock.at(this.recorder.nextWindowUs, this.secondEnded)
  }

  private stop(end: (run: ExecutorRun) => void): void {
    if (this.over) return
    if (this.originUs === 0) {
      this.finish()
      return
    }
    for (const { run } of this.executors) if (run) end(run)
  }

  /** Data are used up: this worker starts nothing more, and the runner is asked to stop the others. */
  private stopRun(text: string): void {
    if (this.over) return
    this.environment.port.post({ type: 'stopRun', cause: 'guard', text })
    this.stop((run) => run.stop())
  }

  private executorDone(): void {
    this.running--
    if (this.running === 0) this.finish()
  }

  private finish(): void {
    if (this.over) return
    this.over = true
    const { clock, meter, port } = this.environment
    this.recorder.finish(clock.nowUs())
    this.exemplars.finish()
    meter.end()
    port.post({ type: 'finished' })
    this.environment.finished()
  }

  private warn(text: string): void {
    if (this.warned.has(text) || this.warned.size >= MOST_WARNINGS) return
    this.warned.add(text)
    this.event('warning', 'warning', text)
  }

  private event(kind: EventKind, level: 'info' | 'warning' | 'error', text: string): void {
    const atMs = this.originUs === 0 ? 0 : Math.round((this.environment.clock.nowUs() - this.originUs) / 1e3)
    this.environment.port.post({ type: 'event', atMs, kind, level, text: this.redactor.text(text) })
  }
}
