import type { BreakerPlan, CountedMetric } from '../../../shared/scenario/breaker.ts'
import type { BreakerTimeline } from '../../analysis/breaker/breakerTimeline.ts'
import { MetricView } from '../metrics/metricView.ts'
import type { RunMetrics } from '../metrics/runMetrics.ts'

/** Tells a breaker's timeline what the load saw, second by second. */
export class BreakerCounts {
  private readonly timeline: BreakerTimeline
  private readonly failed: MetricView | undefined
  private readonly refused: MetricView | undefined

  constructor({ expect }: BreakerPlan, timeline: BreakerTimeline, metrics: RunMetrics) {
    const view = (counted: CountedMetric | undefined): MetricView | undefined =>
      counted && metrics.attach(new MetricView(counted.metric, counted.filter, true))
    this.timeline = timeline
    this.failed = view(expect.trigger?.counted)
    this.refused = view(expect.whileOpen?.counted)
  }

  secondClosed(second: number): void {
    const refusals = this.refused?.second
    this.timeline.secondClosed({
      second,
      failed: this.failed?.second?.sum ?? 0,
      refused: refusals?.count ?? 0,
      refusals: refusals?.histogram,
    })
  }
}
