import type { RunRecord } from './run.ts'

/** More runs tell little more of how much runs differ by themselves. */
export const MOST_BASELINE_RUNS = 20

/** The runs of a scenario that others are measured against. */
export interface BaselineRuns {
  /** The scenario's name. */
  scenario: string
  /** The newest first; never empty. */
  runIds: readonly string[]
}

/** The headline figures of a baseline; null where nothing was measured. */
export interface BaselineFigures {
  p50Us: number | null
  p95Us: number | null
  p99Us: number | null
  /** Requests per second. */
  requestRate: number
  failedShare: number | null
}

/**
 * A scenario's baseline as screens show it.
 *
 * - A ghost line beside a run's P95: `seconds`.
 * - A delta beside a figure of a finished run: `figures`, over the whole of its runs.
 * - A delta while a run goes on: `soFar`, what the baseline had come to at that time, so that the ramp of a load does not
 *   look like a change. `baselineAt` finds it.
 */
export interface Baseline {
  scenario: string
  /** The newest first; never empty. */
  runs: readonly RunRecord[]
  /** Of all requests of all its runs together: histograms merged, percentiles never averaged. */
  figures: BaselineFigures
  /** Per second since the start. With several runs the middle one of their P95s; null when nothing finished in it. */
  seconds: readonly { second: number; p95Us: number | null }[]
  /** Since the start, at the end of each second of the first minute, then of each 10 s. */
  soFar: readonly ({ atMs: number } & Pick<BaselineFigures, 'p95Us' | 'requestRate' | 'failedShare'>)[]
}

/** What the baseline had come to after so many milliseconds of a run; undefined in the first second. */
export function baselineAt({ soFar }: Baseline, elapsedMs: number): Baseline['soFar'][number] | undefined {
  return soFar.findLast(({ atMs }) => atMs <= elapsedMs)
}
