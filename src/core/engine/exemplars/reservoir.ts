/** Sent as soon as they happen: the first of each reason, so that the Live screen shows them. */
const FIRST = 5
/** Kept for the end of the run: a fair sample of all later ones. */
const LATER = 5

/** A bounded, fair choice of the failures with one reason in one step (Vitter's algorithm R for all after the first few). */
export class FailureReservoir<T> {
  private seen = 0
  private readonly later: T[] = []
  private readonly random: () => number

  constructor(random: () => number) {
    this.random = random
  }

  /** @param make called only when the failure is chosen @returns the failure when it is to be sent at once */
  offer(make: () => T): T | undefined {
    const n = this.seen++ - FIRST
    if (n < 0) return make()
    if (n < LATER) this.later.push(make())
    else {
      const place = Math.floor(this.random() * (n + 1))
      if (place < LATER) this.later[place] = make()
    }
    return undefined
  }

  /** Those kept for the end. */
  drain(): readonly T[] {
    return this.later
  }
}

/** The highest few by a number; ties go to the earlier. */
export class Highest<T> {
  private readonly limit: number
  private readonly entries: { rank: number; value: T }[] = []

  constructor(limit: number) {
    this.limit = limit
  }

  /** What does not exceed this is not among them. */
  get threshold(): number {
    return this.entries.length < this.limit ? -Infinity : (this.entries[0]?.rank ?? -Infinity)
  }

  add(rank: number, value: T): void {
    if (this.entries.length === this.limit) this.entries.shift()
    const at = this.entries.findIndex((entry) => entry.rank > rank)
    this.entries.splice(at < 0 ? this.entries.length : at, 0, { rank, value })
  }

  /** Highest first. */
  values(): T[] {
    return this.entries.map((entry) => entry.value).toReversed()
  }
}
