import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { readComparison } from '../../store/queries/comparison.ts'
import { listRuns } from '../../store/queries/listRuns.ts'
import { type Importing, START_MS, WRITTEN_MS, importing, iso, k6Lines } from './testing/importing.ts'

let on: Importing
beforeEach(() => {
  on = importing()
})

describe('k6 --out json', () => {
  it('gives seconds, histograms, steps, own metrics and the names of failures; urls are no series', async () => {
    const { origin, summary, durationMs, points } = await on.imported(k6Lines(30, (index) => 10 + (index % 10)))
    expect(origin).toEqual({ tool: 'k6', format: 'k6 --out json', lacks: [] })
    expect(durationMs).toBe(30_000)
    expect(summary.run).toMatchObject({ startedAtMs: START_MS, durationMs: 30_000, validity: 'doubtful', origin })
    expect(summary.metrics['http_reqs']).toEqual({ type: 'counter', count: 300, rate: 10 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 300, min: 10, max: 19, avg: 14.5 })
    expect(summary.metrics['http_req_failed']).toMatchObject({ passes: 30, fails: 270 })
    expect(summary.metrics['wait']).toMatchObject({ type: 'gauge', value: 299 })
    expect(summary.steps).toMatchObject([{ name: 'browse', count: 300, failed: 0.1 }])
    expect(summary.failures).toMatchObject([{ error: 'connection refused', code: '1212', step: 'browse', count: 30 }])
    const [run] = listRuns(on.database, { limit: 1, offset: 0 }).runs
    expect(run).toMatchObject({ requests: 300, failedShare: 0.1, origin })
    expect(run?.p95Us).toBeCloseTo(19_000, -2)
    expect(points).toHaveLength(30)
    expect(points[29]).toMatchObject({ second: 29, requestRate: 10, failedShare: 0.1 })
  })

  it('is read packed, out of order beyond the seconds that are kept open, and in the UTF-16 of a Windows shell', async () => {
    const text = k6Lines(90, () => 10)
    const plain = await on.imported(text)
    const lines = text.trimEnd().split('\n')
    const shuffled = [...lines.slice(0, 3), ...lines.slice(3).toReversed()].join('\r\n')
    const packed = await on.imported(gzipSync(shuffled))
    expect(packed.summary.metrics['http_req_duration']).toEqual(plain.summary.metrics['http_req_duration'])
    expect(packed.summary.run.durationMs).toBe(90_000)
    const wide = await on.imported(Buffer.from(`\uFEFF${text}`, 'utf16le'))
    expect(wide.summary.metrics['http_req_duration']).toEqual(plain.summary.metrics['http_req_duration'])
  })

  it('is judged like a run of our own, with what a percentile needs', async () => {
    const base = await on.imported(k6Lines(60, (index) => 10 + (index % 10)))
    const slow = await on.imported(k6Lines(60, (index) => 15 + (index % 10)))
    const { metrics } = readComparison(on.database, { base: [base.id], run: slow.id, tolerance: 0.05 })
    expect(metrics.find(({ step, metric }) => step === null && metric === 'p50')).toMatchObject({ verdict: 'slower' })
  })

  it.each([
    ['a line', (text: string) => `${text}{"metric":"http_reqs","type":"Poi`],
    ['gzip', (text: string) => gzipSync(text).subarray(0, -12)],
  ])('is read as far as it goes when k6 was killed within %s', async (_case, cut) => {
    const { summary } = await on.imported(cut(k6Lines(10, () => 5)))
    const requests = summary.metrics['http_reqs']
    expect(requests?.type === 'counter' && requests.count).toBeGreaterThan(90)
  })

  it('says that it was cut off', async () => {
    const { warnings } = await on.imported(`${k6Lines(10, () => 5)}{"metric":"ht`)
    expect(warnings).toEqual(['The file is cut off at its end: what was complete was read.'])
  })

  it('folds names beyond a thousand series', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) =>
      JSON.stringify({
        type: 'Point',
        metric: 'http_reqs',
        data: { time: iso(index), value: 1, tags: { name: `/item/${index}` } },
      }),
    )
    const { summary, warnings } = await on.imported(lines.join('\n'))
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 3000 })
    expect(summary.steps.length).toBeLessThanOrEqual(1001)
    expect(warnings[0]).toContain('1,000 series')
  })
})

describe('k6 --out csv', () => {
  const rows = (timeOf: (index: number) => number | string): string[] =>
    Array.from({ length: 50 }, (_, index) => {
      const tags = ',,,,true,,GET,browse,HTTP/1.1,default,,200,,,"http://x/a,b",,'
      return `http_reqs,${timeOf(index)},1.000000${tags}\nhttp_req_duration,${timeOf(index)},12.5${tags}`
    })
  // Before 0.37 there was no `service`, before 0.31 no `expected_response`, before 0.41 no `metadata`.
  const heads = [
    'metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata',
    'metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags',
  ]
  const seconds = (index: number): number => Math.floor((START_MS + index * 100) / 1000)

  it.each([
    ['with seconds', heads[0], seconds],
    ['of an older version', heads[1], seconds],
    ['with milliseconds', heads[0], (index: number) => START_MS + index * 100],
    ['with nanoseconds', heads[0], (index: number) => `${START_MS + index * 100}000000`],
    ['with RFC 3339', heads[0], (index: number) => iso(index * 100)],
  ])('is read %s', async (_case, head, timeOf) => {
    const { origin, summary } = await on.imported([head, ...rows(timeOf), ''].join('\n'))
    expect(origin?.format).toBe('k6 --out csv')
    expect(summary.run).toMatchObject({ startedAtMs: START_MS, durationMs: 5000 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 50, avg: 12.5, min: 12.5, max: 12.5 })
    expect(summary.steps).toMatchObject([{ name: 'browse', count: 50 }])
  })
})

