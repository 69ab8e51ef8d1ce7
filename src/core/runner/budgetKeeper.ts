import type { Budget } from '../../shared/scenario/types.ts'

/** How long a worker's place in the queue outlives the moment at which it was told to come back. */
const PLACE_KEPT_US = 1e6

/**
 * The budgets that all workers share. A budget of 50 per minute lets no more than 50 through in any minute, wherever it
 * begins: a token that was taken comes back exactly one `perUs` later, so there is no burst beyond the limit as with a
 * bucket that refills while it is being emptied. Workers that were refused stand in a queue, so that none is starved.
 */
export class BudgetKeeper {
  private readonly buckets: Bucket[]

  constructor(budgets: readonly Budget[]) {
    this.buckets = budgets.map((budget) => new Bucket(budget))
  }

  /**
   * A worker asks for tokens.
   * @param livingWorkers a single request gets no more than its share of what is left, so that the others find some too
   * @returns granted: 0 to `wanted`; retryAfterUs: when asking again makes sense, 0 when something was granted
   */
  ask(
    budget: number,
    worker: number,
    wanted: number,
    livingWorkers: number,
    nowUs: number,
  ): { granted: number; retryAfterUs: number } {
    const bucket = this.buckets[budget]
    return bucket === undefined
      ? { granted: 0, retryAfterUs: PLACE_KEPT_US }
      : bucket.ask(worker, wanted, livingWorkers, nowUs)
  }
}

class Bucket {
  private readonly perUs: number
  /** When each token comes back; a ring whose oldest entry is at `oldest`. */
  private readonly backAtUs: Float64Array
  private oldest = 0
  private readonly queue: { worker: number; untilUs: number }[] = []

  constructor(budget: Budget) {
    this.perUs = budget.perUs
    this.backAtUs = new Float64Array(Math.max(1, Math.floor(budget.tokens))).fill(-Infinity)
  }

  ask(worker: number, wanted: number, livingWorkers: number, nowUs: number): { granted: number; retryAfterUs: number } {
    this.leaveExpired(nowUs)
    const place = this.queue.findIndex((waiting) => waiting.worker === worker)
    const ahead = place < 0 ? this.queue.length : place
    const free = this.countFree(nowUs, ahead + wanted) - ahead
    if (free <= 0) {
      const backAtUs = this.backAtUs[
        (this.oldest + Math.min(ahead, this.backAtUs.length - 1)) % this.backAtUs.length
      ] as number
      const retryAfterUs = Math.max(1000, backAtUs - nowUs)
      const entry = { worker, untilUs: nowUs + retryAfterUs + PLACE_KEPT_US }
      if (place < 0) this.queue.push(entry)
      else this.queue[place] = entry
      return { granted: 0, retryAfterUs }
    }
    if (place >= 0) this.queue.splice(place, 1)
    const granted = Math.min(wanted, Math.max(1, Math.floor(free / Math.max(1, livingWorkers))))
    for (let n = 0; n < granted; n++) {
      this.backAtUs[this.oldest] = nowUs + this.perUs
      this.oldest = (this.oldest + 1) % this.backAtUs.length
    }
    return { granted, retryAfterUs: 0 }
  }

  /** Tokens that are back, counted up to `most`. */
  private countFree(nowUs: number, most: number): number {
    const length = this.backAtUs.length
    let free = 0
    while (free < most && free < length && (this.backAtUs[(this.oldest + free) % length] as number) <= nowUs) free++
    return free
  }

  private leaveExpired(nowUs: number): void {
    while (this.queue[0] !== undefined && this.queue[0].untilUs < nowUs) this.queue.shift()
  }
}
