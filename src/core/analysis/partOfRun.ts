import type { SecondRange } from '../../shared/report.ts'
import type { RunSummary } from '../../shared/summary.ts'
import { judge } from '../../shared/thresholds/judge.ts'
import { thresholdOf } from '../../shared/thresholds/thresholdOf.ts'
import { type SummaryInput, summarize } from './summarize.ts'
import { TotalsSource } from './totalsSource.ts'

/**
 * The summary of a range of a run's seconds, as if it had been the run: rates are per second of the range, thresholds are
 * judged on it alone, with the limits that the run was judged by (which may have come from a baseline).
 * @param input `run` and `thresholds` are the whole run's, `totals` and `load` those of the range
 */
export function summarizePart(
  {
    run: whole,
    series,
    totals,
    thresholds,
    load,
  }: Pick<SummaryInput, 'run' | 'series' | 'totals' | 'thresholds' | 'load'>,
  range: SecondRange,
): RunSummary {
  const endMs = Math.min((range.to + 1) * 1000, whole.durationMs)
  const run = { ...whole, durationMs: endMs - range.from * 1000 }
  const source = new TotalsSource(series, totals, run.durationMs)
  return summarize({ run, series, totals, thresholds: judge(thresholds.map(thresholdOf), source), load })
}
