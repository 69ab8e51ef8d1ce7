export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN'

export interface BreakerSettings {
  /** So many failures within `withinMs` open it. */
  failures: number
  withinMs: number
  /** How long it stays open before it lets a trial call through. */
  openMs: number
}

export const BREAKER_DEFAULTS: BreakerSettings = { failures: 5, withinMs: 60_000, openMs: 10_000 }

/**
 * Keeps calls from a dependency that fails.
 *
 *   state      what happens                               next       what is done
 *   CLOSED     a call fails, the fifth within 60 s        OPEN       calls are refused at once
 *   OPEN       openMs are over                            HALF_OPEN  one call at a time is let through
 *   HALF_OPEN  the trial call succeeds                    CLOSED     earlier failures are forgotten
 *   HALF_OPEN  the trial call fails                       OPEN       openMs begin anew
 *
 * Calls that were under way when it opened change nothing when they end. Time is the caller's: monotonic milliseconds.
 */
export class CircuitBreaker {
  readonly settings: Readonly<BreakerSettings>
  #openedAtMs: number | undefined
  #trialUnderWay = false
  #failedAtMs: number[] = []
  /** Counts openings and closings, so that a call knows whether the breaker is still as it found it. */
  #era = 0

  constructor(settings: BreakerSettings) {
    this.settings = settings
  }

  state(nowMs: number): BreakerState {
    if (this.#openedAtMs === undefined) return 'CLOSED'
    return nowMs - this.#openedAtMs >= this.settings.openMs ? 'HALF_OPEN' : 'OPEN'
  }

  /** Failures that count now. */
  failures(nowMs: number): number {
    this.#forgetOld(nowMs)
    return this.#failedAtMs.length
  }

  /** Milliseconds until the next call may be let through; 0 unless it is open. */
  retryAfterMs(nowMs: number): number {
    return this.#openedAtMs === undefined ? 0 : Math.max(0, this.#openedAtMs + this.settings.openMs - nowMs)
  }

  /** @returns what the call must tell when it ended; undefined when it is refused */
  begin(nowMs: number): ((succeeded: boolean, endedAtMs: number) => void) | undefined {
    const state = this.state(nowMs)
    if (state === 'OPEN' || (state === 'HALF_OPEN' && this.#trialUnderWay)) return undefined
    const isTrial = state === 'HALF_OPEN'
    if (isTrial) this.#trialUnderWay = true
    const era = this.#era
    return (succeeded, endedAtMs) => {
      if (era !== this.#era) return
      if (isTrial) this.#trialEnded(succeeded, endedAtMs)
      else if (!succeeded) this.#failed(endedAtMs)
    }
  }

  #trialEnded(succeeded: boolean, nowMs: number): void {
    this.#trialUnderWay = false
    this.#failedAtMs = []
    this.#era++
    this.#openedAtMs = succeeded ? undefined : nowMs
  }

  #failed(nowMs: number): void {
    this.#forgetOld(nowMs)
    this.#failedAtMs.push(nowMs)
    if (this.#failedAtMs.length < this.settings.failures) return
    this.#openedAtMs = nowMs
    this.#era++
  }

  #forgetOld(nowMs: number): void {
    this.#failedAtMs = this.#failedAtMs.filter((atMs) => nowMs - atMs < this.settings.withinMs)
  }
}
