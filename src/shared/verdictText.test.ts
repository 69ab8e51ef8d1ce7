import { describe, expect, it } from 'vitest'
import type { RunOrigin } from './run.ts'
import { measurementReasons, noTargetsSentence, verdictSentence } from './verdictText.ts'

const run = {
  id: 'a',
  name: 'a',
  scenario: 'a',
  startedAtMs: 0,
  durationMs: 1000,
  status: 'aborted' as const,
  validity: 'doubtful' as const,
  reasons: [
    { about: 'end' as const, text: 'Stopped by the user.' },
    { about: 'target' as const, text: 'http_req_duration: p(95)<60 is missed: 76.6.' },
    { about: 'measurement' as const, text: 'The load generator was late.' },
  ],
}

const ARTILLERY: RunOrigin = {
  tool: 'Artillery',
  format: 'Artillery JSON',
  lacks: ['seconds', 'histogram', 'last-byte'],
}

describe('measurementReasons', () => {
  it('leaves to others why the run ended and which targets it missed', () => {
    expect(measurementReasons(run)).toEqual(['The load generator was late.'])
  })

  it('tells of an imported run what its source cannot tell', () => {
    expect(measurementReasons({ ...run, origin: ARTILLERY })).toEqual([
      'The load generator was late.',
      expect.stringContaining('Artillery JSON cannot tell how the run went second by second;'),
    ])
  })
})

describe('verdictSentence', () => {
  it('says of a run that was aborted why it ended, not what is doubted of its figures', () => {
    expect(verdictSentence({ run, thresholds: [], metrics: {} })).toBe(
      'Stopped by the user. http_req_duration: p(95)<60 is missed: 76.6.',
    )
  })

  it('does not say that a run of another tool had no targets', () => {
    const imported = { ...run, status: 'passed' as const, unjudged: true as const, reasons: [], origin: ARTILLERY }
    const metrics = { http_req_failed: { type: 'rate' as const, rate: 0.25, passes: 1, fails: 3 } }
    expect(verdictSentence({ run: imported, thresholds: [], metrics })).toBe(
      'Results of Artillery, imported: nothing was judged; 25.0 % of its requests failed.',
    )
    expect(noTargetsSentence(imported)).toBe('The results of Artillery were imported without targets.')
  })

  it('does not count as met what had no sample', () => {
    const met = { metric: 'checks', expression: 'rate>0.9', value: 1, limit: 0.9, ok: true, aborted: false }
    const passed = { ...run, status: 'passed' as const }
    expect(verdictSentence({ run: passed, thresholds: [met, met], metrics: {} })).toBe('Both targets were met.')
    const breaker = { name: 'ai', spans: [], faults: [], seconds: [], probes: 9, unanswered: 0, verdicts: [], ok: true }
    expect(verdictSentence({ run: passed, thresholds: [met], metrics: {}, breaker })).toBe(
      'The one target was met. Everything that was asserted of the circuit breaker holds.',
    )
    expect(verdictSentence({ run: passed, thresholds: [met, { ...met, value: null }], metrics: {} })).toBe(
      '1 of 2 targets were met, the others could not be judged.',
    )
    const open = [{ ...met, value: null }]
    expect(verdictSentence({ run: passed, thresholds: open, metrics: {} })).toBe('The one target could not be judged.')
  })
})
