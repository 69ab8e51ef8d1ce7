import { type Tags, seriesKey } from '../../shared/metrics/series.ts'
import type { MetricTotal, ThresholdSource } from '../../shared/thresholds/judge.ts'
import type { Threshold } from '../../shared/thresholds/types.ts'
import { MetricView } from './metrics/metricView.ts'
import type { RunMetrics } from './metrics/runMetrics.ts'

/** What thresholds are judged on while a run runs: a view per metric and filter that they name. */
export class ThresholdViews implements ThresholdSource {
  elapsedMs = 0
  private readonly views = new Map<string, MetricView>()

  /** @param also further tags that a series must carry, e.g. those of one executor */
  constructor(metrics: RunMetrics, thresholds: readonly Threshold[], also: Tags = {}) {
    for (const { metricName, filter } of thresholds) {
      const key = seriesKey(metricName, filter)
      if (this.views.has(key)) continue
      this.views.set(key, metrics.attach(new MetricView(metricName, { ...filter, ...also })))
    }
  }

  total(metricName: string, filter: Tags): MetricTotal | undefined {
    return this.views.get(seriesKey(metricName, filter))?.total()
  }

  /** Begins anew: what is judged from now on knows nothing of what was before. */
  restart(): void {
    this.elapsedMs = 0
    for (const view of this.views.values()) view.restart()
  }
}
