import type { MetricUnit } from '../../shared/metrics/definitions.ts'
import type { SeriesDefinition, Tags } from '../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import type { MetricTotal, ThresholdSource } from '../../shared/thresholds/judge.ts'
import type { Accumulator } from './accumulator.ts'
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
    return metricTotalOf(merge(chosen), chosen[0]?.definition.unit ?? 'default')
  }
}

/** What was added up in the form that thresholds are judged on; undefined when nothing came. */
export function metricTotalOf(sum: Accumulator | undefined, unit: MetricUnit): MetricTotal | undefined {
  if (sum === undefined || sum.count === 0) return undefined
  if (sum.histogram !== undefined) return { kind: 'trend', unit, histogram: sum.histogram }
  if (sum.kind === 'rate') return { kind: 'rate', passes: sum.sum, total: sum.count }
  return sum.kind === 'gauge' ? { kind: 'gauge', value: sum.sum } : { kind: 'counter', sum: sum.sum }
}
