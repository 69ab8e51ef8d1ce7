import { HeadroomError } from '../shared/errors.ts'
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

/** What is wrong is what was asked for, not Headroom or the machine. */
const USAGE_ERRORS: ReadonlySet<string> = new Set([
  'USAGE',
  'FILE_UNREADABLE',
  'RUN_NOT_FOUND',
  'BASELINE_NOT_FOUND',
  'BASELINE_OTHER_SCENARIO',
  'BASELINE_UNUSABLE',
  'RUN_RUNNING',
  'LIBRARY_TEXT',
  'FILE_EXISTS',
  'IMPORT_UNKNOWN',
  'IMPORT_NEWER',
  'RUN_EXISTS',
  'PDF_NO_RUNTIME',
  'IMPORT_INVALID',
  'IMPORT_TOO_LARGE',
  'RUN_NOT_RUNNING',
  'SCENARIO_UNKNOWN',
  'SCHEDULE_INVALID',
  'SCHEDULE_NOT_FOUND',
  'SCHEDULES_FULL',
  'CONTROL_REFUSED',
  'TARGET_PORT_IN_USE',
  'TARGET_OPTIONS_INVALID',
  'TARGET_STORE_UNREACHABLE',
])

/** The exit code of a command that could not do what it was asked for. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof HeadroomError)) return EXIT.internal
  if (USAGE_ERRORS.has(error.code)) return EXIT.usage
  return error.code.startsWith('DATA_') ? EXIT.invalidScenario : EXIT.internal
}
