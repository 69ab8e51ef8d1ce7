import type { TimerHandle } from '../clock.ts'
import type { Arrivals } from '../pacing/arrivals.ts'
import { globalNumber, shareOf } from '../pacing/segment.ts'
import type { Segment } from '../protocol.ts'
import type { ExecutorContext } from '../virtualUser.ts'
import type { Crew, Seat } from './crew.ts'

/**
 * The open model: iterations start when they are due, whether or not earlier ones have ended, each on a free user. Users
 * beyond preAllocatedVUs are allocated when none is free, up to maxVUs; an arrival that finds none is dropped and counted.
 * The next start is always computed from its number; after a delay all that are due start at once, each with the start
 * that was intended for it.
 */
export class ArrivingUsers {
  private readonly context: ExecutorContext
  private readonly crew: Crew
  private readonly arrivals: Arrivals
  private readonly limits: { readonly preAllocatedVUs: number; readonly maxVUs: number }
  private readonly iterationOf: (arrival: number) => number
  /** Arrivals go only to workers that have a user at all. */
  private readonly segment: Segment
  private readonly free: Seat[] = []
  /** Own arrivals that were started or dropped. */
  private taken = 0
  private startUs = 0
  private running = false
  private timer: TimerHandle | undefined
  private warned = false

  /** @param iterationOf number of the iteration that an arrival starts; by default the arrival's own */
  constructor(
    context: ExecutorContext,
    crew: Crew,
    arrivals: Arrivals,
    limits: { readonly preAllocatedVUs: number; readonly maxVUs: number },
    iterationOf: (arrival: number) => number = (arrival) => arrival,
  ) {
    this.context = context
    this.crew = crew
    this.arrivals = arrivals
    this.limits = limits
    this.iterationOf = iterationOf
    this.segment = { index: context.segment.index, count: Math.min(context.segment.count, limits.maxVUs) }
  }

  allocate(): void {
    const own = shareOf(this.limits.preAllocatedVUs, this.context.segment)
    while (this.crew.seats.length < own) this.free.push(this.crew.allocate())
  }

  /** @param startUs the instant that the arrivals' offsets count from */
  begin(startUs: number): void {
    this.startUs = startUs
    this.running = true
    this.follow()
  }

  idle(seat: Seat): void {
    this.free.push(seat)
  }

  /** @param planned the plan's time is over: what was due until then still starts, even if the end's timer came first */
  end(planned: boolean): void {
    if (planned && this.running) this.takeDue()
    this.running = false
    this.cancelTimer()
  }

  /** For controlled arrivals, after the begin: the rate over all workers from now on, per the schedule's time unit. */
  changeRate(rate: number): void {
    this.takeDue()
    this.arrivals.changeRate(this.context.clock.nowUs() - this.startUs, rate)
    this.follow()
  }

  /** All users that have no iteration are free for arrivals: for an executor that used them otherwise before. */
  claimIdle(): void {
    this.free.length = 0
    for (const seat of this.crew.seats) if (!seat.running) this.free.push(seat)
  }

  private readonly follow = (): void => {
    this.takeDue()
    this.cancelTimer()
    const nextUs = this.nextUs()
    if (nextUs !== Infinity) this.timer = this.context.clock.at(nextUs, this.follow)
  }

  /** When the next arrival of this worker is due, on the engine's clock. */
  private nextUs(): number {
    if (this.segment.index >= this.segment.count) return Infinity
    return this.startUs + this.arrivals.timeOf(globalNumber(this.taken, this.segment))
  }

  private takeDue(): void {
    const { clock } = this.context
    let nowUs = clock.nowUs()
    for (let dueUs = this.nextUs(); dueUs <= nowUs; dueUs = this.nextUs()) {
      const seat = this.freeSeat()
      if (seat === undefined) {
        this.dropDue(nowUs)
        return
      }
      this.context.lateness(nowUs - dueUs)
      this.crew.run(seat, this.iterationOf(globalNumber(this.taken++, this.segment)), dueUs)
      nowUs = clock.nowUs()
    }
  }

  /** While this runs no user becomes free, so all that are due are dropped: counted at once, however many. */
  private dropDue(nowUs: number): void {
    const due = shareOf(this.arrivals.countBy(nowUs - this.startUs), this.segment)
    // At least the one that found no user: adding and subtracting the start may round it to the other side.
    const dropped = Math.max(1, due - this.taken)
    this.taken += dropped
    this.context.iterationsDropped(dropped)
    if (this.warned) return
    this.warned = true
    const text = `${this.context.name}: all ${this.crew.seats.length} VUs of a worker are busy and maxVUs (${this.limits.maxVUs} over all workers) is reached, so iterations are dropped.`
    this.context.event('warning', 'warning', text)
  }

  private freeSeat(): Seat | undefined {
    const seat = this.free.pop()
    if (seat !== undefined) return seat
    return this.crew.seats.length < shareOf(this.limits.maxVUs, this.context.segment) ? this.crew.allocate() : undefined
  }

  private cancelTimer(): void {
    if (this.timer !== undefined) this.context.clock.cancel(this.timer)
    this.timer = undefined
  }
}
