import type { Clock, TimerHandle } from '../clock.ts'

/**
 * The time limit of a connection's requests, one at a time. Most requests end long before it, so the timer of the first
 * stays and is armed again only when it fires: a request costs no timer of its own.
 */
export class Deadline {
  private readonly clock: Clock
  private readonly onPassed: () => void
  private timer: TimerHandle | undefined
  private timerDueUs = 0
  /** Infinity while nothing is limited. */
  private dueUs = Infinity
  private readonly onTimer = (): void => this.check()

  constructor(clock: Clock, onPassed: () => void) {
    this.clock = clock
    this.onPassed = onPassed
  }

  set(dueUs: number): void {
    this.dueUs = dueUs
    if (this.timer === undefined) this.arm()
    else if (this.timerDueUs > dueUs) {
      this.clock.cancel(this.timer)
      this.arm()
    }
  }

  clear(): void {
    this.dueUs = Infinity
  }

  /** For good: the clock calls back no more. */
  dispose(): void {
    if (this.timer !== undefined) this.clock.cancel(this.timer)
    this.timer = undefined
  }

  private arm(): void {
    this.timerDueUs = this.dueUs
    this.timer = this.clock.at(this.dueUs, this.onTimer)
  }

  private check(): void {
    this.timer = undefined
    if (this.dueUs === Infinity) return
    if (this.clock.nowUs() < this.dueUs) this.arm()
    else this.onPassed()
  }
}
