import { beforeEach, describe, expect, it } from 'vitest'
import { readComparison } from '../../store/queries/comparison.ts'
import { listRuns } from '../../store/queries/listRuns.ts'
import { readRangeReport } from '../../store/queries/rangeReport.ts'
import { readTrend } from '../../store/queries/trends.ts'
import { type Importing, START_MS, WRITTEN_MS, importing, k6Lines, realText } from './testing/importing.ts'

let on: Importing
beforeEach(() => {
  on = importing()
})

describe('what autocannon really wrote', () => {
  it('has totals; P95 is not among its percentiles', async () => {
    const { origin, durationMs, summary } = await on.importedReal('autocannon.json')
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
    expect(listRuns(on.database, { limit: 1, offset: 0 }).runs[0]).toMatchObject({ p95Us: null, requests: 3281 })
  })

  it('counts time-outs beside answers, and tells the connections as users', async () => {
    const { summary } = await on.importedReal('autocannon-timeouts.json')
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 158 })
    expect(summary.metrics['http_req_failed']).toMatchObject({ passes: 8, fails: 150 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 150, max: 94 })
    expect(summary.load.peakVUs).toBe(2)
    const { summary: missing } = await on.importedReal('autocannon-404.json')
    expect(missing.metrics['http_req_failed']).toMatchObject({ passes: 835, fails: 0 })
  })

  it('says that times with a rate are corrected: 2,665 of 482 requests', async () => {
    const { summary, warnings } = await on.importedReal('autocannon-rate.json')
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 482, 'p(99)': 31 })
    expect(warnings[0]).toContain('corrected for coordinated omission')
    expect(summary.run.reasons).toContainEqual({ about: 'measurement', text: warnings[0] })
  })

  it('is refused when every connection was closed unanswered: autocannon counts nothing then', async () => {
    await expect(on.importedReal('autocannon-nothing.json')).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
  })
})

describe('what Artillery really wrote', () => {
  interface Written {
    aggregate: { counters: Record<string, number>; summaries: Record<string, Record<string, number>> }
  }
  const written = (name: string): Written['aggregate'] => (JSON.parse(realText(name)) as Written).aggregate

  it('has its counts, failures and percentiles; its times end at the first byte', async () => {
    const { counters, summaries } = written('artillery.json')
    const told = summaries['http.response_time'] ?? {}
    const { origin, summary, points, warnings } = await on.importedReal('artillery.json')
    expect(origin?.lacks).toEqual(['seconds', 'histogram', 'last-byte'])
    expect(warnings).toEqual([])
    expect(summary.failures.map(({ error, count }) => [error, count])).toEqual([
      ['ECONNRESET', 51],
      ['ETIMEDOUT', 1],
    ])
    expect(summary.metrics['http_reqs']).toMatchObject({ count: counters['http.requests'] })
    // 51 connections were closed, one request timed out.
    expect(summary.metrics['http_req_failed']).toMatchObject({ passes: 52 })
    expect(summary.metrics['http_req_duration']).toMatchObject({
      count: told['count'],
      min: told['min'],
      max: told['max'],
      'p(50)': told['median'],
      'p(95)': told['p95'],
      'p(99)': told['p99'],
    })
    expect(summary.load.droppedIterations).toBe(counters['vusers.skipped'])
    expect(summary.steps).toEqual([])
    expect(points.length).toBeGreaterThan(1)
  })

  it('has endpoints with their failures, also one that never answered; redirects are requests without a step', async () => {
    const { counters } = written('artillery-endpoints.json')
    const { summary } = await on.importedReal('artillery-endpoints.json')
    const outcomes = Object.entries(counters).filter(([name]) => /^http\.codes\.[45]|^errors\./.test(name))
    expect(summary.metrics['http_reqs']).toMatchObject({ count: counters['http.requests'] })
    expect(summary.metrics['http_req_failed']).toMatchObject({
      passes: outcomes.reduce((sum, [, count]) => sum + count, 0),
    })
    const steps = new Map(summary.steps.map((step) => [step.name, step]))
    expect(steps.get('home')).toMatchObject({ count: 200, failed: 0 })
    expect(steps.get('unknown')).toMatchObject({ count: 102, failed: 1 })
    expect(steps.get('lost')).toMatchObject({ count: 98, failed: 1 })
    expect(summary.failures.map(({ error, step, count }) => [error, step, count])).toEqual([
      ['status 404', 'unknown', 102],
      ['ECONNRESET', 'lost', 98],
    ])
    const inSteps = summary.steps.reduce((sum, { count }) => sum + count, 0)
    expect(inSteps).toBe((counters['http.requests'] ?? 0) - (counters['http.codes.302'] ?? 0))
  })

  it('has rates by the seconds of a period: the first and the last are shorter than ten', async () => {
    const { points, durationMs } = await on.importedReal('artillery-endpoints.json')
    expect(points.map(({ second }) => second)).toEqual([0, 6, 16])
    const average = 910 / (durationMs / 1000)
    for (const { requestRate } of points) expect(Math.abs(requestRate / average - 1)).toBeLessThan(0.15)
  })
})

