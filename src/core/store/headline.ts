import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import { Accumulator } from '../analysis/accumulator.ts'
import type { Headline } from './runStatements.ts'

/** The numbers that lists show, from the totals of a run's series. */
export function headlineOf(series: readonly SeriesDefinition[], totals: readonly SeriesPoint[]): Headline {
  const metrics = new Map(series.map(({ id, metric }) => [id, metric]))
  const durations = new Accumulator('trend')
  const requests = new Accumulator('counter')
  const failures = new Accumulator('rate')
  for (const point of totals) {
    const metric = metrics.get(point.series)
    if (metric === 'http_req_duration') durations.addPoint(point)
    else if (metric === 'http_reqs') requests.addPoint(point)
    else if (metric === 'http_req_failed') failures.addPoint(point)
  }
  const { histogram } = durations
  return {
    p95Us: histogram === undefined || histogram.count === 0 ? null : histogram.percentile(95),
    requests: requests.sum,
    failedShare: failures.count === 0 ? null : failures.sum / failures.count,
  }
}
