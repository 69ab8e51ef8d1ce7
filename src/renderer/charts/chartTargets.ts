import { thresholdText } from '../../shared/thresholds/format.ts'
import { parseThreshold } from '../../shared/thresholds/parse.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import type { ChartTarget } from './types.ts'

/** A threshold as the plan of a run or its judgement gives it. */
export type Target = Pick<ThresholdResult, 'metric' | 'expression'>

/** The limits of whole-run percentiles that the latency chart draws, as lines. */
export function latencyTargets(targets: readonly Target[]): ChartTarget[] {
  return parsed(targets)
    .filter(({ metric }) => metric === 'http_req_duration')
    .flatMap(({ threshold, text }) => {
      const drawn = threshold.aggregate.method === 'p' || threshold.aggregate.method === 'med'
      if (!drawn || !threshold.operator.startsWith('<')) return []
      return [{ label: `Target ${text.aggregate} ${text.limit}`, value: threshold.limit * 1000 }]
    })
}

/** The limits of a rate over all requests. */
export function shareTargets(targets: readonly Target[], metricName: string): ChartTarget[] {
  return parsed(targets)
    .filter(({ metric, threshold }) => metric === metricName && threshold.aggregate.method === 'rate')
    .map(({ threshold, text }) => ({ label: `Target ${text.limit}`, value: threshold.limit }))
}

function parsed(targets: readonly Target[]) {
  return targets.map((target) => ({
    metric: target.metric,
    threshold: parseThreshold(target.metric, target.expression),
    text: thresholdText({ ...target, value: null }),
  }))
}
