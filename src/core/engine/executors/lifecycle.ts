import type { TimerHandle } from '../clock.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import type { Crew, Seat } from './crew.ts'

/** What one kind of executor does with its users between its begin and its end. */
export interface Plan {
  /** Offset of its planned end from its begin; Infinity: it goes on until it is stopped. */
  readonly durationUs: number
  /** Allocates the users that are needed first; before the begin, so that allocating delays no start. */
  prepare(): void
  /** @param startUs the planned begin on the engine's clock; now may be a little later */
  begin(startUs: number): void
  /** An iteration ended; also called after the end. */
  idle(seat: Seat): void
  /** Starts nothing any more. @param planned its time is over; else it was told to stop */
  end(planned: boolean): void
  /** True when it will start nothing any more although its time is not over: all its iterations were handed out. */
  usedUp?(): boolean
  control?(change: { vus?: number; rate?: number; paused?: boolean }): void
}

/**
 * What all executors have in common: startTime, the planned end, stop, abort and gracefulStop.
 *
 *   created  -- start() --------------------------------------------------> waiting (users allocated)
 *   waiting  -- startTime ------------------------------------------------> running
 *   waiting  -- stop(), abort() ------------------------------------------> done
 *   running  -- planned end, stop() --------------------------------------> stopping (no new iterations)
 *   running  -- used up and no iteration runs ----------------------------> done
 *   stopping -- gracefulStop after the planned end or after stop() -------> stopping (iterations interrupted)
 *   running, stopping -- abort() -----------------------------------------> stopping (iterations interrupted)
 *   stopping -- no iteration runs ----------------------------------------> done (users disposed)
 */
export class ExecutorLifecycle implements ExecutorRun {
  private readonly context: ExecutorContext
  private readonly timing: { readonly startTimeUs: number; readonly gracefulStopUs: number }
  private readonly crew: Crew
  private readonly plan: Plan
  private phase: 'created' | 'waiting' | 'running' | 'stopping' | 'done' = 'created'
  /** The next transition by time: begin, planned end or the end of gracefulStop. */
  private timer: TimerHandle | undefined
  private done: () => void = () => undefined

  constructor(
    context: ExecutorContext,
    timing: { readonly startTimeUs: number; readonly gracefulStopUs: number },
    crew: Crew,
    plan: Plan,
  ) {
    this.context = context
    this.timing = timing
    this.crew = crew
    this.plan = plan
    crew.onIdle = (seat) => plan.idle(seat)
    crew.onRest = () => this.finishWhenIdle()
  }

  start(done: () => void): void {
    this.done = done
    this.phase = 'waiting'
    this.plan.prepare()
    this.setTimer(this.startUs, () => this.begin())
  }

  stop(): void {
    if (this.phase === 'waiting') this.finish()
    else if (this.phase === 'running') this.windDown(false, this.context.clock.nowUs())
  }

  abort(): void {
    if (this.phase === 'created' || this.phase === 'done') return
    if (this.phase === 'running') this.plan.end(false)
    this.phase = 'stopping'
    this.setTimer(Infinity, () => undefined)
    this.crew.interruptAll()
    this.finishWhenIdle()
  }

  control(change: { vus?: number; rate?: number; paused?: boolean }): void {
    if (this.phase !== 'running' && this.phase !== 'waiting') return
    this.plan.control?.(change)
    this.finishWhenIdle()
  }

  private get startUs(): number {
    return this.context.originUs + this.timing.startTimeUs
  }

  private begin(): void {
    this.phase = 'running'
    const endUs = this.startUs + this.plan.durationUs
    this.setTimer(endUs, () => this.windDown(true, endUs))
    this.plan.begin(this.startUs)
    this.finishWhenIdle()
  }

  private windDown(planned: boolean, endUs: number): void {
    this.plan.end(planned)
    this.phase = 'stopping'
    this.setTimer(endUs + this.timing.gracefulStopUs, () => this.crew.interruptAll())
    this.finishWhenIdle()
  }

  private finishWhenIdle(): void {
    if (this.crew.active > 0) return
    if (this.phase === 'stopping' || (this.phase === 'running' && this.plan.usedUp?.() === true)) this.finish()
  }

  private finish(): void {
    if (this.phase === 'running') this.plan.end(false)
    this.phase = 'done'
    this.setTimer(Infinity, () => undefined)
    this.crew.dispose()
    this.done()
  }

  private setTimer(us: number, callback: () => void): void {
    const { clock } = this.context
    if (this.timer !== undefined) clock.cancel(this.timer)
    this.timer = us === Infinity ? undefined : clock.at(us, callback)
  }
}
