import { type ShownThreshold, thresholdText } from './format.ts'
import { parseThreshold } from './parse.ts'
import { thresholdState } from './state.ts'
import type { ThresholdResult } from './types.ts'

const SIGN_WORDS: Readonly<Record<string, string>> = {
  '<': 'below',
  '≤': 'at most',
  '>': 'above',
  '≥': 'at least',
  '=': 'exactly',
  '≠': 'other than',
}
/** What people call the metrics that most targets are on; the rest by its own name. */
const METRIC_WORDS: Readonly<Record<string, string>> = {
  http_req_duration: 'response time',
  http_req_response: 'response time from the intended start',
  iteration_duration: 'iteration time',
}
const RATE_WORDS: Readonly<Record<string, string>> = {
  http_req_failed: 'Errors',
  http_reqs: 'Request rate',
  iterations: 'Iteration rate',
  checks: 'Checks passed',
}

/**
 * What a threshold judges, in words: `Errors`, `P95 response time (operation READ)`.
 * @throws HeadroomError THRESHOLD_INVALID, METRIC_INVALID: no result of a run does
 */
export function thresholdName(threshold: ShownThreshold): string {
  const { metricName, aggregate, filter } = parseThreshold(threshold.metric, threshold.expression)
  const tags = Object.entries(filter).map(([tag, value]) => `${tag} ${value}`)
  const of = tags.length === 0 ? '' : ` (${tags.join(', ')})`
  const rate = aggregate.method === 'rate' ? RATE_WORDS[metricName] : undefined
  if (rate !== undefined) return `${rate}${of}`
  const words = `${thresholdText(threshold).aggregate} ${METRIC_WORDS[metricName] ?? metricName}`
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${of}`
}

/**
 * What a threshold asks and what came: `Errors: 1.05 %, target below 1.0 %`.
 * @throws HeadroomError THRESHOLD_INVALID, METRIC_INVALID: no result of a run does
 */
export function thresholdFigures(result: ThresholdResult): string {
  const { value, limit } = thresholdText(result)
  const [sign = '', ...rest] = limit.split(' ')
  const measured = result.value === null ? 'nothing was measured' : value
  return `${thresholdName(result)}: ${measured}, target ${SIGN_WORDS[sign] ?? sign} ${rest.join(' ')}`
}

/**
 * How a threshold stands, as events, reasons and reports say it: `Errors: 1.05 %, target below 1.0 %: missed.`
 * @param again it was missed before
 * @throws HeadroomError THRESHOLD_INVALID, METRIC_INVALID: no result of a run does
 */
export function thresholdSentence(result: ThresholdResult, again = false): string {
  return `${thresholdFigures(result)}: ${standing(result, again)}.`
}

function standing(result: ThresholdResult, again: boolean): string {
  const state = thresholdState(result)
  if (state === 'unjudged') return 'not judged, there is no baseline'
  return state === 'missed' ? 'missed' : `met${again ? ' again' : ''}`
}
