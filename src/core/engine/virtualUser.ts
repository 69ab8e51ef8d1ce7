import type { EventKind } from '../../shared/run.ts'
import type { Clock } from './clock.ts'
import type { Segment } from './protocol.ts'

/** How an iteration ended. `interrupted`: cut off by gracefulStop, ramp-down or abort. */
export type IterationOutcome = 'complete' | 'interrupted'

export interface IterationStart {
  /** 0-based, unique over all workers within the executor. */
  iteration: number
  /** When it should have started, on the engine's clock: for closed models the same as when it does. */
  intendedStartUs: number
}

/**
 * One virtual user: owns its connections, cookies and variables. Executors decide when it iterates; what an iteration does
 * (a flow of steps, later a script) is behind this interface.
 */
export interface VirtualUser {
  /** 1-based, unique over all workers and executors of a run. */
  readonly id: number
  /** Runs one iteration; never called while one is running. `done` is called exactly once, never synchronously. */
  iterate(start: IterationStart, done: (outcome: IterationOutcome) => void): void
  /** Cuts the running iteration off: its requests are aborted and `done('interrupted')` follows. A no-op when idle. */
  interrupt(): void
  /** Closes its connections. Only when idle. */
  dispose(): void
}

/** What an executor gets from the worker that runs it. */
export interface ExecutorContext {
  /** The name under `load:`, tag `scenario`. */
  readonly name: string
  readonly clock: Clock
  readonly segment: Segment
  /** The run's origin on the clock; executors start `startTimeUs` after it. */
  readonly originUs: number
  /** Makes virtual user `index` of this executor (0-based, global over all workers). */
  createUser(index: number): VirtualUser
  /** Called whenever the numbers of active and of allocated VUs change. */
  usersChanged(active: number, allocated: number): void
  iterationsDropped(count: number): void
  /** How late a start happened against its intended start; for self-measurement. */
  lateness(us: number): void
  event(kind: EventKind, level: 'info' | 'warning' | 'error', text: string): void
}

/**
 * One executor's share in one worker.
 *
 *   created -> start() -> running -> (plan over | stop()) -> stopping -> gracefulStop passed: iterations interrupted -> done
 *                            '------------------- abort(): interrupted at once ------------------------------------> done
 */
export interface ExecutorRun {
  /** `done` is called once, when no iteration runs any more and all users are disposed. */
  start(done: () => void): void
  stop(): void
  abort(): void
  /** Only externally-controlled and breaking-point heed it. */
  control(change: { vus?: number; rate?: number; paused?: boolean }): void
}
