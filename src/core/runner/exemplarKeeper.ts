import type { Exemplar } from '../../shared/run.ts'

const FAILED_PER_REASON = 10
const SLOWEST_PER_STEP = 10
const MOST_FAILED = 500
const MOST_STEPS = 200

/**
 * Keeps a bounded choice of the exemplars that the workers send: the first failures of every reason and step, and the slowest
 * requests of every step. Each worker sends its own slowest, so which are the slowest of the run is known at its end only.
 */
export class ExemplarKeeper {
  private readonly failed: Exemplar[] = []
  private readonly failedByReason = new Map<string, number>()
  private readonly slowByStep = new Map<string, Exemplar[]>()
  private fresh: Exemplar[] = []

  /** @returns whether it is kept, at least for now */
  add(exemplar: Exemplar): boolean {
    const kept = exemplar.kind === 'failed' ? this.addFailed(exemplar) : this.addSlow(exemplar)
    if (kept) this.fresh.push(exemplar)
    return kept
  }

  get all(): readonly Exemplar[] {
    return [...this.failed, ...this.slowest]
  }

  /** The slowest of every step, slowest first. */
  get slowest(): readonly Exemplar[] {
    return [...this.slowByStep.values()].flat()
  }

  /** What was kept since the last call. */
  takeNew(): Exemplar[] {
    const fresh = this.fresh
    this.fresh = []
    return fresh
  }

  private addFailed(exemplar: Exemplar): boolean {
    const key = `${exemplar.step} ${exemplar.reason}`
    const known = this.failedByReason.get(key) ?? 0
    if (known >= FAILED_PER_REASON || this.failed.length >= MOST_FAILED) return false
    this.failedByReason.set(key, known + 1)
    this.failed.push(exemplar)
    return true
  }

  private addSlow(exemplar: Exemplar): boolean {
    const slow = this.slowByStep.get(exemplar.step) ?? []
    if (slow.length === 0 && this.slowByStep.size >= MOST_STEPS) return false
    slow.push(exemplar)
    slow.sort((a, b) => b.timings.duration - a.timings.duration)
    const dropped = slow.length > SLOWEST_PER_STEP ? slow.pop() : undefined
    this.slowByStep.set(exemplar.step, slow)
    return dropped !== exemplar
  }
}
