import { copyFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { ImportedRun } from '../../../shared/library.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import { openDatabase } from '../../store/database.ts'
import { readComparison } from '../../store/queries/comparison.ts'
import { listRuns } from '../../store/queries/listRuns.ts'
import { readRun } from '../../store/queries/runDetail.ts'
import { RunWriter } from '../../store/runWriter.ts'
import { temporaryFolder } from '../../store/testing/folders.ts'
import { importResults } from './importResults.ts'

// autocannon.json is what autocannon 8 printed; k6's, JMeter's, Artillery's and Locust's samples are written by hand after their
// documentation.
const START_MS = Date.UTC(2026, 10, 1, 12)
const WRITTEN_MS = START_MS + 3_600_000
let folder: string
let database: Database
let imports = 0

beforeEach(() => {
  folder = temporaryFolder()
  database = openDatabase(join(folder, 'headroom.db'))
  onTestFinished(() => {
    database.close()
  })
})

function store(file: string): Promise<ImportedRun> {
  return importResults(file, `run-${++imports}`, new RunWriter(database))
}

async function imported(text: string | Buffer, name = 'results'): Promise<ImportedRun & { summary: RunSummary }> {
  const file = join(folder, name)
  writeFileSync(file, text)
  utimesSync(file, WRITTEN_MS / 1000, WRITTEN_MS / 1000)
  const run = await store(file)
  return { ...run, summary: readRun(database, run.id).summary }
}

const iso = (offsetMs: number): string => new Date(START_MS + offsetMs).toISOString()

/** k6's lines: a request every 100 ms for so many seconds; each tenth fails. */
function k6Lines(seconds: number, durationMs: (index: number) => number): string {
  const metric = (name: string, type: string, contains = 'default'): string =>
    JSON.stringify({ type: 'Metric', data: { name, type, contains, tainted: null, thresholds: [] }, metric: name })
  const lines = [metric('http_reqs', 'counter'), metric('http_req_duration', 'trend', 'time'), metric('wait', 'gauge')]
  for (let index = 0; index < seconds * 10; index++) {
    const tags = {
      name: 'browse',
      method: 'GET',
      status: '200',
      url: `http://x/${index}`,
      scenario: 'default',
      group: '',
    }
    const point = (name: string, value: number): string =>
      JSON.stringify({ type: 'Point', data: { time: iso(index * 100), value, tags }, metric: name })
    lines.push(point('http_reqs', 1), point('http_req_duration', durationMs(index)))
    lines.push(point('http_req_failed', index % 10 === 0 ? 1 : 0), point('wait', index))
  }
  return lines.join('\n')
}

describe('k6', () => {
  it('reads --out json: seconds, histograms, steps, own metrics; urls are no series', async () => {
    const { origin, summary, durationMs } = await imported(k6Lines(30, (index) => 10 + (index % 10)))
    expect(origin).toEqual({ tool: 'k6', format: 'k6 --out json', lacks: [] })
    expect(durationMs).toBe(30_000)
    expect(summary.run).toMatchObject({ startedAtMs: START_MS, durationMs: 30_000, validity: 'doubtful', origin })
    expect(summary.metrics['http_reqs']).toEqual({ type: 'counter', count: 300, rate: 10 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 300, min: 10, max: 19, avg: 14.5 })
    expect(summary.metrics['http_req_failed']).toMatchObject({ passes: 30, fails: 270 })
    expect(summary.metrics['wait']).toMatchObject({ type: 'gauge', value: 299 })
    expect(summary.steps).toMatchObject([{ name: 'browse', count: 300, failed: 0.1 }])
    const [run] = listRuns(database, { limit: 1, offset: 0 }).runs
    expect(run).toMatchObject({ requests: 300, failedShare: 0.1, origin })
    expect(run?.p95Us).toBeCloseTo(19_000, -2)
    const { points } = readRun(database, run?.id ?? '')
    expect(points).toHaveLength(30)
    expect(points[29]).toMatchObject({ second: 29, requestRate: 10, failedShare: 0.1 })
  })

  it('reads it packed, and out of order beyond the seconds that are kept open', async () => {
    const lines = k6Lines(90, () => 10).split('\n')
    const plain = await imported(lines.join('\n'))
    const shuffled = [...lines.slice(0, 3), ...lines.slice(3).toReversed()].join('\n')
    const { summary } = await imported(gzipSync(shuffled))
    expect(summary.metrics['http_req_duration']).toEqual(plain.summary.metrics['http_req_duration'])
    expect(summary.run.durationMs).toBe(90_000)
  })

  it('is judged like a run of our own, with what a percentile needs', async () => {
    const base = await imported(k6Lines(60, (index) => 10 + (index % 10)))
    const slow = await imported(k6Lines(60, (index) => 15 + (index % 10)))
    const { metrics } = readComparison(database, { base: [base.id], run: slow.id, tolerance: 0.05 })
    expect(metrics.find(({ step, metric }) => step === null && metric === 'p50')).toMatchObject({ verdict: 'slower' })
  })

  it('reads --out csv', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => {
      const at = Math.floor((START_MS + index * 100) / 1000)
      const tags = ',,,,true,,GET,browse,HTTP/1.1,default,,200,,,http://x/,,'
      return `http_reqs,${at},1.000000${tags}\nhttp_req_duration,${at},12.5${tags}`
    })
    const head =
      'metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata'
    const { origin, summary } = await imported([head, ...rows].join('\n'))
    expect(origin?.format).toBe('k6 --out csv')
    expect(summary.run).toMatchObject({ startedAtMs: START_MS, durationMs: 5000 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 50, avg: 12.5, min: 12.5, max: 12.5 })
    expect(summary.steps).toMatchObject([{ name: 'browse', count: 50 }])
  })

  const values = { avg: 20, min: 5, med: 18, max: 90, 'p(90)': 40, 'p(95)': 55.5 }

  it('reads --summary-export: only the percentiles that it has, dated by the file', async () => {
    const { origin, summary, id, warnings } = await imported(
      JSON.stringify({
        metrics: {
          http_reqs: { count: 600, rate: 10 },
          http_req_duration: { ...values, thresholds: { 'p(95)<50': true, 'p(90)<50': false } },
          'http_req_duration{expected_response:true}': values,
          http_req_failed: { passes: 6, fails: 594, value: 0.01 },
          vus: { value: 3, min: 1, max: 5 },
        },
        root_group: { name: '', path: '', id: 'd41d8', groups: {}, checks: {} },
      }),
    )
    expect(origin?.lacks).toEqual(['seconds', 'histogram'])
    expect(warnings[0]).toContain('dated by the file')
    expect(summary.run).toMatchObject({ startedAtMs: WRITTEN_MS - 60_000, durationMs: 60_000, status: 'failed' })
    expect(summary.run.reasons[0]).toBe('http_req_duration: p(95)<50 was missed in k6.')
    expect(summary.metrics['http_req_duration']).toMatchObject({
      count: 600,
      avg: 20,
      med: 18,
      'p(95)': 55.5,
      'p(99)': Number.NaN,
    })
    expect(summary.metrics['http_req_failed']).toMatchObject({ rate: 0.01 })
    expect(listRuns(database, { limit: 1, offset: 0 }).runs[0]).toMatchObject({ id, p95Us: 55_500, requests: 600 })
  })

  it('reads what handleSummary gets', async () => {
    const { summary, durationMs } = await imported(
      JSON.stringify({
        metrics: {
          http_reqs: { type: 'counter', contains: 'default', values: { count: 30, rate: 3 } },
          http_req_duration: { type: 'trend', values, thresholds: { 'p(95)<50': { ok: true } } },
        },
        state: { testRunDurationMs: 12_345 },
      }),
    )
    expect(durationMs).toBe(12_345)
    expect(summary.run.status).toBe('passed')
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 30, 'p(95)': 55.5 })
  })
})

