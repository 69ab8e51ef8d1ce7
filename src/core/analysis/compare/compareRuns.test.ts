import { describe, expect, it } from 'vitest'
import type { ComparedMetric, MetricComparison, RunComparison } from '../../../shared/comparison.ts'
import { compareRuns } from './compareRuns.ts'
import { type Simulation, compareSimulated, runFacts, simulatedP95, simulatedRun } from './testing/simulatedRuns.ts'

const PAIRS = 20

function overAll(comparison: RunComparison, metric: ComparedMetric): MetricComparison | undefined {
  return comparison.metrics.find((each) => each.step === null && each.metric === metric)
}

/** Comparisons of pairs of runs; the same ones each time. */
function verdictsOf(both: Omit<Simulation, 'seed'>, run: Partial<Simulation>): RunComparison[] {
  return Array.from({ length: PAIRS }, (_, pair) =>
    compareSimulated([{ ...both, seed: 2 * pair + 1001 }], { ...both, ...run, seed: 2 * pair + 1002 }),
  )
}

function isDifferent(verdict: RunComparison['verdict']): boolean {
  return verdict === 'slower' || verdict === 'faster'
}

// Simulated runs take seconds of computing, more on a machine that does other things as well.
describe('compareRuns', { timeout: 30_000 }, () => {
  it.each([
    ['of independent seconds', {}],
    ['of seconds correlated by 0.5', { wander: { correlation: 0.5, spread: 0.1 } }],
    ['of seconds correlated by 0.85', { wander: { correlation: 0.85, spread: 0.1 } }],
    ['with a ramp', { ramp: 5 }],
    ['of 15 s', { seconds: 15 }],
  ])('calls equal runs %s different in at most 1 of 20 pairs, whatever the metric or step', (_, both) => {
    expect(verdictsOf(both, {}).filter(({ verdict }) => isDifferent(verdict)).length).toBeLessThanOrEqual(1)
  })

  it.each([
    ['raised by 10 % in runs of 60 s', {}, 1.1],
    ['raised by 10 % over a ramp', { ramp: 5 }, 1.1],
    ['raised by 30 % in runs of 15 s', { seconds: 15 }, 1.3],
    ['raised by 30 % in seconds correlated by 0.5', { wander: { correlation: 0.5, spread: 0.1 } }, 1.3],
  ])('calls a P95 %s slower in at least 18 of 20 pairs', (_, both, factor) => {
    const slower = verdictsOf(both, { factor }).filter((each) => simulatedP95(each).verdict === 'slower')
    expect(slower.length).toBeGreaterThanOrEqual(18)
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

  it('cannot tell from little, and says how long runs would have to be: then at least 8 of 10 pairs are decided', () => {
    const short = { seconds: 15, factor: 1.1 }
    const untold = Array.from({ length: 30 }, (_, pair) =>
      simulatedP95(compareSimulated([{ seconds: 15, seed: 2 * pair + 2001 }], { ...short, seed: 2 * pair + 2002 })),
    ).filter(({ verdict }) => verdict === 'cannot-tell')
    const lengths = untold.map(({ neededSeconds }) => neededSeconds ?? Infinity).toSorted((one, other) => one - other)
    const tried = lengths.slice(0, 10)
    expect(tried).toHaveLength(10)
    expect(tried[0]).toBeGreaterThan(15)
    expect(tried[9]).toBeLessThan(300)
    const decided = tried.filter((seconds, pair) => {
      const again = compareSimulated([{ seconds, seed: 2 * pair + 3001 }], {
        seconds,
        factor: 1.1,
        seed: 2 * pair + 3002,
      })
      return simulatedP95(again).verdict !== 'cannot-tell'
    })
    expect(decided.length).toBeGreaterThanOrEqual(8)
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
