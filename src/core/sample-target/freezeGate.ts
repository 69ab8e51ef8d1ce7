import type { TargetTimers } from './timers.ts'

/** Every period of `everyMs` ends with a freeze of `forMs`: with 10,000 and 2,000 the first one lasts from 8 s to 10 s. */
export interface FreezeSchedule {
  everyMs: number
  forMs: number
}

/** How long a freeze by schedule still lasts, in milliseconds; 0 when there is none at that time since the start. */
export function freezeLeftMs(schedule: FreezeSchedule, sinceStartMs: number): number {
  const leftOfPeriodMs = schedule.everyMs - (sinceStartMs % schedule.everyMs)
  return leftOfPeriodMs <= schedule.forMs ? leftOfPeriodMs : 0
}

/**
 * Holds requests and answers while the target is frozen, by switch or by schedule, and lets them go in their order of
 * arrival when neither holds any more: what a long garbage collection or a failover looks like from outside.
 */
export class FreezeGate {
  readonly #timers: TargetTimers
  readonly #schedule: FreezeSchedule | undefined
  readonly #startedMs: number
  readonly #held = new Set<{ letGo: () => void }>()
  #switchedOn = false
  #thawPlanned = false

  /** The schedule counts from `startedMs` on the timers' clock. */
  constructor(timers: TargetTimers, startedMs: number, schedule?: FreezeSchedule) {
    this.#timers = timers
    this.#schedule = schedule
    this.#startedMs = startedMs
  }

  switch(on: boolean): void {
    this.#switchedOn = on
    this.#thawIfOver()
  }

  get isFrozen(): boolean {
    return this.#switchedOn || this.#leftMs() > 0
  }

  /**
   * Calls back when the freeze is over; to be used while frozen.
   * @returns gives the place up, for a client that has gone
   */
  hold(letGo: () => void): () => void {
    const place = { letGo }
    this.#held.add(place)
    this.#thawIfOver()
    return () => this.#held.delete(place)
  }

  #leftMs(): number {
    if (this.#schedule === undefined) return 0
    return freezeLeftMs(this.#schedule, this.#timers.nowMs() - this.#startedMs)
  }

  #thawIfOver(): void {
    if (this.#switchedOn) return
    const leftMs = this.#leftMs()
    if (leftMs === 0) {
      const places = [...this.#held]
      this.#held.clear()
      for (const place of places) place.letGo()
    } else if (!this.#thawPlanned) {
      this.#thawPlanned = true
      // Rounded up, so that the timer doesn't fire a fraction of a millisecond early and plan itself again.
      this.#timers.after(Math.ceil(leftMs), () => {
        this.#thawPlanned = false
        this.#thawIfOver()
      })
    }
  }
}
