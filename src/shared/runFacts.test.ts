import { describe, expect, it } from 'vitest'
import { headlineFigures } from './runFacts.ts'
import type { MetricSummary, RunSummary } from './summary.ts'

const trend = (value: number): MetricSummary => ({
  type: 'trend',
  count: 3,
  avg: value,
  min: value,
  med: value,
  max: value,
  'p(50)': value,
  'p(90)': value,
  'p(95)': value,
  'p(99)': value,
  'p(99.9)': value,
})

function figuresOf(metrics: RunSummary['metrics']): Record<string, string> {
  const load = { peakVUs: 1, droppedIterations: 0 } as RunSummary['load']
  const figures = headlineFigures({ run: {}, metrics, load } as RunSummary)
  return Object.fromEntries(figures.map(({ name, value }) => [name, value]))
}

describe('the headline figures', () => {
  it('tell of budgets, streams and sessions where there are any', () => {
    expect(
      figuresOf({
        budget_wait: trend(61_000),
        rate_limited: { type: 'counter', count: 120, rate: 2 },
        stream_ttft: trend(812),
        stream_token_gap: trend(20),
        stream_tokens: { type: 'counter', count: 5000, rate: 80 },
        ws_failed: { type: 'rate', rate: 0.1, passes: 1, fails: 9 },
        ws_sessions: { type: 'counter', count: 9, rate: 1 },
        ws_connecting: trend(4),
      }),
    ).toMatchObject({
      'Budget wait, P95': '61.0 s',
      'Rate limited': '120',
      'First token, P95': '812 ms',
      'Token gap, P95': '20.0 ms',
      Tokens: '5,000',
      Sessions: '9',
      'Opening, P95': '4.00 ms',
      'Sessions failed': '10.0 %',
    })
  })

  it('say why an imported run has none, and where its times end', () => {
    const origin = {
      tool: 'Artillery',
      format: 'Artillery JSON',
      lacks: ['seconds', 'histogram', 'last-byte'],
    } as const
    const metrics = { http_req_duration: { ...trend(5), 'p(99.9)': Number.NaN } }
    const figures = headlineFigures({ run: { origin }, metrics, load: { peakVUs: 0 } } as unknown as RunSummary)
    expect(figures.filter(({ id }) => ['p50', 'p999', 'vus'].includes(id))).toEqual([
      { name: 'P50', value: '5.00 ms', id: 'p50', why: 'To the first byte of the response.' },
      { name: 'P99.9', value: '–', id: 'p999', why: 'Artillery JSON does not tell it.' },
      { name: 'Peak load', value: '–', id: 'vus', why: 'Artillery JSON does not tell it.' },
    ])
  })

  it('say nothing of them where there are none', () => {
    const names = Object.keys(figuresOf({ http_req_duration: trend(5) }))
    expect(names).toContain('P95')
    expect(names.some((name) => /token|budget|session/i.test(name))).toBe(false)
  })
})
