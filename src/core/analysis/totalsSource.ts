import type { SeriesDefinition, Tags } from '../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import type { MetricTotal, ThresholdSource } from '../../shared/thresholds/judge.ts'
import { type SeriesTotal, matching, merge } from './seriesTotals.ts'
import { groupByMetric } from './summarize.ts'

/** Thresholds judged on totals of series: of a whole run, or of a range of its seconds. */
export class TotalsSource implements ThresholdSource {
  readonly elapsedMs: number
  private readonly byMetric: ReadonlyMap<string, readonly SeriesTotal[]>

  constructor(series: readonly SeriesDefinition[], totals: readonly SeriesPoint[], elapsedMs: number) {
    this.byMetric = groupByMetric({ series, totals })
    this.elapsedMs = elapsedMs
  }

  total(metricName: string, filter: Tags): MetricTotal | undefined {
    const chosen = matching(this.byMetric.get(metricName) ?? [], filter)
    return merge(chosen)?.asTotal(chosen[0]?.definition.unit ?? 'default')
  }
}