describe('summaries of k6', () => {
  const values = { avg: 20, min: 5, med: 18, max: 90, 'p(90)': 40, 'p(95)': 55.5 }

  it('reads --summary-export: only the percentiles that it has, dated by the file', async () => {
    const { origin, summary, id, warnings } = await on.imported(
      JSON.stringify({
        metrics: {
          http_reqs: { count: 600, rate: 10 },
          http_req_duration: { ...values, thresholds: { 'p(95)<50': true, 'p(90)<50': false } },
          'http_req_duration{expected_response:true}': values,
          http_req_failed: { passes: 6, fails: 594, value: 0.01 },
          checks: { passes: 19, fails: 1, value: 0.95 },
          group_duration: values,
          my_trend: values,
          vus: { value: 3, min: 1, max: 5 },
        },
        root_group: {
          name: '',
          path: '',
          id: 'd41d8',
          groups: { cart: { name: 'cart', groups: {}, checks: { paid: { name: 'paid', passes: 9, fails: 1 } } } },
          checks: { 'is there': { name: 'is there', passes: 10, fails: 0 } },
        },
      }),
    )
    expect(origin?.lacks).toEqual(['seconds', 'histogram'])
    expect(warnings).toEqual([
      'The summary does not say when the run was: it is dated by the file.',
      'Left out, for k6 does not say how often: group_duration, my_trend.',
    ])
    expect(summary.run).toMatchObject({ startedAtMs: WRITTEN_MS - 60_000, durationMs: 60_000, status: 'failed' })
    expect(summary.run.reasons[0]).toEqual({
      about: 'target',
      text: 'http_req_duration: p(95)<50 was missed in k6.',
    })
    expect(summary.metrics['http_req_duration']).toMatchObject({
      count: 600,
      avg: 20,
      med: 18,
      'p(95)': 55.5,
      'p(99)': Number.NaN,
    })
    expect(summary.metrics['http_req_failed']).toMatchObject({ rate: 0.01 })
    expect(summary.metrics['vus']).toEqual({ type: 'gauge', value: 3, min: 1, max: 5 })
    expect(summary.load.peakVUs).toBe(5)
    expect(summary.checks).toEqual([
      { name: 'is there', passes: 10, fails: 0 },
      { name: 'paid', passes: 9, fails: 1 },
    ])
    expect(listRuns(on.database, { limit: 1, offset: 0 }).runs[0]).toMatchObject({ id, p95Us: 55_500, requests: 600 })
  })

  it('reads what handleSummary gets; before k6 0.31 nothing says which requests failed', async () => {
    const { summary, durationMs, origin } = await on.imported(
      JSON.stringify({
        metrics: {
          http_reqs: { type: 'counter', contains: 'default', values: { count: 30, rate: 3 } },
          http_req_duration: { type: 'trend', values, thresholds: { 'p(95)<50': { ok: true } } },
        },
        root_group: { name: '', groups: [], checks: [{ name: 'is there', passes: 3, fails: 1 }] },
        state: { testRunDurationMs: 12_345 },
      }),
    )
    expect(durationMs).toBe(12_345)
    expect(origin?.lacks).toEqual(['seconds', 'histogram', 'failures'])
    expect(summary.run.status).toBe('passed')
    expect(summary.checks).toEqual([{ name: 'is there', passes: 3, fails: 1 }])
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 30, 'p(95)': 55.5 })
  })

  it('reads --new-machine-readable-summary, which says when it was', async () => {
    const metric = (name: string, type: string, contains: string, each: object): object => ({
      name,
      type,
      contains,
      values: each,
    })
    const { summary, durationMs, warnings } = await on.imported(
      JSON.stringify({
        version: '1.0.0',
        config: { script: 'test.js', duration: 20.5, execution: 'local' },
        metadata: { generatedAt: iso(30_500), k6Version: '2.2.0' },
        results: {
          passed: false,
          metrics: [
            metric('http_reqs', 'counter', 'default', { count: 410 }),
            metric('http_req_duration', 'trend', 'time', { ...values, 'p(99)': 80 }),
            metric('http_req_duration{name:a}', 'trend', 'time', values),
            metric('http_req_failed', 'rate', 'default', { matches: 41, total: 410, rate: 0.1 }),
          ],
          checks: { metrics: [], results: [{ name: 'is there', passes: 400, fails: 10 }] },
        },
      }),
    )
    expect(durationMs).toBe(20_500)
    expect(warnings).toEqual([])
    expect(summary.run).toMatchObject({ startedAtMs: START_MS + 10_000, status: 'failed' })
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 410, rate: 20 })
    expect(summary.metrics['http_req_failed']).toMatchObject({ passes: 41, fails: 369 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 410, 'p(99)': 80 })
    expect(summary.checks).toEqual([{ name: 'is there', passes: 400, fails: 10 }])
  })
})
