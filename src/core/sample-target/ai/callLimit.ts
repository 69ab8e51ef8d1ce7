/** A provider's limit: so many calls in any `perMs`. */
export class CallLimit {
  readonly calls: number
  readonly #perMs: number
  /** When each call of the last `perMs` came; at most `calls` of them. */
  #cameAtMs: number[] = []

  constructor(calls: number, perMs: number) {
    this.calls = calls
    this.#perMs = perMs
  }

  /** Counts a call, if the limit lets it through. @returns milliseconds until one may come again; 0: it is let through */
  take(nowMs: number): number {
    this.#forgetOld(nowMs)
    if (this.#cameAtMs.length < this.calls) {
      this.#cameAtMs.push(nowMs)
      return 0
    }
    return (this.#cameAtMs[0] ?? nowMs) + this.#perMs - nowMs
  }

  remaining(nowMs: number): number {
    this.#forgetOld(nowMs)
    return this.calls - this.#cameAtMs.length
  }

  #forgetOld(nowMs: number): void {
    this.#cameAtMs = this.#cameAtMs.filter((atMs) => nowMs - atMs < this.#perMs)
  }
}
