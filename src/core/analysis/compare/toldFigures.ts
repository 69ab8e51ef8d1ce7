import type { ComparedMetric, MetricComparison } from '../../../shared/comparison.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import { ERROR_TOLERANCE } from './judge.ts'

/** Figures of a whole run by metric, in the units of comparisons; what is not known is absent. */
export type ToldFigures = ReadonlyMap<string | null, ReadonlyMap<ComparedMetric, number>>

/** What a summary tells: of all requests under null, then by step. */
export function toldFigures({ metrics, steps, run }: RunSummary): ToldFigures {
  const { http_req_duration: times, http_req_failed: failed, http_reqs: requests } = metrics
  const lacksFailures = run.origin?.lacks.includes('failures') === true
  const trend = times?.type === 'trend' ? times : undefined
  const all = known({
    p50: trend?.['p(50)'],
    p95: trend?.['p(95)'],
    p99: trend?.['p(99)'],
    error_rate: failed?.type === 'rate' ? failed.rate : undefined,
    throughput: requests?.type === 'counter' ? requests.rate : undefined,
  })
  const bySteps = steps.map(({ name, p50, p95, p99, failed: share, rate }) => {
    const figures = { p50, p95, p99, error_rate: lacksFailures ? undefined : share, throughput: rate }
    return [name, known(figures)] as const
  })
  return new Map([[null, all], ...bySteps])
}

/** Figures side by side: without seconds nothing tells what they vary by, so none has an interval or a verdict. */
export function toldMetrics(base: ToldFigures, run: ToldFigures, tolerance: number): MetricComparison[] {
  return [...run].flatMap(([step, figures]) =>
    [...figures].flatMap(([metric, value]): MetricComparison[] => {
      const before = base.get(step)?.get(metric)
      if (before === undefined) return []
      const absolute = metric === 'error_rate'
      return [
        {
          step,
          metric,
          base: before,
          run: value,
          scale: absolute ? 'absolute' : 'relative',
          delta: absolute ? value - before : value / before - 1,
          interval: null,
          tolerance: absolute ? ERROR_TOLERANCE : tolerance,
          verdict: 'cannot-tell',
          neededSeconds: null,
        },
      ]
    }),
  )
}

function known(figures: Readonly<Record<ComparedMetric, number | undefined>>): ReadonlyMap<ComparedMetric, number> {
  return new Map(
    Object.entries(figures).filter((entry): entry is [ComparedMetric, number] => Number.isFinite(entry[1])),
  )
}
