import type { Tags } from '../../../shared/metrics/series.ts'
import type { LivePoint } from '../../../shared/run.ts'
import { Aggregates, foldedStepsWarning } from './aggregates.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import { badResults } from './foreignRun.ts'
import { type JsonObject, numberOf, objectOf } from './json.ts'
import type { ResultFile } from './resultFile.ts'

const MOST_PERIODS = 100_000
const PERIOD_MS = 10_000
/** The plug-in metrics-by-endpoint: a summary of times per endpoint, and a counter per endpoint and outcome. */
const ENDPOINT_TIMES = 'plugins.metrics-by-endpoint.response_time.'
const ENDPOINT_OUTCOME = /^plugins\.metrics-by-endpoint\.(.+?)\.(codes\.\d{3}|errors\..+)$/
/** Errors of the network have codes; others (`Failed capture or match`) come after an answer. */
const OUTCOME = /^(?:http\.)?(codes\.\d{3}|errors\.[A-Z][A-Z\d_]+)$/

/**
 * What `artillery run --output` writes, version 2 (https://www.artillery.io/docs/reference/reported-metrics): `aggregate` over the
 * run and `intermediate` per 10 seconds. http.response_time is milliseconds from the sent request to the first byte, redirects
 * counted as requests of their own. Failures are answers of 400 and above and requests without an answer; Artillery itself does
 * not count the former.
 */
export function readArtillery(source: ResultFile, document: JsonObject): ForeignDocument {
  const aggregate = objectOf(document['aggregate']) ?? {}
  const startedAtMs = numberOf(aggregate['firstMetricAt'])
  const endedAtMs = numberOf(aggregate['lastMetricAt'])
  if (!(endedAtMs >= startedAtMs))
    throw badResults(source, 'it does not say when it began and ended (Artillery 2 does)')
  const periods = Array.isArray(document['intermediate']) ? document['intermediate'] : []
  if (periods.length > MOST_PERIODS) throw badResults(source, `it has more than ${MOST_PERIODS} periods`)
  const counters = objectOf(aggregate['counters']) ?? {}
  const summaries = objectOf(aggregate['summaries']) ?? {}
  if (count(counters, 'http.requests') === 0) throw badResults(source, 'it holds no HTTP requests')
  const aggregates = new Aggregates()
  addRequests(aggregates, counters)
  addTrend(aggregates, 'http_req_duration', objectOf(summaries['http.response_time']))
  addTrend(aggregates, 'iteration_duration', objectOf(summaries['vusers.session_length']))
  aggregates.counter('iterations', count(counters, 'vusers.completed'))
  aggregates.counter('data_received', count(counters, 'http.downloaded_bytes'))
  aggregates.droppedIterations = count(counters, 'vusers.skipped')
  for (const [name, summary] of Object.entries(summaries)) {
    if (!name.startsWith(ENDPOINT_TIMES)) continue
    addTrend(aggregates, 'http_req_duration', objectOf(summary), { step: name.slice(ENDPOINT_TIMES.length) })
  }
  aggregates.course.push(...course(periods, startedAtMs, endedAtMs))
  return {
    facts: {
      name: source.name,
      origin: { tool: 'Artillery', format: 'Artillery JSON', lacks: ['seconds', 'histogram', 'last-byte'] },
      missed: [],
      warnings: aggregates.folded ? [foldedStepsWarning] : [],
    },
    aggregates,
    startedAtMs,
    durationMs: Math.max(1000, endedAtMs - startedAtMs),
  }
}

/**
 * Requests and failures by outcome and, where it is told, by endpoint: redirects have none, and without the plug-in nothing has.
 * A request that has neither a code nor an error was not answered.
 */
function addRequests(aggregates: Aggregates, counters: JsonObject): void {
  const left = new Map<string, number>()
  for (const name of Object.keys(counters)) {
    const outcome = OUTCOME.exec(name)?.[1]
    if (outcome !== undefined) left.set(outcome, count(counters, name))
  }
  let requests = count(counters, 'http.requests')
  const add = (outcome: string, number: number, tags: Tags): void => {
    addOutcome(aggregates, outcome, number, tags)
    requests -= number
  }
  for (const name of Object.keys(counters)) {
    const [, step, outcome] = ENDPOINT_OUTCOME.exec(name) ?? []
    if (step === undefined || outcome === undefined) continue
    const number = count(counters, name)
    left.set(outcome, (left.get(outcome) ?? 0) - number)
    add(outcome, number, { step })
  }
  for (const [outcome, number] of left) if (number > 0) add(outcome, number, {})
  if (requests > 0) add('errors.no answer', requests, {})
}

function addOutcome(aggregates: Aggregates, outcome: string, number: number, tags: Tags): void {
  const [kind, what = ''] = splitAtDot(outcome)
  aggregates.counter('http_reqs', number, tags)
  if (kind === 'codes') {
    aggregates.rate('http_req_failed', Number(what) >= 400 ? number : 0, number, { ...tags, status: what })
  } else aggregates.rate('http_req_failed', number, number, { ...tags, status: '0', error: what })
}

function splitAtDot(text: string): string[] {
  const at = text.indexOf('.')
  return [text.slice(0, at), text.slice(at + 1)]
}

/** Periods begin at whole 10 s of the clock: the first and the last are shorter. */
function course(periods: readonly unknown[], startedAtMs: number, endedAtMs: number): LivePoint[] {
  const points = periods.flatMap((each): LivePoint[] => {
    const period = objectOf(each)
    const counters = objectOf(period?.['counters'])
    const atMs = numberOf(period?.['period'])
    if (counters === undefined || !Number.isFinite(atMs)) return []
    const summary = objectOf(objectOf(period?.['summaries'])?.['http.response_time'])
    const requests = count(counters, 'http.requests')
    const fromMs = Math.max(atMs, startedAtMs)
    const seconds = Math.max(1, (Math.min(atMs + PERIOD_MS, endedAtMs) - fromMs) / 1000)
    const us = (field: string): number | null => {
      const value = numberOf(summary?.[field])
      return Number.isFinite(value) ? value * 1000 : null
    }
    return [
      {
        second: Math.floor((fromMs - startedAtMs) / 1000),
        p50Us: us('median') ?? us('p50'),
        p95Us: us('p95'),
        p99Us: us('p99'),
        requestRate: requests / seconds,
        failedShare: requests === 0 ? 0 : failures(counters) / requests,
        iterationRate: count(counters, 'vusers.completed') / seconds,
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
