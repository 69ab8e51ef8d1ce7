import { describe, expect, it } from 'vitest'
import type { ComparedMetric, MetricComparison, RunComparison } from '../../../shared/comparison.ts'
import { compareRuns } from './compareRuns.ts'
import { compareSimulated, runFacts, simulatedRun } from './testing/simulatedRuns.ts'

const PAIRS = 20

function overAll(comparison: RunComparison, metric: ComparedMetric): MetricComparison | undefined {
  return comparison.metrics.find((each) => each.step === null && each.metric === metric)
}

// Simulated runs take seconds of computing, more on a machine that does other things as well.
describe('compareRuns', { timeout: 30_000 }, () => {
  it('calls equal runs different in at most 1 of 20 pairs, whatever the metric or step', () => {
    const verdicts = Array.from(
      { length: PAIRS },
      (_, pair) => compareSimulated([{ seed: 2 * pair + 1001 }], { seed: 2 * pair + 1002 }).verdict,
    )
    expect(verdicts.filter((verdict) => verdict === 'slower' || verdict === 'faster').length).toBeLessThanOrEqual(1)
  })

  it('calls a P95 raised by 10 % slower in at least 18 of 20 pairs', () => {
    const verdicts = Array.from({ length: PAIRS }, (_, pair) => {
      const comparison = compareSimulated([{ seed: 2 * pair + 501 }], { seed: 2 * pair + 502, factor: 1.1 })
      return overAll(comparison, 'p95')?.verdict
    })
    expect(verdicts.filter((verdict) => verdict === 'slower').length).toBeGreaterThanOrEqual(18)
  })

  it('tells faster and the share of failures, with intervals around the truth', () => {
    const comparison = compareSimulated([{ seed: 11 }], { seed: 12, factor: 0.7, failedShare: 0.02 })
    expect(overAll(comparison, 'p50')).toMatchObject({ verdict: 'faster', scale: 'relative' })
    const p95 = overAll(comparison, 'p95')
    expect(p95?.interval?.[0]).toBeLessThan(-0.3)
    expect(p95?.interval?.[1]).toBeGreaterThan(-0.3)
    expect(overAll(comparison, 'error_rate')).toMatchObject({ verdict: 'slower', scale: 'absolute', base: 0 })
    expect(overAll(comparison, 'throughput')).toMatchObject({ verdict: 'same', base: 100, run: 100, delta: 0 })
    expect(comparison.verdict).toBe('slower')
  })

  it('cannot tell from little, and says how long runs would have to be', () => {
    const p99 = overAll(compareSimulated([{ seed: 21, seconds: 12 }], { seed: 22, seconds: 12 }), 'p99')
    expect(p99?.verdict).toBe('cannot-tell')
    expect(p99?.neededSeconds).toBeGreaterThan(12)
  })

  it('claims nothing of a percentile with fewer than 10 requests beyond it', () => {
    const { metrics } = compareSimulated([{ seed: 23, seconds: 10 }], { seed: 24, seconds: 10 })
    const ofStep = metrics.find(({ step, metric }) => step === 'browse' && metric === 'p99')
    expect(ofStep).toMatchObject({ verdict: 'cannot-tell', interval: null, neededSeconds: null })
  })

  it('does not count a ramp that both have as noise', () => {
    const width = (ramp: number): number => {
      const p50 = overAll(compareSimulated([{ seed: 31, ramp }], { seed: 32, ramp }), 'p50')
      return (p50?.interval?.[1] ?? Infinity) - (p50?.interval?.[0] ?? 0)
    }
    expect(width(5)).toBeLessThan(width(1) * 2)
  })

  it('takes from several runs of a baseline how much runs differ by themselves', () => {
    const run = { seed: 45, betweenRuns: 0.15 }
    const several = [41, 42, 43, 44].map((seed) => ({ seed, betweenRuns: 0.15 }))
    const wide = overAll(compareSimulated(several, run), 'p50')
    const narrow = overAll(compareSimulated([{ seed: 41, betweenRuns: 0.15 }], run), 'p50')
    const width = (each: MetricComparison | undefined): number =>
      (each?.interval?.[1] ?? 0) - (each?.interval?.[0] ?? 0)
    expect(width(wide)).toBeGreaterThan(width(narrow) * 3)
    expect(wide).toMatchObject({ verdict: 'cannot-tell', neededSeconds: null })
  })

  it('gives no verdict of the whole for runs that are not comparable, and repeats itself exactly', () => {
    const invalid = {
      ...simulatedRun({ seed: 51 }),
      facts: runFacts('bad', { record: { ...runFacts('bad').record, validity: 'invalid' } }),
    }
    const options = { windows: 60, windowSeconds: 1, tolerance: 0.05 }
    const first = compareRuns([invalid], simulatedRun({ seed: 52 }), options)
    expect(first).toMatchObject({ comparability: 'not-comparable', verdict: null })
    expect(compareRuns([invalid], simulatedRun({ seed: 52 }), options)).toEqual(first)
    expect(compareRuns([invalid], simulatedRun({ seed: 52 }), { ...options, windows: 5 }).metrics).toEqual([])
  })
})
