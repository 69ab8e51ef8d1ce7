import { basename } from 'node:path'
import { Aggregates } from './aggregates.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import { badResults } from './foreignRun.ts'
import { type JsonObject, numberOf, objectOf, textOf } from './json.ts'

/**
 * What `autocannon --json` prints (https://github.com/mcollina/autocannon, "result object"). Latencies are whole milliseconds to the
 * last byte; P95 is not among its percentiles. `2xx`, `non2xx`, `errors` (with time-outs) and `mismatches` tell of failures.
 */
export function readAutocannon(file: string, document: JsonObject): ForeignDocument {
  const latency = objectOf(document['latency']) ?? {}
  const requests = objectOf(document['requests']) ?? {}
  const throughput = objectOf(document['throughput']) ?? {}
  const durationMs = numberOf(document['duration']) * 1000
  const startedAtMs = Date.parse(String(document['start']))
  const answered = numberOf(requests['total'])
  if (!(durationMs > 0) || !Number.isFinite(startedAtMs) || !(answered >= 0)) {
    throw badResults(file, 'it has no start, duration or number of requests')
  }
  const aggregates = new Aggregates()
  const errors = orZero(document['errors'])
  aggregates.counter('http_reqs', answered + errors)
  aggregates.rate('http_req_failed', orZero(document['non2xx']) + errors, answered + errors)
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
      name: textOf(document['title']) ?? textOf(document['url']) ?? basename(file),
      origin: { tool: 'autocannon', format: 'autocannon JSON', lacks: ['seconds', 'histogram'] },
      missed: [],
      warnings: [],
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
