import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { seriesKey } from '../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import { openDatabase } from '../store/database.ts'
import { readComparison } from '../store/queries/comparison.ts'
import { RunWriter } from '../store/runWriter.ts'
import { temporaryFolder } from '../store/testing/folders.ts'
import { livePoint, runFinish, runStart, seriesOf, trendPoint } from '../store/testing/runData.ts'
import { renderRun } from './renderRun.ts'
import { fieldsWithin, namesIn, sectionOf, tablesOf } from './testing/documentedFields.ts'

const SECONDS = 60
let database: Database

/** Series of every kind that a summary tells of, with the values of a second. */
const SERIES: readonly (readonly [metric: string, tags: Record<string, string>])[] = [
  ['http_reqs', { step: 'browse' }],
  ['http_req_duration', { step: 'browse' }],
  ['http_req_failed', { step: 'browse', status: '0', error: 'connection refused', error_code: '1212', host: 'a:1' }],
  ['checks', { check: 'status is 200' }],
  ['vus', {}],
  ['http_reqs', { step: 'ask' }],
  ['http_req_duration', { step: 'ask' }],
  ['stream_ttft', { step: 'ask' }],
  ['stream_token_gap', { step: 'ask' }],
  ['stream_tokens', { step: 'ask' }],
  ['stream_tokens_per_second', { step: 'ask' }],
  ['ws_sessions', { step: 'talk' }],
  ['ws_connecting', { step: 'talk' }],
  ['ws_failed', { step: 'talk' }],
  ['ws_msgs_sent', { step: 'talk' }],
  ['ws_msgs_received', { step: 'talk' }],
  ['observed.health', { observer: 'health' }],
]

function pointsOf(seconds: number, factor: number): SeriesPoint[] {
  return SERIES.map(([metric, tags], series) => {
    const { kind } = seriesOf(series, metric, tags)
    const count = 20 * seconds
    if (kind === 'trend') {
      return trendPoint(
        series,
        Array.from({ length: count }, (_, index) => Math.round(10_000 * factor * (1 + (index % 20) / 20))),
      )
    }
    return { series, count, sum: kind === 'gauge' ? 1 : kind === 'rate' ? 1 : count, min: 0, max: 1 }
  })
}

/** A stored run with everything that a run can have. */
function store(id: string, factor: number, scenarioText: string): void {
  const writer = new RunWriter(database, (write) => write())
  writer.begin(runStart(id, { scenarioText, baseline: ['base'] }))
  writer.series(SERIES.map(([metric, tags], series) => seriesOf(series, metric, tags)))
  for (let second = 0; second < SECONDS; second++) {
    writer.window({ second, points: pointsOf(1, factor * (1 + 0.02 * Math.sin(second))) })
    writer.live(livePoint(second))
  }
  writer.totals(pointsOf(SECONDS, factor))
  const target = { metric: 'http_req_duration', value: 31, ok: false, aborted: true }
  writer.finish(
    runFinish({
      durationMs: SECONDS * 1000,
      status: 'failed',
      validity: 'doubtful',
      reasons: [{ about: 'end', text: 'Stopped by the user.' }],
      thresholds: [{ ...target, expression: 'p(95) < baseline + 10%', limit: 20, baseline: 18, source: 'targets' }],
      breakingPoints: [
        {
          executor: 'up',
          raise: 'vus',
          highestHeld: 5,
          lowestBroken: 6,
          brokenBy: 'http_req_failed: rate<0.1',
          levels: [{ level: 5, held: true, startedAtMs: 0 }],
        },
      ],
      breaker: {
        name: 'ai',
        spans: [{ state: 'CLOSED', fromMs: 0, toMs: 1 }],
        faults: [{ name: 'off', fromMs: 0, toMs: null }],
        seconds: [{ second: 1, failed: 1, refused: 1 }],
        probes: 1,
        unanswered: 0,
        verdicts: [{ assertion: 'order', ok: true, expected: 'a', seen: 'a' }],
        ok: true,
      },
    }),
  )
}

