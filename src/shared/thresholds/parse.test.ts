import { describe, expect, it } from 'vitest'
import { HeadroomError } from '../errors.ts'
import { parseMetricKey, parseThreshold } from './parse.ts'
import type { ThresholdText } from './parse.ts'

function errorOf(metric: string, text: ThresholdText): HeadroomError {
  try {
    parseThreshold(metric, text)
  } catch (error) {
    if (error instanceof HeadroomError) return error
  }
  throw new Error('It did not throw a HeadroomError.')
}

describe('expressions', () => {
  it.each<[string, object, string, number]>([
    ['p(95)<500', { method: 'p', percent: 95 }, '<', 500],
    [' p( 99.9 ) <= 1.5 ', { method: 'p', percent: 99.9 }, '<=', 1.5],
    ['p(0)>0', { method: 'p', percent: 0 }, '>', 0],
    ['avg<1e3', { method: 'avg' }, '<', 1000],
    ['min>=.5', { method: 'min' }, '>=', 0.5],
    ['max<10', { method: 'max' }, '<', 10],
    ['med < 200', { method: 'med' }, '<', 200],
    ['count==100', { method: 'count' }, '==', 100],
    ['count===100', { method: 'count' }, '===', 100],
    ['rate!=0', { method: 'rate' }, '!=', 0],
    ['value>-1', { method: 'value' }, '>', -1],
  ])('%s', (expression, aggregate, operator, limit) => {
    expect(parseThreshold('http_req_duration', expression)).toEqual({
      metric: 'http_req_duration',
      metricName: 'http_req_duration',
      filter: {},
      expression,
      aggregate,
      operator,
      limit,
      abortOnFail: false,
      delayAbortEvalMs: 0,
    })
  })

  it.each<[string, object]>([
    ['p(95) < baseline + 10%', { share: 0.1 }],
    ['p(95)<baseline-5%', { share: -0.05 }],
    ['avg <= baseline', { share: 0 }],
    ['max < baseline + .5 %', { share: 0.005 }],
    ['med < Baseline + 50ms', { amount: 50, isTime: true }],
    ['p(99) < baseline - 1.5s', { amount: -1500, isTime: true }],
    ['rate < baseline + 0.001', { amount: 0.001, isTime: false }],
  ])('%s is relative to the baseline: no limit until that is known', (expression, offset) => {
    expect(parseThreshold('http_req_duration', expression)).toMatchObject({ limit: null, offset })
  })

  it('takes the options for aborting', () => {
    const text = { threshold: 'rate<0.01', abortOnFail: true, delayAbortEval: '1m30s' }
    const threshold = parseThreshold('http_req_failed', text)
    expect(threshold).toMatchObject({ expression: 'rate<0.01', abortOnFail: true, delayAbortEvalMs: 90_000 })
    expect(parseThreshold('http_req_failed', { threshold: 'rate<0.01' })).toMatchObject({ abortOnFail: false })
  })

  it.each<[string, string, string]>([
    ['p(95)', 'no comparison', 'Write it like'],
    ['p95<500', '`p95` is not', '`p(95)`'],
    ['p(101)<500', 'no percentile 101', 'Write it like'],
    ['average<5', '`average` is not', 'Write it like'],
    ['mav<5', '`mav` is not', '`max`'],
    ['<5', 'does not say what', 'Write it like'],
    ['p(95)<500ms', '`500ms` is not a number', 'milliseconds'],
    ['rate<', '`` is not a number', 'Write it like'],
    ['rate=<1', 'no comparison', 'Write it like'],
    ['rate<1%', '`1%` is not a number', '0.01 for 1 %'],
    ['p(95)<baseline+', '`baseline+` is not a limit relative', 'baseline + 10%'],
    ['p(95)<baseline*2', '`baseline*2` is not a limit relative', 'baseline + 10%'],
    ['p(95)<baseline + 5 bananas', '`5bananas` is neither a share nor a time', 'baseline + 10%'],
    ['p(95)<base + 5%', '`base + 5%` is not a number', 'Write it like'],
    ['p(95)<500<600', '`500<600` is not a number', 'Write it like'],
  ])('refuses %s', (expression, message, hint) => {
    const error = errorOf('m', expression)
    expect(error.code).toBe('THRESHOLD_INVALID')
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
  })

  it('refuses a delay that is no duration', () => {
    expect(errorOf('m', { threshold: 'rate<1', delayAbortEval: 'soon' }).code).toBe('DURATION_INVALID')
  })
})

describe('metric keys', () => {
  it.each<[string, string, Record<string, string>]>([
    ['checks', 'checks', {}],
    ['http_reqs{operation:READ}', 'http_reqs', { operation: 'READ' }],
    ['http_reqs{ a : 1 , "b":\'x y\' }', 'http_reqs', { a: '1', b: 'x y' }],
    ['http_reqs{url:http://x}', 'http_reqs', { url: 'http://x' }],
    ['http_reqs{empty:}', 'http_reqs', { empty: '' }],
  ])('%s', (key, name, filter) => {
    expect(parseMetricKey(key)).toEqual({ name, filter })
  })

  it.each(['http_reqs{a:1', 'http_reqs{}', 'http_reqs{a}', 'http_reqs{:1}', 'http_reqs{a:1,}'])('refuses %s', (key) => {
    expect(errorOf(key, 'count>1').code).toBe('METRIC_INVALID')
  })
})
