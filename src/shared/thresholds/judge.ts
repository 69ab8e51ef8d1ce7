import type { Histogram } from '../metrics/histogram.ts'
import type { MetricUnit } from '../metrics/definitions.ts'
import type { Tags } from '../metrics/series.ts'
import { OPERATORS } from './operators.ts'
import type { Aggregate, Threshold, ThresholdResult } from './types.ts'

/** Everything that a metric has gathered since the start, over the series that match a filter. Times in microseconds. */
export type MetricTotal =
  | { kind: 'trend'; unit: MetricUnit; histogram: Histogram }
  | { kind: 'counter'; sum: number }
  | { kind: 'rate'; passes: number; total: number }
  | { kind: 'gauge'; value: number }

/** Where thresholds get their values: live accumulators in the runner, stored totals afterwards. */
export interface ThresholdSource {
  /** Undefined when no series matches. */
  total(metricName: string, filter: Tags): MetricTotal | undefined
  /** Since the start of the run; what counters' rates are per. */
  readonly elapsedMs: number
}

/**
 * Judges every threshold. Pure: the same code serves each second of a run and its end. A metric without a sample passes,
 * as in k6; a threshold whose baseline is missing is not judged: its limit is null. `aborted` says that this one ends the
 * run: it failed, asks for it, and its delayAbortEval is over.
 */
export function judge(thresholds: readonly Threshold[], source: ThresholdSource): ThresholdResult[] {
  return thresholds.map((threshold) => {
    const { metric, expression, limit, baseline, abortOnFail, delayAbortEvalMs, source: written } = threshold
    const total = source.total(threshold.metricName, threshold.filter)
    const value = total === undefined ? null : valueOf(threshold, total, source.elapsedMs)
    const ok = value === null || limit === null || OPERATORS[threshold.operator](value, limit)
    const aborted = !ok && abortOnFail && source.elapsedMs >= delayAbortEvalMs
    return {
      metric,
      expression,
      value,
      limit,
      ...(baseline === undefined ? {} : { baseline }),
      ok,
      aborted,
      ...(written === undefined ? {} : { source: written }),
    }
  })
}

/**
 * Gives thresholds that are relative to a baseline their limits. Where the baseline measured nothing of what a threshold asks
 * for, it stays without a limit and is not judged.
 * @param baseline undefined when there is none
 */
export function withBaseline(thresholds: readonly Threshold[], baseline: ThresholdSource | undefined): Threshold[] {
  return thresholds.map((threshold) => {
    const { offset } = threshold
    if (offset === undefined || baseline === undefined) return threshold
    const total = baseline.total(threshold.metricName, threshold.filter)
    const value = total === undefined ? null : valueOf(threshold, total, baseline.elapsedMs)
    if (value === null) return threshold
    const limit = 'share' in offset ? value * (1 + offset.share) : value + offset.amount
    return { ...threshold, baseline: value, limit }
  })
}

/** In the threshold's own unit: milliseconds for times. Null when there is nothing to judge. */
function valueOf({ aggregate }: Threshold, total: MetricTotal, elapsedMs: number): number | null {
  const { method } = aggregate
  if (total.kind === 'trend') {
    if (total.histogram.count === 0) return null
    const percent = method === 'p' ? aggregate.percent : 50
    const value = TREND_VALUES[method]?.(total.histogram, percent) ?? null
    return value !== null && total.unit === 'time' ? value / 1000 : value
  }
  if (total.kind === 'counter' && method === 'count') return total.sum
  if (total.kind === 'counter' && method === 'rate' && elapsedMs > 0) return (total.sum / elapsedMs) * 1000
  if (total.kind === 'rate' && method === 'rate' && total.total > 0) return total.passes / total.total
  return total.kind === 'gauge' && method === 'value' ? total.value : null
}

const TREND_VALUES: Partial<Record<Aggregate['method'], (histogram: Histogram, percent: number) => number>> = {
  p: (histogram, percent) => histogram.percentile(percent),
  med: (histogram, percent) => histogram.percentile(percent),
  avg: (histogram) => histogram.mean,
  min: (histogram) => histogram.min,
  max: (histogram) => histogram.max,
}
