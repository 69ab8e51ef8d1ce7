import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import { type SeriesTotal, joinTotals, merge } from '../analysis/seriesTotals.ts'
import { trendTotal } from '../analysis/trendTotal.ts'
import type { Headline } from './runStatements.ts'

/** The numbers that lists show, from the totals of a run's series. */
export function headlineOf(series: readonly SeriesDefinition[], totals: readonly SeriesPoint[]): Headline {
  const all = joinTotals(series, totals)
  const of = (metric: string): SeriesTotal[] => all.filter(({ definition }) => definition.metric === metric)
  const durations = of('http_req_duration')
  const failures = merge(of('http_req_failed'))
  const p95Us = trendTotal(durations).percentile(95)
  return {
    p95Us: durations.length === 0 || Number.isNaN(p95Us) ? null : p95Us,
    requests: merge(of('http_reqs'))?.sum ?? 0,
    failedShare: failures === undefined ? null : failures.sum / failures.count,
  }
}
