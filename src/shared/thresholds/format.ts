import { builtInMetric } from '../metrics/definitions.ts'
import { formatBytes, formatCount, formatDuration, formatPercent, formatRate } from '../units.ts'
import { parseThreshold } from './parse.ts'
import type { Aggregate, Operator, ThresholdResult } from './types.ts'

/** A judged threshold for people: every figure carries the unit of its metric. */
export interface ThresholdText {
  /** What is judged: `P95`, `average`, `rate`. */
  aggregate: string
  /** What holds: `< 500 ms`. */
  limit: string
  /** What came; a dash when there was nothing to judge. */
  value: string
  /** How far the value is from the limit: `188 ms (37.6 %)`. Absent without a value, or when equality is asked for. */
  margin?: string
}

const SIGNS: Readonly<Record<Operator, string>> = {
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
  '==': '=',
  '===': '=',
  '!=': '≠',
}

const AGGREGATE_NAMES: Readonly<Record<Exclude<Aggregate['method'], 'p'>, string>> = {
  avg: 'average',
  min: 'minimum',
  med: 'median',
  max: 'maximum',
  count: 'count',
  rate: 'rate',
  value: 'value',
}

/**
 * @param result `value` and `limit` in the threshold's own unit: milliseconds for times
 * @throws HeadroomError THRESHOLD_INVALID, METRIC_INVALID: no result of a run does
 */
export function thresholdText(result: Pick<ThresholdResult, 'metric' | 'expression' | 'value'>): ThresholdText {
  const { metricName, aggregate, operator, limit } = parseThreshold(result.metric, result.expression)
  const show = (value: number): string => withUnit(metricName, aggregate.method, value)
  const text: ThresholdText = {
    aggregate: aggregate.method === 'p' ? `P${aggregate.percent}` : AGGREGATE_NAMES[aggregate.method],
    limit: `${SIGNS[operator]} ${show(limit)}`,
    value: result.value === null ? '–' : show(result.value),
  }
  if (result.value === null || !/[<>]/.test(operator)) return text
  const distance = Math.abs(result.value - limit)
  // The share of a share would read like the same thing twice.
  const isShare = limit === 0 || builtInMetric(metricName)?.kind === 'rate'
  const share = isShare ? '' : ` (${formatPercent(distance / Math.abs(limit))})`
  return { ...text, margin: `${show(distance)}${share}` }
}

function withUnit(metricName: string, method: Aggregate['method'], value: number): string {
  const metric = builtInMetric(metricName)
  if (metric?.unit === 'time') return formatDuration(value * 1000)
  if (metric?.kind === 'rate') return formatPercent(value)
  const perSecond = metric?.kind === 'counter' && method === 'rate'
  if (metric?.unit === 'data') return `${formatBytes(value)}${perSecond ? '/s' : ''}`
  if (perSecond) return formatRate(value, metricName === 'http_reqs' ? 'req/s' : '/s')
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)))
}
