/**
 * How many connections one worker opens at the same time. A thousand users that start together would otherwise overrun the server's
 * accept backlog (511 in nginx and Node) and hold this process for seconds; waiting for a slot is recorded as blocked.
 */
const SLOTS = 250

/** Somebody who wants to open a connection. */
export interface SlotWaiter {
  /** It has a slot now and must give it back with `release`. */
  slotGranted(): void
}

export class ConnectSlots {
  private free: number
  /** In order of arrival. */
  private readonly waiting = new Set<SlotWaiter>()

  constructor(slots = SLOTS) {
    this.free = slots
  }

  /** @returns true when there is a slot at once; otherwise `slotGranted` follows unless the waiter leaves */
  take(waiter: SlotWaiter): boolean {
    if (this.free > 0) {
      this.free--
      return true
    }
    this.waiting.add(waiter)
    return false
  }

  leave(waiter: SlotWaiter): void {
    this.waiting.delete(waiter)
  }

  /** Gives a slot back: once per slot, when the connection is open or has failed. */
  release(): void {
    for (const waiter of this.waiting) {
      this.waiting.delete(waiter)
      waiter.slotGranted()
      return
    }
    this.free++
  }
}
