import type { Clock } from '../clock.ts'
import type { Gate, GateAnswer, GateWaiter } from './gate.ts'

/**
 * Starts that fall into this span may go out together: what piles up while a timer is late, so that late timers do not lower the
 * rate. No second sees more than a hundredth, and one, above the ceiling.
 */
const BURST_US = 10_000

/**
 * A ceiling on starts per second in this worker, as a leaky bucket (GCRA): start n is due 1/rate after start n - 1, and what
 * comes earlier waits its turn.
 */
export class RateGate implements Gate {
  readonly whenSpent = 'wait'
  private readonly clock: Clock
  private readonly intervalUs: number
  /** The theoretical arrival time of the next start. */
  private nextUs = -Infinity
  private readonly queue = new Set<GateWaiter>()
  private armed = false

  /** @param perSecond this worker's share */
  constructor(clock: Clock, perSecond: number) {
    this.clock = clock
    this.intervalUs = 1e6 / perSecond
  }

  ask(waiter: GateWaiter): GateAnswer {
    if (this.queue.size === 0 && this.take(this.clock.nowUs())) return 'granted'
    this.queue.add(waiter)
    this.arm()
    return 'queued'
  }

  leave(waiter: GateWaiter): void {
    this.queue.delete(waiter)
  }

  private take(nowUs: number): boolean {
    if (nowUs < this.nextUs - BURST_US) return false
    this.nextUs = Math.max(this.nextUs, nowUs) + this.intervalUs
    return true
  }

  private arm(): void {
    if (this.armed || this.queue.size === 0) return
    this.armed = true
    this.clock.at(this.nextUs - BURST_US, this.release)
  }

  private readonly release = (): void => {
    this.armed = false
    const now = this.clock.nowUs()
    for (const waiter of this.queue) {
      if (!this.take(now)) break
      this.queue.delete(waiter)
      waiter.granted(true)
    }
    this.arm()
  }
}
