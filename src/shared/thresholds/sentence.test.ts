import { describe, expect, it } from 'vitest'
import { thresholdSentence } from './sentence.ts'

const sentence = (metric: string, expression: string, value: number | null, limit: number, ok = false): string =>
  thresholdSentence({ metric, expression, value, limit, ok, aborted: false })

describe('thresholdSentence', () => {
  it.each([
    ['http_req_failed', 'rate<0.01', 0.0105, 0.01, 'Errors: 1.1 %, target below 1.0 %: missed.'],
    ['http_req_failed', 'rate<0.01', 0.0101, 0.01, 'Errors: 1.01 %, target below 1.0 %: missed.'],
    ['http_req_duration', 'p(95)<=500', 500.2, 500, 'P95 response time: 500.2 ms, target at most 500 ms: missed.'],
    [
      'http_req_duration{operation:READ}',
      'avg<1000',
      1500,
      1000,
      'Average response time (operation READ): 1.50 s, target below 1.00 s: missed.',
    ],
    ['http_reqs', 'rate>100', 42, 100, 'Request rate: 42.0 req/s, target above 100 req/s: missed.'],
    ['my_trend', 'p(99)<5', 7, 5, 'P99 my_trend: 7, target below 5: missed.'],
  ])('%s: %s is told in the units that people read', (metric, expression, value, limit, text) => {
    expect(sentence(metric, expression, value, limit)).toBe(text)
  })

  it('says when it came to hold again, and when nothing was measured', () => {
    const met = { metric: 'checks', expression: 'rate>=0.99', value: 1, limit: 0.99, ok: true, aborted: false }
    expect(thresholdSentence(met, true)).toBe('Checks passed: 100.0 %, target at least 99.0 %: met again.')
    expect(sentence('http_reqs', 'count>1', null, 1)).toBe(
      'Count http_reqs: nothing was measured, target above 1: missed.',
    )
  })

  it('says when there is no baseline to judge by', () => {
    const relative = { metric: 'http_req_duration', expression: 'p(95) < baseline + 10%', value: 132, ok: true }
    expect(thresholdSentence({ ...relative, limit: null, aborted: false })).toBe(
      'P95 response time: 132 ms, target below baseline + 10 %: not judged, there is no baseline.',
    )
  })
})
