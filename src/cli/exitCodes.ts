import type { RunStatus, StopCause } from '../shared/run.ts'

/** Exit codes of the command line: k6's where k6 has one, then ours. Documented in docs/cli.md. */
export const EXIT = {
  passed: 0,
  internal: 1,
  usage: 2,
  preflight: 96,
  regression: 98,
  thresholds: 99,
  invalidScenario: 104,
  stoppedByUser: 105,
  script: 107,
  abortedByTest: 108,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The exit code of a run that ended. A failed threshold outranks the user's stop, as in k6. */
export function exitCodeOf(status: RunStatus, stopCause: StopCause | undefined, thresholdsHold: boolean): ExitCode {
  if (stopCause === 'script') return EXIT.script
  if (status === 'error') return EXIT.internal
  if (!thresholdsHold) return EXIT.thresholds
  if (stopCause === 'user') return EXIT.stoppedByUser
  if (stopCause !== undefined) return EXIT.abortedByTest
  return status === 'passed' ? EXIT.passed : EXIT.internal
}
