import { builtInMetric } from '../../../shared/metrics/definitions.ts'
import type { Lack } from '../../../shared/run.ts'
import { parseMetricKey } from '../../../shared/thresholds/parse.ts'
import { Aggregates } from './aggregates.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import { badResults } from './foreignRun.ts'
import { type JsonObject, numberOf } from './json.ts'
import { type K6SummaryParts, olderParts, structuredParts } from './k6SummaryParts.ts'
import type { ResultFile } from './resultFile.ts'

/**
 * The end-of-test summary of k6 in any of its three shapes (k6SummaryParts.ts). Percentiles are those that the test asked for
 * (summaryTrendStats); P99 only then.
 * https://grafana.com/docs/k6/latest/results-output/end-of-test/
 */
export function readK6Summary(source: ResultFile, document: JsonObject): ForeignDocument {
  const parts = structuredParts(document) ?? olderParts(document)
  const { values } = parts
  const durationMs = durationOf(parts)
  if (!(durationMs > 0)) throw badResults(source, 'it has neither a duration nor a counter with its rate')
  const aggregates = new Aggregates()
  const untold = [...values].filter(([name, each]) => isWhole(name) && !addMetric(aggregates, parts, name, each))
  for (const { name, passes, fails } of parts.checks) {
    aggregates.rate('checks', passes, passes + fails, { check: name })
  }
  if (aggregates.points.length === 0) throw badResults(source, 'none of its metrics is known')
  // Before k6 0.31 there was no http_req_failed.
  const lacks: Lack[] = ['seconds', 'histogram', ...(values.has('http_req_failed') ? [] : ['failures' as const])]
  return {
    facts: {
      name: source.name,
      origin: { tool: 'k6', format: 'k6 summary', lacks },
      missed: parts.missed,
      warnings: [
        ...(parts.endedAtMs === undefined
          ? ['The summary does not say when the run was: it is dated by the file.']
          : []),
        ...(untold.length === 0 ? [] : [`Left out, for k6 does not say how often: ${namesOf(untold)}.`]),
      ],
    },
    aggregates,
    startedAtMs: (parts.endedAtMs ?? source.writtenAtMs) - durationMs,
    durationMs,
  }
}

/** @returns false for a trend of which nobody knows how many values it has */
function addMetric(aggregates: Aggregates, parts: K6SummaryParts, name: string, values: JsonObject): boolean {
  const at = (field: string): number => numberOf(values[field])
  // Without the checks' own names, they are counted together.
  if (name === 'checks' && parts.checks.length > 0) return true
  const kind = builtInMetric(name)?.kind
  if (kind === 'counter') aggregates.counter(name, at('count'))
  else if (kind === 'gauge') aggregates.gauge(name, { value: at('value'), min: at('min'), max: at('max') })
  else if (kind === 'rate') {
    const { matches, total } = rateOf(values, countOf(parts, name))
    aggregates.rate(name, matches, total)
  } else if (kind === 'trend' || Number.isFinite(at('avg'))) {
    const count = at('count') > 0 ? at('count') : countOf(parts, name)
    if (kind !== 'trend' || Number.isNaN(count)) return false
    addTrend(aggregates, name, count, at)
  }
  return true
}

function addTrend(aggregates: Aggregates, name: string, count: number, at: (field: string) => number): void {
  const us = (field: string): number => at(field) * 1000
  aggregates.trend(name, {
    count,
    mean: us('avg'),
    min: us('min'),
    max: us('max'),
    p50: Number.isFinite(us('med')) ? us('med') : us('p(50)'),
    p90: us('p(90)'),
    p95: us('p(95)'),
    p99: us('p(99)'),
  })
}

/** How many values a metric has, where another one tells: k6 writes it with summaryTrendStats `count` alone. */
function countOf({ values }: K6SummaryParts, name: string): number {
  if (name.startsWith('http_req_')) return numberOf(values.get('http_reqs')?.['count'])
  return name === 'iteration_duration' ? numberOf(values.get('iterations')?.['count']) : Number.NaN
}

/** A rate by its counts; one that a test wrote itself may hold the share alone. */
function rateOf(values: JsonObject, total: number): { matches: number; total: number } {
  const [matches, passes] = [numberOf(values['matches']), numberOf(values['passes'])]
  if (Number.isFinite(matches)) return { matches, total: numberOf(values['total']) }
  if (Number.isFinite(passes)) return { matches: passes, total: passes + numberOf(values['fails']) }
  const share = [numberOf(values['rate']), numberOf(values['value'])].find(Number.isFinite) ?? Number.NaN
  return { matches: Math.round(share * total), total }
}

function durationOf({ durationMs, values }: K6SummaryParts): number {
  if (durationMs > 0) return durationMs
  const counter = values.get('http_reqs') ?? values.get('iterations')
  return (numberOf(counter?.['count']) / numberOf(counter?.['rate'])) * 1000
}

/** Sub-metrics are parts of what is there already: only the whole is added up. */
function isWhole(key: string): boolean {
  try {
    return Object.keys(parseMetricKey(key).filter).length === 0
  } catch {
    return false
  }
}

function namesOf(metrics: readonly (readonly [name: string, values: JsonObject])[]): string {
  return metrics.map(([name]) => name).join(', ')
}
