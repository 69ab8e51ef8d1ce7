import { builtInMetric } from '../../shared/metrics/definitions.ts'
import { thresholdText } from '../../shared/thresholds/format.ts'
import { parseThreshold } from '../../shared/thresholds/parse.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import type { ChartTarget } from './types.ts'

/** A threshold as the judgement of a run gives it. */
export type Target = Pick<ThresholdResult, 'metric' | 'expression' | 'limit' | 'baseline'>

/** The limits of whole-run percentiles that the latency chart draws, as lines. */
export function latencyTargets(targets: readonly Target[]): ChartTarget[] {
  return parsed(targets)
    .filter(({ metric }) => metric === 'http_req_duration')
    .flatMap(({ threshold, text, limit }) => {
      const drawn = threshold.aggregate.method === 'p' || threshold.aggregate.method === 'med'
      if (!drawn || limit === null || !threshold.operator.startsWith('<')) return []
      return [{ label: `Target ${text.aggregate} ${text.limit}`, value: limit * 1000 }]
    })
}

/** The limits of a rate over all requests. */
export function shareTargets(targets: readonly Target[], metricName: string): ChartTarget[] {
  return parsed(targets)
    .filter(({ metric, threshold }) => metric === metricName && threshold.aggregate.method === 'rate')
    .flatMap(({ text, limit }) => (limit === null ? [] : [{ label: `Target ${text.limit}`, value: limit }]))
}

/** The limits of a metric that is drawn beside the load; those of a part of it say of which. */
export function observedTargets(targets: readonly Target[], metricName: string): ChartTarget[] {
  const factor = builtInMetric(metricName)?.unit === 'time' ? 1000 : 1
  return parsed(targets).flatMap(({ threshold, text, limit }) => {
    if (threshold.metricName !== metricName || limit === null) return []
    const words = [...Object.values(threshold.filter), ...(threshold.aggregate.method === 'p' ? [text.aggregate] : [])]
    return [{ label: ['Target', ...words, text.limit].join(' '), value: limit * factor }]
  })
}

function parsed(targets: readonly Target[]) {
  return targets.map((target) => ({
    metric: target.metric,
    limit: target.limit,
    threshold: parseThreshold(target.metric, target.expression),
    text: thresholdText(target),
  }))
}