/** What another tool told, without targets and without seconds. */
function storeImported(): void {
  const writer = new RunWriter(database, (write) => write())
  writer.begin(
    runStart('imported', {
      origin: { tool: 'autocannon', format: 'autocannon JSON', lacks: ['seconds', 'histogram'] },
    }),
  )
  writer.series([seriesOf(0, 'http_req_duration', {})])
  writer.totals([{ series: 0, count: 10, sum: 100, min: 1, max: 20, p50: 9 }])
  writer.finish(runFinish())
}

beforeEach(() => {
  database = openDatabase(join(temporaryFolder(), 'headroom.db'))
  onTestFinished(() => {
    database.close()
  })
  store('base', 1, 'headroom: 1\nname: one\n')
  store('run', 1.02, 'headroom: 1\nname: other\n')
  storeImported()
})

const jsonOf = (id: string): Record<string, unknown> =>
  JSON.parse(renderRun(database, id, 'json')) as Record<string, unknown>

describe('docs/formats.md', () => {
  const [top = new Map<string, string[]>(), types = new Map<string, string[]>()] = tablesOf(sectionOf('A run: '))
  const typeFields = new Set(['type', ...[...types.values()].flat()])

  it('names the fields of a run, all of them, and no others', () => {
    const found = new Map<string, Set<string>>()
    const add = (name: string, value: unknown): void => void found.set(name, fieldsWithin(value, found.get(name)))
    for (const id of ['run', 'imported']) {
      const { run, ...rest } = jsonOf(id)
      for (const [name, value] of Object.entries(run as object)) add(`run.${name}`, value)
      for (const [name, value] of Object.entries(rest)) add(name, value)
    }
    // Metrics have names of their own; the fields of their types are told in a table of their own.
    found.set('metrics', new Set())
    const observed = [...(found.get('observers') ?? [])].filter((name) => !typeFields.has(name))
    found.set('observers', new Set(['type', ...observed]))
    expect([...top.keys()].toSorted()).toEqual([...found.keys()].toSorted())
    for (const [name, fields] of found) {
      if (fields.size > 0)
        expect([name, [...new Set(top.get(name))].toSorted()]).toEqual([name, [...fields].toSorted()])
    }
  })

  it('names the fields of each type of metric', () => {
    const { metrics } = jsonOf('run') as { metrics: Record<string, { type: string }> }
    const found = new Map(Object.values(metrics).map(({ type, ...fields }) => [type, Object.keys(fields)]))
    expect(new Map([...types].map(([type, fields]) => [type, fields.toSorted()]))).toEqual(
      new Map([...found].map(([type, fields]) => [type, fields.toSorted()])),
    )
    // A sub-metric is named as a threshold writes it.
    expect(Object.keys(metrics)).toContain(seriesKey('http_req_duration', {}))
  })

  it('names the fields of a comparison and of its metrics', () => {
    const [fields, ofMetrics] = tablesOf(sectionOf('A comparison: '))
    const comparison = readComparison(database, { base: ['base'], run: 'run', tolerance: 0.05 })
    expect([...(fields ?? [])].map(([name]) => name).toSorted()).toEqual(Object.keys(comparison).toSorted())
    expect(fields?.get('scenarioDifference')?.toSorted()).toEqual(Object.keys(comparison.scenarioDifference).toSorted())
    expect(comparison.metrics.length).toBeGreaterThan(5)
    expect([...(ofMetrics ?? [])].map(([name]) => name).toSorted()).toEqual(
      [...new Set(comparison.metrics.flatMap((metric) => Object.keys(metric)))].toSorted(),
    )
  })

  it('names the columns of the CSV file, in their order', () => {
    const [head = ''] = renderRun(database, 'run', 'csv').split('\r\n')
    expect(namesIn(sectionOf('Seconds: '))).toEqual(head.split(','))
  })
})
