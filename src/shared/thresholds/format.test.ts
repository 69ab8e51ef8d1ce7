import { describe, expect, it } from 'vitest'
import { thresholdText } from './format.ts'

const text = (metric: string, expression: string, value: number | null) => thresholdText({ metric, expression, value })

describe('thresholdText', () => {
  it('gives times of a percentile in their unit, with the margin', () => {
    expect(text('http_req_duration', 'p(95)<500', 312)).toEqual({
      aggregate: 'P95',
      limit: '< 500 ms',
      value: '312 ms',
      margin: '188 ms (37.6 %) to spare',
    })
  })

  it('measures the margin as a distance when the limit is missed', () => {
    expect(text('http_req_duration{operation:READ}', 'avg<=200', 250).margin).toBe('50.0 ms (25.0 %) over')
  })

  it.each([
    ['http_req_failed', 'rate<0.001', 0.0004, '< 0.1 %', '0.04 %'],
    ['checks', 'rate>=0.99', 1, '≥ 99.0 %', '100.0 %'],
    ['http_reqs', 'rate>100', 1234.5, '> 100 req/s', '1,235 req/s'],
    ['iterations', 'rate>2', 8.42, '> 2.00 /s', '8.42 /s'],
    ['http_reqs', 'count>1000', 12_345, '> 1,000', '12,345'],
    ['data_received', 'count<2000000', 1_500_000, '< 2.00 MB', '1.50 MB'],
    ['vus', 'value<=50', 50, '≤ 50', '50'],
    ['my_trend', 'p(99.9)<12.5', 3.14159, '< 12.5', '3.142'],
  ])('%s %s is shown with its unit', (metric, expression, value, limit, shown) => {
    expect(text(metric, expression, value)).toMatchObject({ limit, value: shown })
  })

  it('shows a relative limit with what it came from, judged or not', () => {
    const relative = { metric: 'http_req_duration', expression: 'p(95) < baseline + 10%' }
    expect(thresholdText({ ...relative, value: 260, limit: 275, baseline: 250 })).toMatchObject({
      limit: '< 275 ms (baseline 250 ms + 10 %)',
      margin: '15.0 ms (5.5 %) to spare',
    })
    expect(thresholdText({ ...relative, value: 260, limit: null })).toEqual({
      aggregate: 'P95',
      limit: '< baseline + 10 %',
      value: '260 ms',
    })
    const amount = { metric: 'http_req_duration', expression: 'avg<=baseline-1.5s', limit: 500, baseline: 2000 }
    expect(thresholdText(amount).limit).toBe('≤ 500 ms (baseline 2.00 s - 1.50 s)')
    expect(thresholdText({ metric: 'checks', expression: 'rate>=baseline' }).limit).toBe('≥ baseline')
  })

  it('has no margin when there was nothing to judge or when equality is asked for', () => {
    expect(text('http_req_duration', 'max<1', null)).toEqual({ aggregate: 'maximum', limit: '< 1.00 ms', value: '–' })
    expect(text('http_reqs', 'count==3', 3)).not.toHaveProperty('margin')
  })

  it('says whether a value is over its limit or short of it', () => {
    expect(text('checks', 'rate>0.99', 0.97).margin).toBe('2.0 points short')
    expect(text('http_reqs', 'rate>=100', 80).margin).toBe('20.0 req/s (20.0 %) short')
    expect(text('http_reqs', 'rate>=100', 100).margin).toBe('0 req/s (0 %) to spare')
    expect(text('http_reqs', 'rate>100', 100).margin).toBe('0 req/s (0 %) short')
  })

  it('leaves out the share when the limit is zero or itself a share', () => {
    expect(text('checks', 'rate>0.99', 1).margin).toBe('1.0 points to spare')
    expect(text('dropped_iterations', 'count<=0', 7).margin).toBe('7 over')
  })
})
