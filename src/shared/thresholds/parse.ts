import { HeadroomError } from '../errors.ts'
import { nearest } from '../scenario/suggest.ts'
import { parseDuration } from '../units.ts'
import type { MetricKind } from '../metrics/definitions.ts'
import type { Tags } from '../metrics/series.ts'
import type { Aggregate, BaselineOffset, Operator, Threshold } from './types.ts'

/** How a threshold stands in the file: `p(95)<500`, or with k6's options for aborting. */
export type ThresholdText =
  | string
  | { threshold: string; abortOnFail?: boolean | undefined; delayAbortEval?: string | number | undefined }

const EXPRESSION = /^\s*([^<>=!]*?)\s*(<=|>=|===|==|!=|<|>)\s*(.*?)\s*$/
const PERCENTILE = /^p\(\s*(\d+(?:\.\d+)?)\s*\)$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
/** `baseline`, `baseline + 10%`, `baseline - 0.5 %`, `baseline + 50ms`, `baseline + 3`. */
const RELATIVE = /^baseline(?:\s*([+-])\s*(\d+\.?\d*|\.\d+)\s*([a-zµ%]*))?$/i
const METHODS = ['avg', 'min', 'med', 'max', 'count', 'rate', 'value'] as const

/** What k6 lets one ask of each kind of metric. */
export const METHODS_OF_KIND: Readonly<Record<MetricKind, readonly Aggregate['method'][]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'med', 'max', 'p'],
}

/**
 * Parses one threshold in k6's grammar. Whether the metric exists and has that method is checked by the caller.
 * @param metric as in the file: `http_req_duration{operation:READ}`
 * @throws HeadroomError METRIC_INVALID, THRESHOLD_INVALID, DURATION_INVALID
 */
export function parseThreshold(metric: string, text: ThresholdText): Threshold {
  const expression = typeof text === 'string' ? text : text.threshold
  const abortOnFail = typeof text === 'string' ? false : (text.abortOnFail ?? false)
  const delay = typeof text === 'string' ? 0 : parseDuration(text.delayAbortEval ?? 0)
  const { name, filter } = parseMetricKey(metric)
  const delayAbortEvalMs = delay / 1000
  return { metric, metricName: name, filter, expression, ...parseExpression(expression), abortOnFail, delayAbortEvalMs }
}

/**
 * Cuts `http_req_duration{operation:READ,status:200}` into its name and its tags.
 * @throws HeadroomError METRIC_INVALID
 */
export function parseMetricKey(key: string): { name: string; filter: Tags } {
  const open = key.indexOf('{')
  if (open < 0) return { name: key.trim(), filter: {} }
  if (!key.trimEnd().endsWith('}')) throw metricError(`\`${key}\` has no closing \`}\`.`)
  const filter: Record<string, string> = {}
  const inside = key.slice(open + 1, key.lastIndexOf('}'))
  for (const pair of inside.split(',')) {
    const colon = pair.indexOf(':')
    const tag = unquote(pair.slice(0, Math.max(0, colon)))
    if (tag === '') throw metricError(`\`${pair.trim()}\` in \`${key}\` is not a tag and its value.`)
    filter[tag] = unquote(pair.slice(colon + 1))
  }
  return { name: key.slice(0, open).trim(), filter }
}

function parseExpression(expression: string): Pick<Threshold, 'aggregate' | 'operator' | 'limit' | 'offset'> {
  const found = EXPRESSION.exec(expression)
  if (!found) throw thresholdError(`\`${expression}\` has no comparison.`, HINT)
  const [, method = '', operator = '', limit = ''] = found
  const compared = { aggregate: parseAggregate(method), operator: operator as Operator }
  const offset = /^baseline/i.test(limit) ? parseOffset(limit) : undefined
  return offset === undefined ? { ...compared, limit: parseLimit(limit) } : { ...compared, limit: null, offset }
}

function parseAggregate(text: string): Aggregate {
  const percentile = PERCENTILE.exec(text)
  if (percentile) {
    const percent = Number(percentile[1])
    if (percent > 100) throw thresholdError(`There is no percentile ${percent}: they end at 100.`, HINT)
    return { method: 'p', percent }
  }
  const method = METHODS.find((known) => known === text)
  if (method) return { method }
  if (text === '') throw thresholdError('The threshold does not say what is compared.', HINT)
  const close = /^p\W?\d/i.test(text) ? 'p(95)' : nearest(text, METHODS)
  throw thresholdError(`\`${text}\` is not something that can be judged.`, close ? `Did you mean \`${close}\`?` : HINT)
}

function parseLimit(text: string): number {
  if (NUMBER.test(text)) return Number(text)
  throw thresholdError(
    `\`${text}\` is not a number.`,
    /^[\d.]+\s*(?:[a-zµ]+|%)$/i.test(text)
      ? 'Limits carry no unit: times are in milliseconds (500), rates are shares (0.01 for 1 %).'
      : HINT,
  )
}

function parseOffset(text: string): BaselineOffset {
  const found = RELATIVE.exec(text)
  if (!found) throw thresholdError(`\`${text}\` is not a limit relative to the baseline.`, RELATIVE_HINT)
  const [, sign = '+', digits = '0', unit = '%'] = found
  const factor = sign === '-' ? -1 : 1
  const number = factor * Number(digits)
  if (unit === '%') return { share: number / 100 }
  if (unit === '') return { amount: number, isTime: false }
  try {
    return { amount: (factor * parseDuration(`${digits}${unit}`)) / 1000, isTime: true }
  } catch {
    throw thresholdError(`\`${digits}${unit}\` is neither a share nor a time.`, RELATIVE_HINT)
  }
}

function unquote(text: string): string {
  const trimmed = text.trim()
  const quote = trimmed[0]
  return (quote === '"' || quote === "'") && trimmed.length > 1 && trimmed.endsWith(quote)
    ? trimmed.slice(1, -1)
    : trimmed
}

const HINT = 'Write it like `p(95)<500`, `avg<200`, `rate<0.01` or `count>100`.'
const RELATIVE_HINT = 'Write it like `baseline`, `baseline + 10%`, `baseline - 5%` or, for times, `baseline + 50ms`.'

function thresholdError(message: string, hint: string): HeadroomError {
  return new HeadroomError({ code: 'THRESHOLD_INVALID', message, hint })
}

function metricError(message: string): HeadroomError {
  return new HeadroomError({
    code: 'METRIC_INVALID',
    message,
    hint: 'Write it like `http_req_duration{operation:READ}`.',
  })
}
