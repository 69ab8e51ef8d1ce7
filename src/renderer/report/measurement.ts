import type { RunSummary } from '../../shared/summary.ts'

/** Why the measurement is not plainly valid: a run's reasons without those that tell of missed targets. */
export function measurementReasons({ run, thresholds }: Pick<RunSummary, 'run' | 'thresholds'>): string[] {
  return run.reasons.filter(
    (reason) => !thresholds.some(({ metric, expression }) => reason.startsWith(`${metric}: ${expression}`)),
  )
}
