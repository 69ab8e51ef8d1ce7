import type { Tags } from '../../shared/metrics/series.ts'
import type { MetricTotal, ThresholdSource } from '../../shared/thresholds/judge.ts'
import { type SeriesTotal, matching, merge } from './seriesTotals.ts'

/** One run of a baseline. */
export interface BaselineRunTotals {
  durationMs: number
  totals: readonly SeriesTotal[]
}

/**
 * The runs of a baseline as one, for thresholds to be measured against: histograms and shares merged, counters and gauges
 * the mean of a run, per the mean duration.
 */
export class BaselineTotals implements ThresholdSource {
  readonly elapsedMs: number
  private readonly runs: readonly BaselineRunTotals[]

  /** @param runs at least one */
  constructor(runs: readonly BaselineRunTotals[]) {
    this.runs = runs
    this.elapsedMs = runs.reduce((sum, { durationMs }) => sum + durationMs, 0) / runs.length
  }

  total(metricName: string, filter: Tags): MetricTotal | undefined {
    const ofRuns = this.runs.map(({ totals }) =>
      matching(totals, filter).filter(({ definition }) => definition.metric === metricName),
    )
    const all = ofRuns.flat()
    const total = merge(all)?.asTotal(all[0]?.definition.unit ?? 'default')
    if (total?.kind === 'counter') return { ...total, sum: total.sum / this.runs.length }
    if (total?.kind !== 'gauge') return total
    const values = ofRuns.flatMap((totals) => merge(totals)?.sum ?? [])
    return { ...total, value: values.reduce((sum, value) => sum + value, 0) / values.length }
  }
}
