import type { TimerHandle } from '../clock.ts'
import type { ExecutorContext } from '../virtualUser.ts'
import type { Crew, Seat } from './crew.ts'

/**
 * The closed model: as many users as wanted, each of which starts its next iteration when the one before has ended. The
 * users with the lowest numbers run; those above the wanted number finish their iteration within the ramp-down time.
 *
 *   idle    -- wanted ----------------------------> looping
 *   looping -- no longer wanted ------------------> leaving (its iteration goes on until the deadline)
 *   leaving -- wanted again ----------------------> looping (the same iteration goes on)
 *   leaving -- iteration ended, or interrupted at the deadline -> idle
 */
export class LoopingUsers {
  private readonly context: ExecutorContext
  private readonly crew: Crew
  private readonly nextIteration: (seat: Seat) => number | undefined
  private readonly deadlines: (TimerHandle | undefined)[] = []
  private wanted = 0
  private endUs = Infinity

  /** @param nextIteration number over all workers of the user's next iteration; undefined: it gets none any more */
  constructor(context: ExecutorContext, crew: Crew, nextIteration: (seat: Seat) => number | undefined) {
    this.context = context
    this.crew = crew
    this.nextIteration = nextIteration
  }

  /** Allocates users so that there are `count` of them in this worker. */
  allocate(count: number): void {
    while (this.crew.seats.length < count) this.crew.allocate()
  }

  /** No iteration starts at this instant or later. */
  endAt(endUs: number): void {
    this.endUs = endUs
  }

  /**
   * Changes how many users of this worker loop.
   * @param deadlineUs when iterations of users that are no longer wanted are interrupted, on the engine's clock
   */
  want(count: number, deadlineUs: number): void {
    const before = this.wanted
    this.wanted = count
    for (let index = before - 1; index >= count; index--) this.leave(index, deadlineUs)
    this.allocate(count)
    for (let index = before; index < count; index++) this.join(this.crew.seats[index] as Seat)
  }

  idle(seat: Seat): void {
    if (seat.index < this.wanted) this.startNext(seat)
    else this.cancelDeadline(seat.index)
  }

  /** No new iterations; deadlines of users on their way out remain. */
  end(): void {
    this.wanted = 0
  }

  private join(seat: Seat): void {
    this.cancelDeadline(seat.index)
    if (!seat.running) this.startNext(seat)
  }

  private leave(index: number, deadlineUs: number): void {
    const seat = this.crew.seats[index]
    if (seat?.running !== true || deadlineUs === Infinity) return
    this.deadlines[index] = this.context.clock.at(deadlineUs, () => {
      this.deadlines[index] = undefined
      seat.user.interrupt()
    })
  }

  private cancelDeadline(index: number): void {
    const deadline = this.deadlines[index]
    if (deadline === undefined) return
    this.context.clock.cancel(deadline)
    this.deadlines[index] = undefined
  }

  private startNext(seat: Seat): void {
    const nowUs = this.context.clock.nowUs()
    if (nowUs >= this.endUs) return
    const iteration = this.nextIteration(seat)
    if (iteration !== undefined) this.crew.run(seat, iteration, nowUs)
  }
}
