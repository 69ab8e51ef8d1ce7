/** What a circuit breaker is: calls pass, calls are refused, one call at a time is tried. */
export const BREAKER_STATES = ['CLOSED', 'HALF_OPEN', 'OPEN'] as const
export type BreakerState = (typeof BREAKER_STATES)[number]

/** A time in which one state was seen; null while the probe told none. Milliseconds since the run's start. */
export interface BreakerSpan {
  state: BreakerState | null
  fromMs: number
  toMs: number
}

/** One thing that the scenario asserts of its breaker. */
export interface BreakerVerdict {
  assertion: 'faults' | 'order' | 'trigger' | 'opensWithin' | 'openFor' | 'whileOpen' | 'recoversWithin'
  ok: boolean
  /** Both are sentences for people, without a full stop. */
  expected: string
  seen: string
}

/** What came of watching a circuit breaker. */
export interface BreakerResult {
  name: string
  spans: readonly BreakerSpan[]
  /** Faults that were switched; `toMs` is null while one is on. */
  faults: readonly { name: string; fromMs: number; toMs: number | null }[]
  /** Seconds in which calls failed or were refused. */
  seconds: readonly { second: number; failed: number; refused: number }[]
  /** How often the probe was asked, and how often it told no state. */
  probes: number
  unanswered: number
  verdicts: readonly BreakerVerdict[]
  ok: boolean
}
