import { ERROR_TOLERANCE } from '../compare/judge.ts'
import { type ChangePoint, TREND_METRICS, type TrendMetric, type TrendRun } from '../../../shared/trends.ts'
import { changePoints } from './changePoints.ts'

/** As comparisons have it when nothing else is said. */
const TOLERANCE = 0.05

/**
 * Where the figures of a scenario's runs change. Invalid runs and those without a result do not count: their figures are not
 * the system's.
 * @param runs the oldest first
 */
export function trendChanges(runs: readonly TrendRun[]): ChangePoint[] {
  const counted = runs.filter(({ run }) => run.validity !== 'invalid' && COUNTED.has(run.status))
  return TREND_METRICS.flatMap((metric) => changesOf(metric, counted))
}

const COUNTED: ReadonlySet<string> = new Set(['passed', 'failed'])

function changesOf(metric: TrendMetric, runs: readonly TrendRun[]): ChangePoint[] {
  const absolute = metric === 'error_rate'
  const known = runs.flatMap(({ run, values }) => {
    const value = values[metric]
    if (value === null || (!absolute && value <= 0)) return []
    return [{ runId: run.id, scaled: absolute ? value : Math.log(value) }]
  })
  const tolerance = absolute ? ERROR_TOLERANCE : Math.log1p(TOLERANCE)
  return changePoints(
    known.map(({ scaled }) => scaled),
    tolerance,
  ).map(({ index, before, after, pValue }): ChangePoint => {
    const rose = after > before
    return {
      metric,
      runId: known[index]?.runId ?? '',
      before: absolute ? before : Math.exp(before),
      after: absolute ? after : Math.exp(after),
      verdict: rose === (metric === 'throughput') ? 'faster' : 'slower',
      pValue,
    }
  })
}