describe('Locust', () => {
  it('has in stats steps and the whole, each with its own percentiles', async () => {
    const head =
      'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%'
    const row = (type: string, name: string, count: number, p95: number): string =>
      `${type},${name},${count},2,10,12.5,3.25,300,512,5,0.1,10,15,20,22,40,${p95},90,120,300,300,300`
    const { summary } = await on.imported(
      [head, row('GET', '/a', 200, 60), row('GET', '/b', 100, 80), row('', 'Aggregated', 300, 66)].join('\r\n'),
    )
    expect(summary.run).toMatchObject({ durationMs: 60_000, startedAtMs: WRITTEN_MS - 60_000 })
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 300 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 300, 'p(95)': 66, 'p(99.9)': Number.NaN })
    expect(summary.steps).toMatchObject([
      { name: 'GET /a', count: 200, p95: 60 },
      { name: 'GET /b', count: 100, p95: 80 },
    ])
    const wide = await on.imported(
      [
        head,
        ...Array.from({ length: 400 }, (_, index) => row('GET', `/${index}`, 10, 60)),
        row('', 'Aggregated', 4000, 66),
      ].join('\n'),
    )
    expect(wide.summary.metrics['http_reqs']).toMatchObject({ count: 4000 })
    expect(wide.summary.steps).toHaveLength(301)
    expect(wide.summary.steps.at(-1)).toMatchObject({ name: 'other', count: 1000, p95: Number.NaN })
    expect(wide.warnings.join(' ')).toContain('more than 300 names')
  })

  const head =
    'Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size'
  const row = (second: number, p95: string, count: number, name = ',Aggregated'): string =>
    `${START_MS / 1000 + second},${second},${name},10.000000,1.000000,5,6,7,8,9,${p95},11,12,13,14,15,${count},${count / 10},5,6,1,40,100`

  it('has in the history a course; its percentiles are those of the whole run until then', async () => {
    const text = [head, row(1, 'N/A', 0), row(2, '10', 10), row(3, '20', 20), ''].join('\r\n')
    const { summary, points, origin } = await on.imported(text)
    expect(origin?.lacks).toEqual(['seconds', 'histogram'])
    expect(summary.run).toMatchObject({ startedAtMs: START_MS + 1000, durationMs: 2000 })
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 20 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ 'p(50)': 5, 'p(95)': 20, 'p(99)': 12 })
    expect(points).toMatchObject([
      { second: 0, p95Us: null, vus: 1 },
      { second: 1, p95Us: null, failedShare: 0.1, requestRate: 10 },
      { second: 2, p95Us: null, vus: 3 },
    ])
    expect(summary.load.peakVUs).toBe(3)
  })

  it('has in the full history those of ten seconds, and of the whole the median alone', async () => {
    const text = [
      head,
      row(2, '9', 5, 'GET,/a'),
      row(2, '10', 10),
      row(3, '8', 9, 'GET,/a'),
      row(3, '20', 20),
      '',
    ].join('\n')
    const { summary, points } = await on.imported(text)
    expect(points.map(({ p95Us }) => p95Us)).toEqual([10_000, 20_000])
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 20, 'p(50)': 5, 'p(95)': Number.NaN })
  })
})

