import { describe, expect, it } from 'vitest'
import type { ChangePoint, TrendRun } from './trends.ts'
import { changeText, trendNotes } from './trendText.ts'

const change = (metric: ChangePoint['metric'], before: number, after: number): ChangePoint => ({
  metric,
  runId: 'r',
  before,
  after,
  verdict: 'slower',
  pValue: 0,
})

it.each([
  [change('p95', 100, 112.3), '+12.3 %'],
  [change('throughput', 100, 55), '−45.0 %'],
  [change('error_rate', 0.01, 0.0142), '+0.42 points'],
])('gives a change its direction and unit', (each, text) => {
  expect(changeText(each)).toBe(text)
})

describe('trendNotes', () => {
  const notesOn = (run: Partial<TrendRun['run']>, more: Partial<TrendRun> = {}): string =>
    trendNotes({ run: { status: 'passed', validity: 'valid', ...run }, ...more } as TrendRun)

  it('gives the verdict in its word, then what else is to be known', () => {
    expect(notesOn({})).toBe('Passed')
    expect(notesOn({ unjudged: true })).toBe('No targets')
    expect(notesOn({ status: 'failed', validity: 'doubtful' }, { inBaseline: true, scenarioChanged: true })).toBe(
      'Failed, doubtful, baseline, scenario changed',
    )
  })
})