describe('JMeter', () => {
  const HEAD =
    'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect'

  it('reads CSV: connecting is not part of the duration, transactions are no requests', async () => {
    const row = (at: number, label: string, message: string, success: boolean): string =>
      `${START_MS + at},120,${label},${success ? 200 : 500},"${message}",Thread 1-1,text,${success},,1000,100,3,3,http://x/,90,0,20`
    const { origin, summary } = await imported(
      [
        HEAD,
        row(0, 'home', 'OK', true),
        row(1000, 'home', 'a ""quoted"",\nlong message', false),
        row(1000, 'checkout', 'Number of samples in transaction : 2, number of failing samples : 1', false),
      ].join('\r\n'),
    )
    expect(origin).toEqual({ tool: 'JMeter', format: 'JMeter JTL, CSV', lacks: [] })
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 2 })
    expect(summary.metrics['http_req_failed']).toMatchObject({ passes: 1 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 2, min: 100, max: 100 })
    expect(summary.metrics['http_req_connecting']).toMatchObject({ max: 20 })
    expect(summary.metrics['http_req_waiting']).toMatchObject({ max: 70 })
    expect(summary.metrics['group_duration']).toMatchObject({ count: 1, max: 120 })
    expect(summary.metrics['vus']).toMatchObject({ value: 3 })
    expect(summary.steps).toMatchObject([{ name: 'home', count: 2, failed: 0.5 }])
  })

  it('reads XML, also one that was cut off: samples within a request are part of it, those within a transaction count', async () => {
    const sample = (label: string, inner = ''): string =>
      `<httpSample t="120" lt="90" ct="20" ts="${START_MS}" s="true" lb="${label}" rc="200" rm="OK" by="1000" sby="10" ng="1" na="2">${inner}</httpSample>`
    const { origin, summary } = await imported(
      `<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">${sample('home', sample('home-0'))}
       <sample t="250" ts="${START_MS}" s="true" lb="checkout" rc="200" rm="Number of samples in transaction : 1">${sample('pay &amp; go')}</sample>`,
    )
    expect(origin?.format).toBe('JMeter JTL, XML')
    expect(summary.steps.map(({ name, count }) => [name, count])).toEqual([
      ['home', 1],
      ['pay & go', 1],
    ])
    expect(summary.metrics['group_duration']).toMatchObject({ count: 1 })
  })
})

