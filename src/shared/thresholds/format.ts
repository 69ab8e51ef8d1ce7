import { builtInMetric } from '../metrics/definitions.ts'
import { formatBytes, formatCount, formatDuration, formatPercent, formatRate } from '../units.ts'
import { OPERATORS } from './operators.ts'
import { parseThreshold } from './parse.ts'
import type { Aggregate, BaselineOffset, Operator, ThresholdResult } from './types.ts'

/** A judged threshold for people: every figure carries the unit of its metric. */
export interface ThresholdText {
  /** What is judged: `P95`, `average`, `rate`. */
  aggregate: string
  /** What holds: `< 500 ms`; relative to a baseline `< 275 ms (baseline 250 ms + 10 %)`, without one `< baseline + 10 %`. */
  limit: string
  /** What came; a dash when there was nothing to judge. */
  value: string
  /** How far the value is from the limit: `188 ms (37.6 %) to spare`, `2.0 points short`. Absent without either, or when equality is asked for. */
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

/** A threshold, judged or not: before a run neither its value nor, if it is relative, its limit is known. */
export type ShownThreshold = Pick<ThresholdResult, 'metric' | 'expression'> &
  Partial<Pick<ThresholdResult, 'value' | 'limit' | 'baseline'>>

/**
 * @param result figures in the threshold's own unit: milliseconds for times
 * @throws HeadroomError THRESHOLD_INVALID, METRIC_INVALID: no result of a run does
 */
export function thresholdText(result: ShownThreshold): ThresholdText {
  const { value = null, baseline } = result
  const { metricName, aggregate, operator, offset, ...written } = parseThreshold(result.metric, result.expression)
  const limit = result.limit ?? written.limit
  const show = (figure: number, exact = false): string => withUnit(metricName, aggregate.method, figure, exact)
  const relative = offset && `baseline${baseline === undefined ? '' : ` ${show(baseline)}`}${offsetText(offset, show)}`
  const absolute = limit === null ? undefined : show(limit)
  const text: ThresholdText = {
    aggregate: aggregate.method === 'p' ? `P${aggregate.percent}` : AGGREGATE_NAMES[aggregate.method],
    limit: `${SIGNS[operator]} ${absolute ?? relative}${absolute && relative ? ` (${relative})` : ''}`,
    value: valueText(value, limit, show),
  }
  if (value === null || limit === null || !/[<>]/.test(operator)) return text
  const distance = Math.abs(value - limit)
  const way = OPERATORS[operator](value, limit) ? 'to spare' : operator.startsWith('<') ? 'over' : 'short'
  // Of a share neither its percent, which would be read as the share's own, nor that percent's share.
  if (builtInMetric(metricName)?.kind === 'rate') return { ...text, margin: `${pointsText(distance)} ${way}` }
  const share = limit === 0 ? '' : ` (${formatPercent(distance / Math.abs(limit))})`
  return { ...text, margin: `${show(distance)}${share} ${way}` }
}

/** Percentage points, with the digits that percent have. */
function pointsText(share: number): string {
  return formatPercent(share).replace('%', 'points')
}

/** With as many digits as it takes to tell it from the limit. */
function valueText(
  value: number | null,
  limit: number | null,
  show: (figure: number, exact?: boolean) => string,
): string {
  if (value === null) return '–'
  const hidesDistance = limit !== null && value !== limit && show(value) === show(limit)
  return show(value, hidesDistance)
}

/** ` + 10 %`, ` - 50.0 ms`, or nothing. */
function offsetText(offset: BaselineOffset, show: (figure: number) => string): string {
  const size = 'share' in offset ? offset.share : offset.amount
  if (size === 0) return ''
  const amount = 'share' in offset ? `${Number(Math.abs(size * 100).toPrecision(4))} %` : show(Math.abs(size))
  return ` ${size < 0 ? '-' : '+'} ${amount}`
}

function withUnit(metricName: string, method: Aggregate['method'], value: number, exact: boolean): string {
  const metric = builtInMetric(metricName)
  if (exact && metric?.unit === 'time') return `${Number(value.toPrecision(6))} ms`
  if (exact && metric?.kind === 'rate') return `${Number((value * 100).toPrecision(5))} %`
  if (metric?.unit === 'time') return formatDuration(value * 1000)
  if (metric?.kind === 'rate') return formatPercent(value)
  const perSecond = metric?.kind === 'counter' && method === 'rate'
  if (metric?.unit === 'data') return `${formatBytes(value)}${perSecond ? '/s' : ''}`
  if (perSecond) return formatRate(value, metricName === 'http_reqs' ? 'req/s' : '/s')
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)))
}
