import type { RunEvent } from '../../shared/run.ts'

/** A run that says more than this has nothing new to say; errors are still taken. */
const MOST_EVENTS = 2000
/** Workers meet the same things at about the same time: stages, folded series, refused connections. */
const SAME_WITHIN_MS = 2000

/** The events of a run, in the order in which they became known. Bounded. */
export class EventLog {
  private readonly events: RunEvent[] = []
  private readonly lastAtMs = new Map<string, number>()
  private taken = 0

  /** @returns whether it was kept: not when another worker said the same a moment ago, nor when there are too many */
  add(event: RunEvent): boolean {
    const key = `${event.kind} ${event.text}`
    const before = this.lastAtMs.get(key)
    if (before !== undefined && Math.abs(event.atMs - before) < SAME_WITHIN_MS) return false
    const most = event.level === 'error' ? 2 * MOST_EVENTS : MOST_EVENTS
    if (this.events.length >= most) return false
    this.lastAtMs.set(key, event.atMs)
    this.events.push(event)
    return true
  }

  get all(): readonly RunEvent[] {
    return this.events
  }

  /** What came since the last call. */
  takeNew(): RunEvent[] {
    const fresh = this.events.slice(this.taken)
    this.taken = this.events.length
    return fresh
  }
}
