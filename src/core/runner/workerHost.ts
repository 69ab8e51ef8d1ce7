import { availableParallelism } from 'node:os'
import type { FromWorker, Port, ToWorker } from '../engine/protocol.ts'

/** A load worker's process as the runner sees it. */
export interface WorkerProcess extends Port<ToWorker, FromWorker> {
  readonly pid: number | undefined
  /** Called once when the process is gone, however it ended. */
  onExit(listener: (exit: { code: number | null; signal?: string }) => void): void
  /** Ends the process at once; a no-op when it is gone. */
  kill(): void
}

/** Starts load workers: utility processes in the app, child processes on the command line. */
export interface WorkerHost {
  spawn(index: number): WorkerProcess
}

/** Load workers of a run unless the user says otherwise: one per core but one, which coordinates and draws. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism() - 1)
}
