/** The target's time: monotonic milliseconds; replaced in tests. */
export interface TargetTimers {
  nowMs(): number
  after(delayMs: number, callback: () => void): void
}

/** Node's own timers: good to a millisecond, and they never keep a closed target's process alive. */
export const systemTimers: TargetTimers = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    setTimeout(callback, Math.round(delayMs)).unref()
  },
}
