import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../shared/summary.ts'
import { k6Summary } from './k6Summary.ts'
import { markdownReport } from './markdown.ts'

const trend = {
  count: 10,
  avg: 20,
  min: 5,
  med: 18,
  max: 90,
  'p(50)': 18,
  'p(90)': 40,
  'p(95)': 55,
  'p(99)': 80,
  'p(99.9)': 90,
}
const SUMMARY: RunSummary = {
  run: {
    id: 'abc-1',
    name: 'Smoke | [x](http://evil) @team <b>',
    scenario: 'Smoke',
    startedAtMs: Date.UTC(2026, 10, 1, 12),
    durationMs: 60_000,
    status: 'failed',
    validity: 'doubtful',
    reasons: [
      { about: 'target', text: 'http_req_duration: p(95)<50 failed' },
      { about: 'measurement', text: 'The generator was late.' },
    ],
  },
  metrics: {
    http_reqs: { type: 'counter', count: 600, rate: 10 },
    http_req_duration: { type: 'trend', ...trend },
    'http_req_duration{step:a}': { type: 'trend', ...trend },
    http_req_failed: { type: 'rate', rate: 0.01, passes: 6, fails: 594 },
    vus: { type: 'gauge', value: 1, min: 1, max: 5 },
  },
  thresholds: [
    { metric: 'http_req_duration', expression: 'p(95)<50', value: 55, limit: 50, ok: false, aborted: false },
  ],
  steps: [{ name: 'a', count: 600, rate: 10, p50: 18, p95: 55, p99: 80, failed: 0.01 }],
  failures: [],
  checks: [
    { name: 'status is 200', passes: 594, fails: 6 },
    { name: 'fine', passes: 600, fails: 0 },
  ],
  load: {
    workers: 1,
    peakVUs: 5,
    droppedIterations: 0,
    loopDelayP99Ms: 1,
    cpuShareMax: 0.2,
    timerLatenessP99Ms: 1,
    coordinatorLoopDelayP99Ms: 1,
  },
}

describe('markdownReport', () => {
  const text = markdownReport(SUMMARY)

  it('says the verdict, why, what is in doubt, and each threshold with its margin', () => {
    expect(text).toMatch(/^### ❌ Failed: /)
    expect(text).toContain('Measurement doubtful.** The generator was late.')
    expect(text).toContain('| ❌ | http\\_req\\_duration: p(95)\\<50 | 55.0 ms | \\< 50.0 ms |')
    expect(text).toContain('| status is 200 | 594 | 6 |')
    expect(text).not.toContain('| fine |')
    expect(text).toContain('<details><summary>Steps (1)</summary>')
  })

  it('says what breaking-point executors found', () => {
    const levels = [{ level: 5, held: true, startedAtMs: 0 }]
    const found = { executor: 'a*b', raise: 'vus' as const, highestHeld: 5, lowestBroken: null, levels }
    expect(markdownReport({ ...SUMMARY, breakingPoints: [found] })).toContain(
      String.raw`**Breaking point of a\*b:** 5 VUs held, and nothing broke: the limit lies higher.`,
    )
  })

  it('shows names as text: no links, no mentions, no markup', () => {
    const [heading = ''] = text.split('\n')
    expect(heading).toContain(String.raw`Smoke \| \[x\](http`)
    expect(heading).not.toContain('http://')
    expect(heading).not.toContain('@team')
    expect(heading).toContain(String.raw`\<b\>`)
  })
})

describe('k6Summary', () => {
  it("has the shape of handleSummary's data", () => {
    const data = JSON.parse(k6Summary(SUMMARY)) as Record<string, unknown>
    expect(data).toMatchObject({
      state: { testRunDurationMs: 60_000 },
      root_group: { name: '', checks: [{ name: 'status is 200', path: '::status is 200', passes: 594, fails: 6 }, {}] },
      metrics: {
        http_reqs: { type: 'counter', contains: 'default', values: { count: 600, rate: 10 } },
        http_req_duration: {
          type: 'trend',
          contains: 'time',
          values: { avg: 20, med: 18, 'p(95)': 55, 'p(99)': 80, count: 10 },
          thresholds: { 'p(95)<50': { ok: false } },
        },
        'http_req_duration{step:a}': { contains: 'time' },
        http_req_failed: { type: 'rate', values: { rate: 0.01, passes: 6, fails: 594 } },
        vus: { type: 'gauge', values: { value: 1, min: 1, max: 5 } },
      },
    })
    expect(JSON.stringify(data)).not.toContain('p(50)')
  })
})
