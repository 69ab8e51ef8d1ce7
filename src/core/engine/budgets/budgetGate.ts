import type { Budget } from '../../../shared/scenario/types.ts'
import type { Clock } from '../clock.ts'
import type { Gate, GateAnswer, GateWaiter } from './gate.ts'

/**
 * A worker's end of a token bucket that all workers share: the runner keeps the bucket, this asks for as many tokens as requests wait. Nothing
 * is kept in stock, because what one worker hoards another lacks.
 *
 *   ask() -> tokens{wanted} -> runner -> grant(n) -> n waiters go; the rest: wait -> asks again after retryAfterUs
 *                                                                       skip, fail -> refused until then
 */
export class BudgetGate implements Gate {
  readonly whenSpent: Budget['whenSpent']
  private readonly clock: Clock
  private readonly request: (wanted: number) => void
  /** Whether each met a budget that was spent. */
  private readonly queue = new Map<GateWaiter, boolean>()
  private asking = false
  private waking = false
  private spentUntilUs = -Infinity

  constructor(clock: Clock, whenSpent: Budget['whenSpent'], request: (wanted: number) => void) {
    this.clock = clock
    this.whenSpent = whenSpent
    this.request = request
  }

  ask(waiter: GateWaiter): GateAnswer {
    const spent = this.clock.nowUs() < this.spentUntilUs
    if (spent && this.whenSpent !== 'wait') return 'refused'
    this.queue.set(waiter, spent)
    if (spent) this.askLater()
    else this.askRunner()
    return 'queued'
  }

  leave(waiter: GateWaiter): void {
    this.queue.delete(waiter)
  }

  /** The runner's answer. */
  grant(granted: number, retryAfterUs: number): void {
    this.asking = false
    let left = granted
    for (const [waiter, delayed] of this.queue) {
      if (left === 0) break
      left--
      this.queue.delete(waiter)
      waiter.granted(delayed)
    }
    if (granted > 0 && retryAfterUs === 0) {
      this.askRunner()
      return
    }
    this.spentUntilUs = this.clock.nowUs() + retryAfterUs
    if (this.whenSpent === 'wait') {
      for (const waiter of this.queue.keys()) this.queue.set(waiter, true)
      if (this.queue.size > 0) this.askLater()
      return
    }
    const refused = [...this.queue.keys()]
    this.queue.clear()
    for (const waiter of refused) waiter.refused()
  }

  private askLater(): void {
    if (this.waking) return
    this.waking = true
    this.clock.at(this.spentUntilUs, () => {
      this.waking = false
      this.askRunner()
    })
  }

  private askRunner(): void {
    if (this.asking || this.queue.size === 0) return
    this.asking = true
    this.request(this.queue.size)
  }
}
