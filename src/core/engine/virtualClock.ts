import type { Clock, TimerHandle } from './clock.ts'

interface Entry {
  readonly us: number
  callback: (() => void) | undefined
}

/** More callbacks than any test needs in one `advance`: two that call each other at one instant would never end. */
const MOST_CALLBACKS = 20_000_000

/** For tests: time that only moves when told. Callbacks of one instant run in the order in which they were asked for. */
export class VirtualClock implements Clock {
  private us: number
  /** Latest first, so that the next one is taken off the end. */
  private readonly entries: Entry[] = []

  constructor(startUs = 0) {
    this.us = startUs
  }

  nowUs(): number {
    return this.us
  }

  at(us: number, callback: () => void): TimerHandle {
    const entry: Entry = { us: Math.max(us, this.us), callback }
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.entries[middle] as Entry).us > entry.us) low = middle + 1
      else high = middle
    }
    this.entries.splice(low, 0, entry)
    return entry
  }

  cancel(handle: TimerHandle): void {
    ;(handle as Entry).callback = undefined
  }

  /** Runs everything that falls due, each at its own instant. */
  advance(us: number): void {
    const untilUs = this.us + us
    for (let calls = 0; ; calls++) {
      const next = this.entries.at(-1)
      if (next === undefined || next.us > untilUs) break
      if (calls > MOST_CALLBACKS) throw new Error('The callbacks of this test never end.')
      this.entries.pop()
      this.us = Math.max(this.us, next.us) // later when the thread was held
      next.callback?.()
    }
    this.us = untilUs
  }

  /** Holds the thread as a blocked event loop does: time passes and nothing is called until the next `advance`. */
  block(us: number): void {
    this.us += us
  }

  /** Timers that still wait. */
  get pending(): number {
    return this.entries.filter((entry) => entry.callback !== undefined).length
  }
}
