import { globalNumber } from '../pacing/segment.ts'
import type { ExecutorContext, VirtualUser } from '../virtualUser.ts'

/** One virtual user and what its executor knows of it. */
export interface Seat {
  /** 0-based among this executor's users in this worker. */
  readonly index: number
  readonly user: VirtualUser
  running: boolean
  /** Iterations that it was given so far. */
  started: number
  /** Kept from iteration to iteration, as the callback is: neither costs garbage in the hot path. */
  readonly iteration: { iteration: number; intendedStartUs: number }
  readonly done: () => void
}

/** The virtual users of one executor in one worker: allocates them, runs their iterations, counts. */
export class Crew {
  readonly seats: Seat[] = []
  /** Users with a running iteration. */
  active = 0
  /** Called when an iteration has ended; may run the next one at once. */
  onIdle: (seat: Seat) => void = () => undefined
  /** Called after that when no iteration runs any more. */
  onRest: () => void = () => undefined
  private readonly context: ExecutorContext
  private reportedActive = 0
  private reportedAllocated = 0
  private settling = false

  constructor(context: ExecutorContext) {
    this.context = context
  }

  allocate(): Seat {
    const index = this.seats.length
    const seat: Seat = {
      index,
      user: this.context.createUser(globalNumber(index, this.context.segment)),
      running: false,
      started: 0,
      iteration: { iteration: 0, intendedStartUs: 0 },
      done: () => this.settle(seat),
    }
    this.seats.push(seat)
    this.report()
    return seat
  }

  /** @param iteration number over all workers */
  run(seat: Seat, iteration: number, intendedStartUs: number): void {
    seat.running = true
    seat.started++
    seat.iteration.iteration = iteration
    seat.iteration.intendedStartUs = intendedStartUs
    this.active++
    this.report()
    seat.user.iterate(seat.iteration, seat.done)
  }

  interruptAll(): void {
    for (const seat of this.seats) if (seat.running) seat.user.interrupt()
  }

  /** Only when no iteration runs. */
  dispose(): void {
    for (const seat of this.seats) seat.user.dispose()
    this.seats.length = 0
    this.report()
  }

  private settle(seat: Seat): void {
    seat.running = false
    this.active--
    // A user that goes straight on with its next iteration was active all the time.
    this.settling = true
    try {
      this.onIdle(seat)
    } finally {
      this.settling = false
    }
    this.report()
    if (this.active === 0) this.onRest()
  }

  private report(): void {
    const allocated = this.seats.length
    if (this.settling || (this.active === this.reportedActive && allocated === this.reportedAllocated)) return
    this.reportedActive = this.active
    this.reportedAllocated = allocated
    this.context.usersChanged(this.active, allocated)
  }
}
