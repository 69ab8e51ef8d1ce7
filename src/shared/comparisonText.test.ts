import { describe, expect, it } from 'vitest'
import type { MetricComparison, RunComparison } from './comparison.ts'
import {
  comparedChange,
  comparedValue,
  comparisonSentence,
  headlineOf,
  intervalNote,
  verdictOn,
  verdictPhrase,
} from './comparisonText.ts'

const metric = (changes: Partial<MetricComparison> = {}): MetricComparison => ({
  step: null,
  metric: 'p95',
  base: 40,
  run: 44,
  scale: 'relative',
  delta: 0.1,
  interval: [0.05, 0.15],
  tolerance: 0.05,
  verdict: 'slower',
  ...changes,
})
const comparison = (changes: Partial<RunComparison>): RunComparison => ({
  base: ['a'],
  run: 'b',
  comparability: 'comparable',
  reasons: [],
  changes: [],
  scenarioDifference: { removed: [], added: [], removedCount: 0, addedCount: 0 },
  comparedSeconds: 60,
  verdict: 'slower',
  metrics: [],
  ...changes,
})

describe('comparisonSentence', () => {
  it('says what the verdict rests on, three figures at most', () => {
    const metrics = [
      metric(),
      metric({ step: 'browse' }),
      metric({ metric: 'error_rate', scale: 'absolute', delta: 0.0042 }),
      metric({ metric: 'p99' }),
      metric({ metric: 'p50', verdict: 'same' }),
    ]
    expect(comparisonSentence(comparison({ metrics }))).toBe(
      'P95 +10.0 %, P95 of browse +10.0 %, Error rate +0.42 points, and 1 more.',
    )
  })

  it('says why there is no verdict, and what is not known', () => {
    const none = comparison({ verdict: null, reasons: ['Run a is invalid.'] })
    expect([headlineOf(none), comparisonSentence(none)]).toEqual(['Not comparable', 'Run a is invalid.'])
    const metrics = [metric({ verdict: 'same' }), metric({ verdict: 'cannot-tell' })]
    expect(comparisonSentence(comparison({ verdict: 'cannot-tell', metrics }))).toContain('1 of 2 figures')
    expect(comparisonSentence(comparison({ verdict: 'same' }))).toContain('within the tolerance')
  })
})

describe('figures', () => {
  it('carry their unit', () => {
    expect(comparedValue(metric(), 40)).toBe('40.0 ms')
    expect(comparedValue(metric({ metric: 'error_rate' }), 0.012)).toBe('1.2 %')
    expect(comparedValue(metric({ metric: 'throughput' }), 99.5)).toBe('99.5 req/s')
    expect(comparedChange(metric(), -0.034)).toBe('−3.4 %')
    expect(comparedChange(metric(), -0.0004)).toBe('±0 %')
    expect(comparedChange(metric(), Number.NaN)).toBe('–')
  })

  it.each<[Partial<MetricComparison>, string]>([
    [{ verdict: 'cannot-tell', neededSeconds: 300 }, 'cannot tell (runs of about 5m 00s would)'],
    [{ verdict: 'cannot-tell', neededSeconds: null }, 'cannot tell (longer runs alone would not)'],
    [{ verdict: 'cannot-tell', interval: null, neededSeconds: null }, 'cannot tell (too little to go by)'],
    [{ metric: 'error_rate' }, 'more errors'],
    [{ metric: 'throughput' }, 'less'],
    [{ metric: 'throughput', verdict: 'faster' }, 'more'],
    [{ verdict: 'same' }, 'same'],
  ])('%j: %s', (changes, phrase) => {
    expect(verdictPhrase(metric(changes), comparison({}))).toBe(phrase)
  })

  it('tell what would help where the runs of a baseline differ by themselves', () => {
    const each = metric({ verdict: 'cannot-tell', neededSeconds: null })
    expect(verdictPhrase(each, comparison({ base: ['a', 'b', 'c'] }))).toBe('cannot tell (more baseline runs may)')
  })

  it('claim nothing of runs that are not comparable', () => {
    const withdrawn = comparison({ verdict: null })
    for (const verdict of ['slower', 'faster', 'same', 'cannot-tell'] as const) {
      expect(verdictPhrase(metric({ verdict }), withdrawn)).toBe('not judged')
      expect(verdictOn(metric({ verdict }), withdrawn)).toBeNull()
    }
  })
})

describe('intervalNote', () => {
  const noteOn = (changes: Partial<MetricComparison>, whole: Partial<RunComparison> = {}) =>
    intervalNote(comparison({ verdict: 'cannot-tell', metrics: [metric(changes), metric()], ...whole }))

  it('explains an interval that is clear of the tolerance without a verdict', () => {
    expect(noteOn({ verdict: 'cannot-tell', interval: [0.06, 0.2] })).toContain('all 2 figures together')
    expect(noteOn({ verdict: 'cannot-tell', interval: [-0.2, -0.06] })).not.toBeNull()
  })
  it('is not there where none is', () => {
    expect(noteOn({ verdict: 'cannot-tell', interval: [0.04, 0.2] })).toBeNull()
    expect(noteOn({ verdict: 'cannot-tell', interval: null })).toBeNull()
    expect(noteOn({ verdict: 'slower', interval: [0.06, 0.2] })).toBeNull()
    expect(noteOn({ verdict: 'cannot-tell', interval: [0.06, 0.2] }, { verdict: null })).toBeNull()
  })
})
