import type { WorkerSelf } from '../../engine/protocol.ts'
import type { Clock } from '../../engine/clock.ts'
import type { FromWorker, PrepareMessage, ToWorker } from '../../engine/protocol.ts'
import type { WorkerHost, WorkerProcess } from '../workerHost.ts'
import { type Sample, WindowMaker } from './windows.ts'

export interface FakePlan {
  /** How long it works when nobody stops it. */
  seconds: number
  samples?: (second: number, worker: number) => readonly Sample[]
  self?: (second: number, worker: number) => Partial<WorkerSelf>
  /** How long iterations need to end after `stop`; Infinity: they never do. */
  stopUs?: number
  abortUs?: number
  /** Instead of `ready`. */
  failsToPrepare?: boolean
  neverReady?: boolean
}

/** For tests: a load worker in memory that keeps the protocol. */
export class FakeWorker implements WorkerProcess {
  readonly pid = undefined
  readonly received: ToWorker[] = []
  killed = false
  private readonly maker = new WindowMaker()
  private readonly index: number
  private readonly clock: Clock
  private readonly plan: FakePlan
  private listener: (message: FromWorker) => void = () => {}
  private exited: (exit: { code: number | null; signal?: string }) => void = () => {}
  private second = 0
  private originUs = 0
  private alive = true
  private hung = false

  constructor(index: number, clock: Clock, plan: FakePlan) {
    this.index = index
    this.clock = clock
    this.plan = plan
  }

  post(message: ToWorker): void {
    this.received.push(message)
    if (message.type === 'prepare') this.later(1000, () => this.answerPrepare())
    if (message.type === 'start') {
      this.originUs = message.originUs
      this.nextWindow()
    }
    if (message.type === 'stop') this.later(this.plan.stopUs ?? 10_000, () => this.finish())
    if (message.type === 'abort') this.later(this.plan.abortUs ?? 1000, () => this.finish())
  }

  onMessage(listener: (message: FromWorker) => void): void {
    this.listener = listener
  }

  onExit(listener: (exit: { code: number | null; signal?: string }) => void): void {
    this.exited = listener
  }

  kill(): void {
    this.killed = true
    this.alive = false
  }

  /** Dies as by `kill -9`. */
  die(): void {
    this.alive = false
    this.exited({ code: null, signal: 'SIGKILL' })
  }

  /** Lives on and says nothing, until `wake`: then it delivers what is late, in order. */
  hang(): void {
    this.hung = true
  }

  wake(): void {
    this.hung = false
    while (this.originUs + (this.second + 1) * 1e6 <= this.clock.nowUs()) this.sendWindow()
    this.nextWindow()
  }

  loseWindow(): void {
    this.maker.lose()
  }

  send(message: FromWorker): void {
    if (this.alive && !this.hung) this.listener(message)
  }

  get prepared(): PrepareMessage | undefined {
    return this.received.find((message) => message.type === 'prepare')
  }

  private answerPrepare(): void {
    if (this.plan.neverReady) return
    if (this.plan.failsToPrepare) {
      this.send({ type: 'failed', error: { code: 'DATA_MISSING', message: 'There is no users.csv.' } })
    } else this.send({ type: 'ready' })
  }

  private nextWindow(): void {
    this.clock.at(this.originUs + (this.second + 1) * 1e6, () => {
      if (!this.alive || this.hung) return
      this.sendWindow()
      if (this.second >= this.plan.seconds) this.finish()
      else this.nextWindow()
    })
  }

  private sendWindow(): void {
    const { samples, self } = this.plan
    const taken = samples?.(this.second, this.index) ?? []
    this.send(this.maker.window(this.second, taken, self?.(this.second, this.index)))
    this.second++
  }

  private finish(): void {
    if (!this.alive || this.hung) return
    if (this.clock.nowUs() > this.originUs + this.second * 1e6) this.sendWindow()
    this.send({ type: 'finished' })
    this.alive = false
  }

  private later(us: number, callback: () => void): void {
    if (us === Infinity) return
    this.clock.at(this.clock.nowUs() + us, () => {
      if (this.alive && !this.hung) callback()
    })
  }
}

/** For tests: a host whose workers live in memory. */
export class FakeHost implements WorkerHost {
  readonly workers: FakeWorker[] = []
  private readonly clock: Clock
  private readonly plan: FakePlan

  constructor(clock: Clock, plan: FakePlan) {
    this.clock = clock
    this.plan = plan
  }

  spawn(index: number): FakeWorker {
    const worker = new FakeWorker(index, this.clock, this.plan)
    this.workers.push(worker)
    return worker
  }
}
