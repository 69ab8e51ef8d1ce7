import { describe, expect, it } from 'vitest'
import { measurementReasons } from './verdictText.ts'

describe('measurementReasons', () => {
  it('leaves missed targets to their own table', () => {
    const threshold = {
      metric: 'http_req_duration',
      expression: 'p(95)<60',
      value: 77,
      limit: 60,
      ok: false,
      aborted: false,
    }
    const run = {
      id: 'a',
      name: 'a',
      scenario: 'a',
      startedAtMs: 0,
      durationMs: 1000,
      status: 'failed' as const,
      validity: 'doubtful' as const,
      reasons: ['http_req_duration: p(95)<60 is missed: 76.6.', 'The load generator was late.'],
    }
    expect(measurementReasons({ run, thresholds: [threshold] })).toEqual(['The load generator was late.'])
  })
})