describe('tools that add up themselves', () => {
  it('reads what autocannon printed; P95 is not among its percentiles', async () => {
    const file = join(folder, 'autocannon.json')
    copyFileSync(join(import.meta.dirname, 'testing', 'autocannon.json'), file)
    const { id, origin, durationMs } = await store(file)
    const { summary } = readRun(database, id)
    expect(origin).toEqual({ tool: 'autocannon', format: 'autocannon JSON', lacks: ['seconds', 'histogram'] })
    expect(durationMs).toBe(3020)
    expect(summary.run).toMatchObject({
      name: 'http://127.0.0.1:47999/api',
      startedAtMs: Date.parse('2026-11-25T17:21:50.975Z'),
    })
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 3281 })
    expect(summary.metrics['http_req_failed']).toMatchObject({ passes: 30 })
    expect(summary.metrics['http_req_duration']).toMatchObject({
      'p(50)': 3,
      'p(95)': Number.NaN,
      'p(99)': 14,
      max: 34,
    })
    expect(listRuns(database, { limit: 1, offset: 0 }).runs[0]).toMatchObject({ p95Us: null, requests: 3281 })
  })

  it('reads Artillery 2: its times end at the first byte', async () => {
    const counters = {
      'http.requests': 100,
      'http.responses': 98,
      'http.codes.200': 95,
      'http.codes.500': 3,
      'vusers.completed': 50,
    }
    const summary2 = {
      min: 4,
      max: 80,
      count: 98,
      p50: 12,
      median: 12,
      p75: 20,
      p90: 30,
      p95: 40,
      p99: 70,
      p999: 79,
      mean: 15,
    }
    const summaries = { 'http.response_time': summary2, 'plugins.metrics-by-endpoint.response_time./api': summary2 }
    const { origin, summary, id } = await imported(
      JSON.stringify({
        aggregate: { counters, summaries, rates: {}, firstMetricAt: START_MS, lastMetricAt: START_MS + 20_000 },
        intermediate: [10_000, 0].map((offset) => ({ counters, summaries, period: String(START_MS + offset) })),
      }),
    )
    expect(origin?.lacks).toContain('last-byte')
    expect(summary.metrics['http_req_failed']).toMatchObject({ passes: 5 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 98, 'p(95)': 40 })
    expect(summary.steps).toMatchObject([{ name: '/api', count: 98, p95: 40 }])
    expect(readRun(database, id).points).toMatchObject([
      { second: 0, p95Us: 40_000, requestRate: 10 },
      { second: 10, p95Us: 40_000 },
    ])
  })

  it('reads Locust stats: steps and the whole, each with its own percentiles', async () => {
    const head =
      'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%'
    const row = (type: string, name: string, count: number, p95: number): string =>
      `${type},${name},${count},2,10,12.5,3.25,300,512,5,0.1,10,15,20,22,40,${p95},90,120,300,300,300`
    const { summary } = await imported(
      [head, row('GET', '/a', 200, 60), row('GET', '/b', 100, 80), row('', 'Aggregated', 300, 66)].join('\n'),
    )
    expect(summary.run).toMatchObject({ durationMs: 60_000, startedAtMs: WRITTEN_MS - 60_000 })
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 300 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 300, 'p(95)': 66, 'p(99.9)': Number.NaN })
    expect(summary.steps).toMatchObject([
      { name: 'GET /a', count: 200, p95: 60 },
      { name: 'GET /b', count: 100, p95: 80 },
    ])
  })

  it('reads Locust history as a course', async () => {
    const head =
      'Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size'
    const row = (second: number, p95: string, count: number): string =>
      `${START_MS / 1000 + second},${second},,Aggregated,10,1,5,6,7,8,9,${p95},11,12,13,14,15,${count},${count / 10},5,6,1,40,100`
    const { summary, id } = await imported([head, row(1, 'N/A', 0), row(2, '10', 10), row(3, '20', 20)].join('\n'))
    expect(summary.run).toMatchObject({ startedAtMs: START_MS + 1000, durationMs: 2000 })
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 20 })
    expect(readRun(database, id).points).toMatchObject([
      { second: 0, p95Us: null, vus: 1 },
      { second: 1, p95Us: 10_000, failedShare: 0.1 },
      { second: 2, p95Us: 20_000, vus: 3 },
    ])
  })
})

