import { basename } from 'node:path'
import type { LivePoint } from '../../../shared/run.ts'
import { Aggregates } from './aggregates.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import { badResults } from './foreignRun.ts'
import { type JsonObject, numberOf, objectOf } from './json.ts'

const MOST_PERIODS = 100_000
const PERIOD_MS = 10_000
const ENDPOINT = 'plugins.metrics-by-endpoint.response_time.'

/**
 * What `artillery run --output` writes, version 2 (https://www.artillery.io/docs/reference/reported-metrics): `aggregate` over the
 * run and `intermediate` per 10 seconds. http.response_time is milliseconds to the first byte. Failures are answers of 400 and
 * above and requests without an answer; Artillery itself does not count the former.
 */
export function readArtillery(file: string, document: JsonObject): ForeignDocument {
  const aggregate = objectOf(document['aggregate']) ?? {}
  const startedAtMs = numberOf(aggregate['firstMetricAt'])
  const endedAtMs = numberOf(aggregate['lastMetricAt'])
  if (!(endedAtMs >= startedAtMs)) throw badResults(file, 'it does not say when it began and ended (Artillery 2 does)')
  const periods = Array.isArray(document['intermediate']) ? document['intermediate'] : []
  if (periods.length > MOST_PERIODS) throw badResults(file, `it has more than ${MOST_PERIODS} periods`)
  const aggregates = new Aggregates()
  const counters = objectOf(aggregate['counters']) ?? {}
  const summaries = objectOf(aggregate['summaries']) ?? {}
  const requests = count(counters, 'http.requests')
  aggregates.counter('http_reqs', requests)
  aggregates.rate('http_req_failed', failures(counters), requests)
  addTrend(aggregates, 'http_req_duration', objectOf(summaries['http.response_time']))
  addTrend(aggregates, 'iteration_duration', objectOf(summaries['vusers.session_length']))
  aggregates.counter('iterations', count(counters, 'vusers.completed'))
  aggregates.counter('data_received', count(counters, 'http.downloaded_bytes'))
  for (const [name, summary] of Object.entries(summaries)) {
    if (!name.startsWith(ENDPOINT)) continue
    const step = name.slice(ENDPOINT.length)
    addTrend(aggregates, 'http_req_duration', objectOf(summary), { step })
  }
  aggregates.course.push(...course(periods, startedAtMs))
  if (requests === 0) throw badResults(file, 'it holds no HTTP requests')
  return {
    facts: {
      name: basename(file),
      origin: { tool: 'Artillery', format: 'Artillery JSON', lacks: ['seconds', 'histogram', 'last-byte'] },
      missed: [],
      warnings: ['Its response times end at the first byte.'],
    },
    aggregates,
    startedAtMs,
    durationMs: Math.max(1000, endedAtMs - startedAtMs),
  }
}

function course(periods: readonly unknown[], startedAtMs: number): LivePoint[] {
  const points = periods.flatMap((each): LivePoint[] => {
    const period = objectOf(each)
    const counters = objectOf(period?.['counters'])
    const atMs = numberOf(period?.['period'])
    if (counters === undefined || !Number.isFinite(atMs)) return []
    const summary = objectOf(objectOf(period?.['summaries'])?.['http.response_time'])
    const requests = count(counters, 'http.requests')
    const us = (field: string): number | null => {
      const value = numberOf(summary?.[field])
      return Number.isFinite(value) ? value * 1000 : null
    }
    return [
      {
        second: Math.max(0, Math.floor((atMs - startedAtMs) / 1000)),
        p50Us: us('median') ?? us('p50'),
        p95Us: us('p95'),
        p99Us: us('p99'),
        requestRate: requests / (PERIOD_MS / 1000),
        failedShare: requests === 0 ? 0 : failures(counters) / requests,
        iterationRate: count(counters, 'vusers.completed') / (PERIOD_MS / 1000),
        // Arrivals are counted, users at work are not.
        vus: 0,
        plannedVUs: null,
        droppedIterations: count(counters, 'vusers.skipped'),
      },
    ]
  })
  return points.toSorted((one, other) => one.second - other.second)
}

function addTrend(aggregates: Aggregates, metric: string, summary: JsonObject | undefined, tags = {}): void {
  if (summary === undefined) return
  const us = (field: string): number => numberOf(summary[field]) * 1000
  const median = us('median')
  aggregates.trend(
    metric,
    {
      count: numberOf(summary['count']),
      mean: us('mean'),
      min: us('min'),
      max: us('max'),
      p50: Number.isFinite(median) ? median : us('p50'),
      p90: us('p90'),
      p95: us('p95'),
      p99: us('p99'),
    },
    tags,
  )
}

function failures(counters: JsonObject): number {
  const refused = Object.keys(counters)
    .filter((name) => /^http\.codes\.[45]\d\d$/.test(name))
    .reduce((sum, name) => sum + count(counters, name), 0)
  const requests = count(counters, 'http.requests')
  return Math.min(requests, refused + Math.max(0, requests - count(counters, 'http.responses')))
}

function count(counters: JsonObject, name: string): number {
  const value = numberOf(counters[name])
  return Number.isFinite(value) ? value : 0
}
