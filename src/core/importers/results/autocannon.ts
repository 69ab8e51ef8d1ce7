import { Aggregates } from './aggregates.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import { badResults } from './foreignRun.ts'
import { type JsonObject, numberOf, objectOf, textOf } from './json.ts'
import type { ResultFile } from './resultFile.ts'

/**
 * What `autocannon --json` prints (https://github.com/mcollina/autocannon, "result object"). Latencies are whole milliseconds to the
 * last byte; P95 is not among its percentiles. `requests.total` counts answers; `errors` (with time-outs) and `mismatches` (bodies
 * that are not as expected) are counted beside it. Connections that a server closes without an answer are not counted at all.
 */
export function readAutocannon(source: ResultFile, document: JsonObject): ForeignDocument {
  const latency = objectOf(document['latency']) ?? {}
  const requests = objectOf(document['requests']) ?? {}
  const throughput = objectOf(document['throughput']) ?? {}
  const durationMs = numberOf(document['duration']) * 1000
  const startedAtMs = Date.parse(String(document['start']))
  const answered = numberOf(requests['total'])
  if (!(durationMs > 0) || !Number.isFinite(startedAtMs) || !(answered >= 0)) {
    throw badResults(source, 'it has no start, duration or number of requests')
  }
  const unanswered = orZero(document['errors']) + orZero(document['mismatches'])
  const total = answered + unanswered
  if (total === 0) throw badResults(source, 'autocannon counted neither an answer nor an error')
  const refused = numberOf(document['4xx']) + numberOf(document['5xx'])
  const aggregates = new Aggregates()
  aggregates.counter('http_reqs', total)
  aggregates.rate(
    'http_req_failed',
    (Number.isFinite(refused) ? refused : orZero(document['non2xx'])) + unanswered,
    total,
  )
  const us = (field: string): number => numberOf(latency[field]) * 1000
  aggregates.trend('http_req_duration', {
    count: answered,
    mean: us('average'),
    min: us('min'),
    max: us('max'),
    p50: us('p50'),
    p90: us('p90'),
    p99: us('p99'),
  })
  aggregates.counter('data_received', orZero(throughput['total']))
  const connections = orZero(document['connections'])
  aggregates.gauge('vus', { value: connections, min: connections, max: connections })
  return {
    facts: {
      name: textOf(document['title']) ?? textOf(document['url']) ?? source.name,
      origin: { tool: 'autocannon', format: 'autocannon JSON', lacks: ['seconds', 'histogram'] },
      missed: [],
      warnings:
        orZero(latency['totalCount']) > answered
          ? [
              'Its times are corrected for coordinated omission, as autocannon does with a rate: they count waits that no request measured.',
            ]
          : [],
    },
    aggregates,
    startedAtMs,
    durationMs,
  }
}

function orZero(value: unknown): number {
  const number = numberOf(value)
  return Number.isFinite(number) ? number : 0
}
