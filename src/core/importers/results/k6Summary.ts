import { basename } from 'node:path'
import { builtInMetric } from '../../../shared/metrics/definitions.ts'
import type { Tags } from '../../../shared/metrics/series.ts'
import { parseMetricKey } from '../../../shared/thresholds/parse.ts'
import { Aggregates } from './aggregates.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import { badResults } from './foreignRun.ts'
import { type JsonObject, numberOf, objectOf } from './json.ts'

/**
 * The end-of-test summary of k6, as `--summary-export` writes it (values directly in the metric) and as handleSummary gets it
 * (in `values`, with `state.testRunDurationMs`). https://grafana.com/docs/k6/latest/results-output/end-of-test/.
 * Percentiles are those that the test asked for (summaryTrendStats); P99 only then.
 */
export function readK6Summary(file: string, document: JsonObject, writtenAtMs: number): ForeignDocument {
  const metrics = objectOf(document['metrics']) ?? {}
  const valuesOf = (name: string): JsonObject | undefined => {
    const metric = objectOf(metrics[name])
    return metric === undefined ? undefined : (objectOf(metric['values']) ?? metric)
  }
  const requests = valuesOf('http_reqs')
  const iterations = valuesOf('iterations')
  const durationMs = durationOf(document, requests ?? iterations)
  if (!(durationMs > 0)) throw badResults(file, 'it has neither a duration nor a counter with its rate')
  const aggregates = new Aggregates()
  const requestCount = numberOf(requests?.['count'])
  for (const key of Object.keys(metrics)) {
    const values = valuesOf(key)
    if (values === undefined) continue
    const { name, tags } = nameOf(key)
    // Sub-metrics are parts of what is there already: only the whole is added up.
    if (Object.keys(tags).length > 0) continue
    const count = name === 'iteration_duration' ? numberOf(iterations?.['count']) : requestCount
    addMetric(aggregates, name, values, count)
  }
  if (aggregates.points.length === 0) throw badResults(file, 'none of its metrics is known')
  return {
    facts: {
      name: basename(file),
      origin: { tool: 'k6', format: 'k6 summary', lacks: ['seconds', 'histogram'] },
      missed: missedThresholds(metrics),
      warnings: ['The summary does not say when the run was: it is dated by the file.'],
    },
    aggregates,
    startedAtMs: writtenAtMs - durationMs,
    durationMs,
  }
}

function addMetric(aggregates: Aggregates, name: string, values: JsonObject, trendCount: number): void {
  const metric = builtInMetric(name)
  const at = (field: string): number => numberOf(values[field])
  const [passes, fails] = [at('passes'), at('fails')]
  if (metric?.kind === 'counter') aggregates.counter(name, at('count'))
  else if (metric?.kind === 'rate') aggregates.rate(name, passes, passes + fails)
  else if (metric?.kind === 'gauge') {
    aggregates.gauge(name, { value: at('value'), min: at('min'), max: at('max') })
  } else if (metric?.kind === 'trend' && trendCount > 0) {
    const us = (field: string): number => at(field) * 1000
    aggregates.trend(name, {
      count: trendCount,
      mean: us('avg'),
      min: us('min'),
      max: us('max'),
      p50: Number.isFinite(us('med')) ? us('med') : us('p(50)'),
      p90: us('p(90)'),
      p95: us('p(95)'),
      p99: us('p(99)'),
    })
  }
}

function durationOf(document: JsonObject, counter: JsonObject | undefined): number {
  const told = numberOf(objectOf(document['state'])?.['testRunDurationMs'])
  if (told > 0) return told
  return (numberOf(counter?.['count']) / numberOf(counter?.['rate'])) * 1000
}

function nameOf(key: string): { name: string; tags: Tags } {
  try {
    const { name, filter } = parseMetricKey(key)
    return { name, tags: filter }
  } catch {
    return { name: key, tags: { unknown: key } }
  }
}

/** In --summary-export `true` stands for a threshold that was crossed; handleSummary says `ok`. */
function missedThresholds(metrics: JsonObject): string[] {
  return Object.entries(metrics).flatMap(([name, metric]) =>
    Object.entries(objectOf(objectOf(metric)?.['thresholds']) ?? {})
      .filter(([, outcome]) => outcome === true || objectOf(outcome)?.['ok'] === false)
      .map(([expression]) => `${name}: ${expression} was missed in k6.`),
  )
}
