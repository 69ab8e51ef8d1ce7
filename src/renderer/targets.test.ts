import { describe, expect, it } from 'vitest'
import type { ThresholdResult } from '../shared/thresholds/types.ts'
import { targetOfTile } from './targets.ts'

const result = (metric: string, expression: string, value: number | null, ok = true): ThresholdResult => ({
  metric,
  expression,
  value,
  limit: Number(/[\d.]+$/.exec(expression)?.[0]),
  ok,
  aborted: false,
})

describe('targetOfTile', () => {
  const p95 = result('http_req_duration', 'p(95)<500', 300)

  it('finds the threshold of each headline figure', () => {
    const results = [
      p95,
      result('http_req_failed', 'rate<0.01', 0.02, false),
      result('http_reqs', 'rate>100', 120),
      result('vus', 'value<=50', 20),
    ]
    expect(targetOfTile('p95', results)).toMatchObject({ state: 'met', text: { limit: '< 500 ms', value: '300 ms' } })
    expect(targetOfTile('errors', results)).toMatchObject({ state: 'missed', text: { limit: '< 1.0 %' } })
    expect(targetOfTile('rate', results)?.text.limit).toBe('> 100 req/s')
    expect(targetOfTile('vus', results)?.text.limit).toBe('≤ 50')
  })

  it('leaves out other percentiles and parts of the requests', () => {
    const results = [
      result('http_req_duration', 'p(99)<900', 300),
      result('http_req_duration{operation:READ}', 'p(95)<100', 300, false),
      result('http_req_waiting', 'p(95)<100', 30),
    ]
    expect(targetOfTile('p95', results)).toBeUndefined()
  })

  it('shows the missed one of several, else the tightest', () => {
    const tight = result('http_req_duration', 'p(95)<320', 300)
    const missed = result('http_req_duration', 'p(95)<200', 300, false)
    expect(targetOfTile('p95', [p95, tight])?.result).toBe(tight)
    expect(targetOfTile('p95', [p95, missed, tight])?.result).toBe(missed)
  })

  it('leaves open what was not judged yet', () => {
    expect(targetOfTile('p95', [result('http_req_duration', 'p(95)<500', null)])).toMatchObject({
      state: 'open',
      text: { value: '–' },
    })
  })
})