describe('a comparison with what cannot be told', () => {
  it('judges nothing without seconds, and says why', async () => {
    const base = await imported(k6Lines(60, () => 10))
    const file = join(folder, 'autocannon.json')
    copyFileSync(join(import.meta.dirname, 'testing', 'autocannon.json'), file)
    const { id } = await store(file)
    const comparison = readComparison(database, { base: [base.id], run: id, tolerance: 0.05 })
    expect(comparison.metrics.filter(({ verdict }) => verdict !== 'cannot-tell')).toEqual([])
    expect(comparison.reasons.join(' ')).toContain('autocannon JSON) and cannot tell how the run went second by second')
  })
})

describe('bad files', () => {
  it.each([
    ['another text', 'hello', 'IMPORT_UNKNOWN'],
    ['other JSON', '{"a":1}', 'IMPORT_UNKNOWN'],
    ['broken JSON', '{"metrics":', 'IMPORT_INVALID'],
    ['other XML', '<html></html>', 'IMPORT_UNKNOWN'],
    ['broken XML', '<testResults><a></b></testResults>', 'IMPORT_INVALID'],
    ['XML without samples', '<testResults></testResults>', 'IMPORT_INVALID'],
    ['XML that is too deep', `<testResults>${'<a>'.repeat(100)}`, 'IMPORT_INVALID'],
    ['a line that is cut off', `${k6Lines(1, () => 1)}\n{"type":"Poi`, 'IMPORT_INVALID'],
    [
      'a sample years later',
      `${k6Lines(1, () => 1)}\n${k6Lines(1, () => 1).replaceAll('2026', '2036')}`,
      'IMPORT_TOO_LARGE',
    ],
    ['CSV without time', 'timeStamp,elapsed,label\nx,1,a', 'IMPORT_INVALID'],
    ['a summary without duration', '{"metrics":{"vus":{"value":1}}}', 'IMPORT_INVALID'],
    ['an empty file', '', 'IMPORT_UNKNOWN'],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'IMPORT_'],
  ])('refuses %s, says where, and stores nothing', async (_case, text, code) => {
    const error = await imported(text).then(
      () => undefined,
      (thrown: unknown) => thrown as { code: string; hint: string; at: { file: string } },
    )
    expect(error?.code).toContain(code)
    expect(error?.hint).not.toBe('')
    expect(error?.at.file).toBe(join(folder, 'results'))
    expect(database.prepare('SELECT count(*) AS n FROM runs').get()).toEqual({ n: 0 })
  })

  it('folds names beyond a thousand series', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) =>
      JSON.stringify({
        type: 'Point',
        metric: 'http_reqs',
        data: { time: iso(index), value: 1, tags: { name: `/item/${index}` } },
      }),
    )
    const { summary, warnings } = await imported(lines.join('\n'))
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 3000 })
    expect(summary.steps.length).toBeLessThanOrEqual(1001)
    expect(warnings[0]).toContain('1,000 series')
  })
})