describe('the report of a run without its seconds', () => {
  it('has the figures of the whole whatever range is asked for, and none that nobody can tell', async () => {
    const { id } = await on.importedReal('artillery-endpoints.json')
    const whole = readRangeReport(on.database, { runId: id })
    const asked = readRangeReport(on.database, { runId: id, range: { from: 1, to: 2 } })
    expect(asked).toEqual(whole)
    expect(whole).toMatchObject({ isWhole: true, distribution: null })
    expect(whole.reasons.at(-1)).toContain('its times end at the first byte')
    expect(whole.summary.metrics['http_req_duration']).toMatchObject({ 'p(99.9)': Number.NaN })
  })

  it('has the phases that k6 tells, with the percentiles that it tells', async () => {
    const metrics = {
      http_reqs: { count: 40, rate: 4 },
      http_req_waiting: { avg: 3, min: 1, med: 2, max: 9, 'p(90)': 5, 'p(95)': 6 },
    }
    const { id } = await on.imported(JSON.stringify({ metrics, root_group: { name: '' } }))
    expect(readRangeReport(on.database, { runId: id }).phases).toEqual([
      { metric: 'http_req_waiting', count: 40, meanUs: 3000, p50Us: 2000, p95Us: 6000, p99Us: Number.NaN },
    ])
  })

  it('leaves out percentiles of several of Locust’s names as one', async () => {
    const head =
      'Type,Name,Request Count,Failure Count,Average Response Time,Min Response Time,Max Response Time,Requests/s,50%,90%,95%,99%'
    const rows = ['GET,/a,10,0,5,1,9,1,5,6,7,8', 'GET,/b,10,1,5,1,900,1,5,6,7,8', 'POST,/c,5,0,5,1,9,1,4,6,7,8']
    const { id } = await on.imported([head, ...rows, ',Aggregated,25,1,5,1,900,3,5,6,7,8', ''].join('\n'))
    const { tags } = readRangeReport(on.database, { runId: id })
    expect(tags).toMatchObject([
      { tag: 'method', value: 'GET', count: 20, p95Us: Number.NaN, failedShare: 0.05 },
      { tag: 'method', value: 'POST', count: 5, p50Us: 4000, p95Us: 7000 },
    ])
  })
})

describe('the trend of a scenario', () => {
  it('has the percentiles that tools tell, but none to the first byte beside others to the last', async () => {
    const percentilesOf = () =>
      readTrend(on.database, { scenario: 'Checkout' }).runs.map(({ values }) => [values.p50, values.p95, values.p99])
    await on.importedReal('autocannon.json', { scenario: 'Checkout' })
    expect(percentilesOf()).toEqual([[3000, null, 14_000]])
    await on.importedReal('artillery.json', { scenario: 'Checkout' })
    expect(percentilesOf()).toContainEqual([null, null, null])
    expect(percentilesOf()).toContainEqual([3000, null, 14_000])
  })
})

describe('a comparison with what cannot be told', () => {
  it('sets the figures of whole runs side by side, judges none, and says why', async () => {
    const base = await on.imported(k6Lines(60, () => 10))
    const { id } = await on.importedReal('autocannon.json')
    const comparison = readComparison(on.database, { base: [base.id], run: id, tolerance: 0.05 })
    expect(comparison).toMatchObject({ verdict: 'cannot-tell', comparedSeconds: null, changes: [] })
    expect(comparison.reasons.join(' ')).toContain('autocannon JSON) and cannot tell how the run went second by second')
    expect(comparison.metrics.map(({ metric, base: was, run }) => [metric, was, run])).toEqual([
      ['p50', 10, 3],
      // autocannon tells no P95.
      ['p99', 10, 14],
      ['error_rate', 0.1, expect.closeTo(30 / 3281, 6)],
      ['throughput', 10, expect.closeTo(3281 / 3.02, 1)],
    ])
    for (const { verdict, interval } of comparison.metrics) {
      expect([verdict, interval]).toEqual(['cannot-tell', null])
    }
  })

  it('has steps on both sides by their names, and tells those that one of them lacks', async () => {
    const base = await on.importedReal('artillery-endpoints.json')
    const run = await on.imported(
      realText('artillery-endpoints.json')
        .replaceAll('endpoint.save.', 'endpoint.store.')
        .replaceAll('time.save', 'time.store'),
    )
    const { metrics, changes } = readComparison(on.database, { base: [base.id], run: run.id, tolerance: 0.05 })
    expect(metrics.filter(({ step }) => step === 'unknown').map(({ metric, delta }) => [metric, delta])).toEqual([
      ['p50', 0],
      ['p95', 0],
      ['p99', 0],
      ['error_rate', 0],
      ['throughput', 0],
    ])
    expect(changes).toEqual(['step save: only in the baseline', 'step store: not in every run of the baseline'])
  })
})
