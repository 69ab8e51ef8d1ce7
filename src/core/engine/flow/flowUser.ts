import { HeadroomError } from '../../../shared/errors.ts'
import type { TimerHandle } from '../clock.ts'
import { createRandom } from '../random.ts'
import type { IterationOutcome, IterationStart, VirtualUser } from '../virtualUser.ts'
import type { ExecutorProgram } from './compiler.ts'
import type { FlowContext } from './context.ts'
import { sampleOf } from './customSeries.ts'
import type { ChooseOp, Flow, Op, RecordOp } from './ops.ts'
import { RequestRunner } from './requestRunner.ts'
import type { RequestOwner } from './requestRunner.ts'
import { WebSocketRunner } from '../websocket/webSocketRunner.ts'

/** Tells users' seeds apart; a prime, so that neighbouring seeds share none. */
const SEED_STEP = 7919

/**
 * A virtual user that runs a flow: an interpreter over compiled ops with a stack of its own, driven by callbacks.
 *
 *   idle -> iterate() -> running <-> waiting (request | think) -> ops used up -> done('complete') -> idle
 *                                         '-> interrupt() -> done('interrupted') -> idle
 */
export class FlowUser implements VirtualUser, RequestOwner {
  readonly id: number
  readonly vu: number
  iteration = 0
  readonly random: () => number
  private readonly program: ExecutorProgram
  private readonly context: FlowContext
  private readonly requests: RequestRunner
  /** Made with the first WebSocket step. */
  private sockets: WebSocketRunner | undefined
  private extracted: Map<string, unknown> | undefined
  /** Rows that this iteration uses, by place of their feed. */
  private rows: (readonly string[] | undefined)[] = []
  private done: ((outcome: IterationOutcome) => void) | undefined
  private startedAtUs = 0
  /** Where the iteration stands in time: when the last request ended, or when the last pause was to end. */
  private cursorUs = 0
  private timer: TimerHandle | undefined
  private ops: readonly Op[] = []
  private at = 0
  /** Flows to come back to, and where in them. */
  private readonly outerOps: (readonly Op[])[] = []
  private readonly outerAt: number[] = []
  private readonly groupStartsUs: number[] = []
  /** An iteration that never waits ends within `iterate`; `done` must not. */
  private withinIterate = false

  constructor(id: number, program: ExecutorProgram, context: FlowContext) {
    this.id = id
    this.vu = id
    this.program = program
    this.context = context
    this.random = createRandom(context.seed + id * SEED_STEP)
    this.requests = new RequestRunner(this, context)
  }

  iterate(start: IterationStart, done: (outcome: IterationOutcome) => void): void {
    this.done = done
    this.iteration = start.iteration
    this.startedAtUs = this.context.clock.nowUs()
    this.cursorUs = start.intendedStartUs
    this.extracted?.clear()
    if (this.rows.length > 0) this.rows = []
    this.requests.iterationStarts()
    this.outerOps.length = 0
    this.outerAt.length = 0
    this.groupStartsUs.length = 0
    this.enter(this.program.flow)
    this.withinIterate = true
    this.run()
    this.withinIterate = false
  }

  interrupt(): void {
    // An iteration that has ended but not yet said so ends as it did.
    if (!this.done || this.timer === ENDED) return
    if (this.timer) this.context.clock.cancel(this.timer)
    this.timer = undefined
    this.requests.interrupt()
    this.sockets?.interrupt()
    this.endLater('interrupted')
  }

  dispose(): void {
    this.requests.dispose()
  }

  // What templates see.

  get(name: string): unknown {
    const value = this.extracted?.get(name) ?? this.program.variables.get(name)
    if (value !== undefined) return value
    const place = this.context.feeds.column(name)
    if (!place) return undefined
    const row = (this.rows[place.feedIndex] ??= place.feed.next(this.random))
    return row[place.column]
  }

  set(name: string, value: unknown): void {
    this.extracted ??= new Map()
    this.extracted.set(name, value)
  }

  cookie(name: string): string | undefined {
    return this.requests.cookieValue(name)
  }

  nowMs(): number {
    return this.context.wallClockMs()
  }

  stepEnded(endedAtUs: number): void {
    this.cursorUs = endedAtUs
    this.run()
  }

  private enter(flow: Flow): void {
    this.ops = flow.ops
    this.at = 0
  }

  private call(flow: Flow): void {
    this.outerOps.push(this.ops)
    this.outerAt.push(this.at)
    this.enter(flow)
  }

  /** Steps through the ops until one waits or none is left. */
  private run(): void {
    for (;;) {
      const op = this.ops[this.at++]
      if (op === undefined) {
        const outer = this.outerOps.pop()
        if (outer === undefined) return this.complete()
        this.ops = outer
        this.at = this.outerAt.pop() ?? 0
        continue
      }
      switch (op.kind) {
        case 'request': {
          const outcome = this.requests.start(op, this.cursorUs)
          if (outcome === 'pending') return
          if (outcome === 'stop') return this.complete()
          break
        }
        case 'websocket': {
          this.sockets ??= new WebSocketRunner(this, this.context, this.requests.cookies)
          const outcome = this.sockets.start(op)
          if (outcome === 'pending') return
          if (outcome === 'stop') return this.complete()
          break
        }
        case 'think':
          this.cursorUs += op.minUs + this.random() * (op.maxUs - op.minUs)
          this.timer = this.context.clock.at(this.cursorUs, this.wake)
          return
        case 'choose':
          this.call(this.choose(op))
          break
        case 'call':
          this.call(op.flow)
          break
        case 'groupStart':
          this.groupStartsUs.push(this.context.clock.nowUs())
          break
        case 'groupEnd': {
          const nowUs = this.context.clock.nowUs()
          this.context.recorder.touch(op.set, nowUs)
          op.duration.add(nowUs - (this.groupStartsUs.pop() ?? nowUs))
          break
        }
        case 'record':
          this.record(op)
          break
      }
    }
  }

  private readonly wake = (): void => {
    this.timer = undefined
    this.run()
  }

  private choose(op: ChooseOp): Flow {
    const drawn = this.random()
    let index = 0
    while (index < op.limits.length - 1 && drawn >= (op.limits[index] ?? 1)) index++
    return op.branches[index] as Flow
  }

  /** A value that cannot be rendered or is no number adds no sample; the iteration goes on. */
  private record(op: RecordOp): void {
    try {
      const value = sampleOf(op.value.render(this))
      if (Number.isNaN(value)) {
        this.context.warn(`A sample of ${op.metric} is left out: its value is not a number.`)
        return
      }
      const series = op.series.of(this)
      this.context.recorder.touch(series.set, this.context.clock.nowUs())
      series.add(value)
    } catch (error) {
      if (!(error instanceof HeadroomError)) throw error
      this.context.warn(`A sample of ${op.metric} is left out: ${error.message}`)
    }
  }

  private complete(): void {
    const nowUs = this.context.clock.nowUs()
    this.program.series.iterationEnded(this.startedAtUs, nowUs)
    if (this.withinIterate) this.endLater('complete')
    else this.end('complete')
  }

  private endLater(outcome: IterationOutcome): void {
    this.timer = ENDED
    this.context.clock.at(this.context.clock.nowUs(), () => this.end(outcome))
  }

  private end(outcome: IterationOutcome): void {
    const { done } = this
    this.timer = undefined
    this.done = undefined
    done?.(outcome)
  }
}

/** Stands for the timer of an iteration that has ended and is about to say so. */
const ENDED: TimerHandle = {}
