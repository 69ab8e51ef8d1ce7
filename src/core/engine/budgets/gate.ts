/** A virtual user that waits for leave to send a request. */
export interface GateWaiter {
  /** It may send now. @param delayed it had to wait its turn; false: the way to the answer is all that it took */
  granted(delayed: boolean): void
  /** The budget is spent and its policy is not to wait. */
  refused(): void
}

export type GateAnswer = 'granted' | 'queued' | 'refused'

/** Limits how often requests start: a budget of the scenario or the ceiling on requests per second. */
export interface Gate {
  /** What becomes of a request that is refused: left out, or failed. Gates that always wait never refuse. */
  readonly whenSpent: 'wait' | 'skip' | 'fail'
  /** `queued`: exactly one of the waiter's calls follows, never synchronously, unless it leaves. */
  ask(waiter: GateWaiter): GateAnswer
  leave(waiter: GateWaiter): void
}
