/** The engine's time: monotonic, in microseconds; virtual in tests. */
export interface Clock {
  /** Microseconds on the machine's monotonic clock. */
  nowUs(): number
  /** Calls back at or soon after that instant, never before it. Returns the handle for `cancel`. */
  at(us: number, callback: () => void): TimerHandle
  cancel(handle: TimerHandle): void
}
export type TimerHandle = object
