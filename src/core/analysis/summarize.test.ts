import { describe, expect, test } from 'vitest'
import type { RunRecord } from '../../shared/run.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { RunMetrics } from '../runner/metrics/runMetrics.ts'
import { type Sample, WindowMaker } from '../runner/testing/windows.ts'
import { type SummaryInput, summarize } from './summarize.ts'

const RUN: RunRecord = {
  id: 'r1',
  name: 'Mixed traffic',
  scenario: 'Mixed traffic',
  startedAtMs: 0,
  durationMs: 2000,
  status: 'passed',
  validity: 'valid',
  reasons: [],
}
const LOAD = {
  workers: 1,
  peakVUs: 12,
  droppedIterations: 0,
  loopDelayP99Ms: 1,
  cpuShareMax: 0.2,
  timerLatenessP99Ms: 1,
  coordinatorLoopDelayP99Ms: 1,
}

/** Totals of a run whose seconds held these samples. */
function inputOf(seconds: readonly (readonly Sample[])[], thresholds: readonly ThresholdResult[] = []): SummaryInput {
  const metrics = new RunMetrics()
  const maker = new WindowMaker()
  for (const [second, samples] of seconds.entries()) {
    metrics.closeSecond(second, [{ worker: 0, window: maker.window(second, samples) }])
  }
  return { run: RUN, series: metrics.definitions(), totals: metrics.totals(), thresholds, load: LOAD }
}

const threshold = (metric: string): ThresholdResult => ({
  metric,
  expression: 'p(95)<500',
  value: 1,
  limit: 500,
  ok: true,
  aborted: false,
})

describe('metrics', () => {
  test('trends of durations in milliseconds, with k6 fields', () => {
    const values = Array.from({ length: 1000 }, (_, index) => (index + 1) * 1000)
    const { metrics } = summarize(inputOf([[{ metric: 'http_req_duration', values }]]))
    const trend = metrics['http_req_duration']
    expect(trend).toMatchObject({ type: 'trend', count: 1000, avg: 500.5, min: 1, max: 1000 })
    if (trend?.type !== 'trend') throw new Error('not a trend')
    for (const [key, wanted] of [
      ['med', 500],
      ['p(50)', 500],
      ['p(90)', 900],
      ['p(95)', 950],
      ['p(99)', 990],
      ['p(99.9)', 999],
    ] as const) {
      expect(Math.abs(trend[key] - wanted) / wanted).toBeLessThan(0.001)
    }
  })

  test('trends of the test itself keep their unit, and stand behind the built-in metrics', () => {
    const { metrics } = summarize(
      inputOf([
        [
          { metric: 'answer_length', values: [10, 20, 30] },
          { metric: 'http_reqs', values: [1] },
        ],
      ]),
    )
    expect(Object.keys(metrics)).toEqual(['http_reqs', 'answer_length'])
    expect(metrics['answer_length']).toMatchObject({ avg: 20, min: 10, max: 30, med: 20 })
  })

  test('counters, rates and gauges', () => {
    const { metrics } = summarize(
      inputOf([
        [
          { metric: 'http_reqs', values: [1, 1, 1] },
          { metric: 'http_req_failed', values: [1, 0, 0, 0] },
          { metric: 'vus', tags: { scenario: 'a' }, values: [10] },
        ],
        [
          { metric: 'http_reqs', values: [1] },
          { metric: 'vus', tags: { scenario: 'a' }, values: [2] },
          { metric: 'vus', tags: { scenario: 'b' }, values: [10] },
        ],
      ]),
    )
    expect(metrics['http_reqs']).toEqual({ type: 'counter', count: 4, rate: 2 })
    expect(metrics['http_req_failed']).toEqual({ type: 'rate', rate: 0.25, passes: 1, fails: 3 })
    expect(metrics['vus']).toEqual({ type: 'gauge', value: 12, min: 12, max: 12 })
  })

  test('a sub-metric for every threshold with a filter, once', () => {
    const { metrics } = summarize(
      inputOf(
        [
          [
            { metric: 'http_req_duration', tags: { operation: 'READ', step: 'a' }, values: [1000] },
            { metric: 'http_req_duration', tags: { operation: 'READ', step: 'b' }, values: [3000] },
            { metric: 'http_req_duration', tags: { operation: 'WRITE' }, values: [9000] },
          ],
        ],
        [
          threshold('http_req_duration{operation:READ}'),
          threshold('http_req_duration{operation:READ}'),
          threshold('http_req_duration'),
          threshold('http_req_duration{operation:AI}'),
        ],
      ),
    )
    expect(Object.keys(metrics)).toEqual(['http_req_duration', 'http_req_duration{operation:READ}'])
    expect(metrics['http_req_duration{operation:READ}']).toMatchObject({ count: 2, max: 3 })
  })
})

test('steps, over the series that differ in status', () => {
  const step = (status: string, values: number[], failed: number) => [
    { metric: 'http_reqs', tags: { step: 'browse', status }, values: values.map(() => 1) },
    { metric: 'http_req_duration', tags: { step: 'browse', status }, values },
    { metric: 'http_req_failed', tags: { step: 'browse', status }, values: values.map(() => failed) },
  ]
  const { steps } = summarize(inputOf([[...step('200', [1000, 2000, 3000], 0), ...step('500', [9000], 1)]]))
  expect(steps).toEqual([{ name: 'browse', count: 4, rate: 2, p50: 2, p95: 9, p99: 9, failed: 0.25 }])
})

test('failures by their name, step and host, the most frequent first, with a hint', () => {
  const failed = (step: string, tags: Record<string, string>, count: number) => ({
    metric: 'http_req_failed',
    tags: { step, ...tags },
    values: Array.from({ length: count }, () => 1),
  })
  const refused = { status: '0', error_code: '1212', error: 'connection refused', host: '127.0.0.1:4700' }
  const { failures } = summarize(
    inputOf([
      [
        failed('a', { status: '500', error_code: '1500' }, 2),
        failed('a', refused, 2),
        failed('a', { ...refused, scenario: 'other' }, 1),
        failed('b', refused, 1),
        { metric: 'http_req_failed', tags: { step: 'a', status: '200' }, values: [0] },
      ],
    ]),
  )
  expect(failures).toEqual([
    {
      error: 'connection refused',
      code: '1212',
      step: 'a',
      host: '127.0.0.1:4700',
      count: 3,
      hint: 'Nothing listens on that port: has the server been started?',
    },
    {
      error: 'status 500',
      code: '1500',
      step: 'a',
      host: '',
      count: 2,
      hint: 'The server failed: look into its log at that time.',
    },
    expect.objectContaining({ error: 'connection refused', step: 'b', count: 1 }),
  ])
})

test('checks by name, over steps and scenarios', () => {
  const check = (name: string, scenario: string, values: number[]) => ({
    metric: 'checks',
    tags: { check: name, scenario },
    values,
  })
  const { checks } = summarize(
    inputOf([[check('is 200', 'a', [1, 1, 0]), check('fast', 'a', [1]), check('is 200', 'b', [0])]]),
  )
  expect(checks).toEqual([
    { name: 'is 200', passes: 2, fails: 2 },
    { name: 'fast', passes: 1, fails: 0 },
  ])
})

test('a run without a single sample', () => {
  expect(summarize(inputOf([]))).toMatchObject({ metrics: {}, steps: [], checks: [] })
})
