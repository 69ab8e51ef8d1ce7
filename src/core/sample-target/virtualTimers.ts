import type { TargetTimers } from './timers.ts'

/** For tests: time that only moves when told. */
export class VirtualTimers implements TargetTimers {
  #nowMs = 500
  #pending: { atMs: number; callback: () => void }[] = []

  nowMs = (): number => this.#nowMs
  after = (delayMs: number, callback: () => void): void => {
    this.#pending.push({ atMs: this.#nowMs + delayMs, callback })
  }

  advance(ms: number): void {
    this.#nowMs += ms
    const due = this.#pending.filter(({ atMs }) => atMs <= this.#nowMs)
    this.#pending = this.#pending.filter((timer) => !due.includes(timer))
    for (const { callback } of due) callback()
  }

  get pendingCount(): number {
    return this.#pending.length
  }
}
