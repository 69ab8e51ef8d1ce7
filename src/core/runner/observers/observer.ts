import type { Tags } from '../../../shared/metrics/series.ts'
import type { RunEvent } from '../../../shared/run.ts'
import type { Clock } from '../../engine/clock.ts'

/**
 * One value of a series that the coordinating process itself reads: becomes a point of the run like those of the workers. The
 * metric is a built-in one (`breaker_state`) or `observed.NAME`; that tells its kind. Durations in microseconds.
 */
export interface ObservedSample {
  metric: string
  tags: Tags
  value: number
  /** Milliseconds since the run's start. */
  atMs: number
}

/** What a run gives its observers. */
export interface ObserverContext {
  clock: Clock
  /** Milliseconds since the run's start. */
  nowMs(): number
  /** @throws Error when there is no such metric */
  sample(sample: ObservedSample): void
  /** Into the run's events: a change that was seen, or that looking failed. */
  event(level: RunEvent['level'], text: string): void
}

/**
 * Looks at the system under test beside the load, on its own connections, with at most one look at a time. What goes wrong is
 * an event and a gap in its series, never a failed run.
 */
export interface Observer {
  readonly name: string
  /** Called at the run's start; must not block. */
  start(context: ObserverContext): void
  /** Takes a last look, if it wants one, and frees what it holds. Called once; a run waits for it, with a bound. */
  stop(): Promise<void>
}
