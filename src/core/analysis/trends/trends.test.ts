import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../shared/run.ts'
import type { TrendRun } from '../../../shared/trends.ts'
import { runFacts } from '../compare/testing/simulatedRuns.ts'
import { changePoints } from './changePoints.ts'
import { trendChanges } from './trendOf.ts'

function series(seed: number, ...levels: readonly (readonly [length: number, level: number])[]): number[] {
  const generator = xoroshiro128plus(seed)
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator))) * Math.cos(2 * Math.PI * uniformFloat64(generator))
  for (let skipped = 0; skipped < 20; skipped++) generator.next()
  return levels.flatMap(([length, level]) => Array.from({ length }, () => level + 0.03 * normal()))
}
const places = (values: readonly number[]): number[] => changePoints(values, 0.05).map(({ index }) => index)

describe('changePoints', () => {
  it('finds a change where it is, within a run, and its size', () => {
    const [change, ...rest] = changePoints(series(1, [20, 3], [20, 3.2]), 0.05)
    expect(rest).toEqual([])
    expect(Math.abs((change?.index ?? 0) - 20)).toBeLessThanOrEqual(1)
    expect((change?.after ?? 0) - (change?.before ?? 0)).toBeCloseTo(0.2, 1)
    expect(change?.pValue).toBeLessThan(0.001)
  })

  it('finds several, and one that was undone', () => {
    expect(places(series(2, [15, 3], [15, 3.3], [15, 3.1]))).toEqual([15, 30])
    expect(places(series(3, [20, 3], [6, 3.3], [20, 3]))).toEqual([20, 26])
  })

  it('marks nothing in most series without a change', () => {
    const marked = Array.from({ length: 100 }, (_, seed) => places(series(seed + 100, [40, 3]))).filter(
      (each) => each.length > 0,
    )
    expect(marked.length).toBeLessThanOrEqual(5)
  })

  it('marks no single outlier, nothing smaller than the tolerance, and nothing in a few values', () => {
    expect(places([...series(5, [15, 3]), 4, ...series(6, [15, 3])])).toEqual([])
    expect(places([...Array.from({ length: 9 }, () => 3), ...Array.from({ length: 9 }, () => 3.04)])).toEqual([])
    expect(places([1, 2])).toEqual([])
    expect(places([])).toEqual([])
  })
})

describe('trendChanges', () => {
  const run = (index: number, p95: number, changes: Partial<RunRecord> = {}): TrendRun => ({
    run: { ...runFacts(`run-${index}`).record, ...changes },
    values: { p50: 1000, p95, p99: null, error_rate: 0, throughput: 100 },
    targets: {},
    scenarioChanged: false,
    inBaseline: false,
  })

  it('names the first run after a change, in the unit of the metric, and leaves invalid runs out', () => {
    const slow = series(7, [8, Math.log(20_000)], [8, Math.log(30_000)]).map((value, index) =>
      run(index, Math.exp(value)),
    )
    const runs = slow.toSpliced(4, 0, run(99, 900_000, { validity: 'invalid' }), run(98, 900_000, { status: 'error' }))
    const changes = trendChanges(runs)
    expect(changes).toMatchObject([{ metric: 'p95', runId: 'run-8', verdict: 'slower' }])
    expect(changes[0]?.before).toBeCloseTo(20_000, -3)
    expect(changes[0]?.after).toBeCloseTo(30_000, -3)
  })
})
