import { describe, expect, it } from 'vitest'
import { boundPoints } from './pointHistory.ts'
import type { LivePoint } from './run.ts'

function point(second: number, over: Partial<LivePoint> = {}): LivePoint {
  const figures = { p50Us: 100, p95Us: 200, p99Us: 300, requestRate: 50, failedShare: 0, iterationRate: 10 }
  return { second, ...figures, vus: 5, plannedVUs: null, droppedIterations: 0, ...over }
}

describe('the bounded history of a run', () => {
  it('is whole up to its bound', () => {
    const points = Array.from({ length: 100 }, (_, second) => point(second))
    expect(boundPoints(points, 100)).toBe(points)
  })

  it('stays within its bound for a day, loses no peak of any figure and keeps both ends', () => {
    let points: readonly LivePoint[] = []
    for (let second = 0; second < 86_400; second++) {
      const noise = Math.abs(Math.sin(second * 12.9898) * 43_758.5453) % 1
      const peaks: Record<number, Partial<LivePoint>> = {
        5000: { p99Us: 90_000 },
        5001: { failedShare: 1 },
        40_000: { requestRate: 0 },
        40_003: { p50Us: null, p95Us: null, p99Us: null },
      }
      points = boundPoints([...points, point(second, { p95Us: 200 + noise * 100, ...peaks[second] })], 1000)
      if (points.length > 1000) throw new Error('too many points')
    }
    const at = (second: number): LivePoint | undefined => points.find((each) => each.second === second)
    expect(points[0]?.second).toBe(0)
    expect(points.at(-1)?.second).toBe(86_399)
    expect(at(5000)?.p99Us).toBe(90_000)
    expect(at(5001)?.failedShare).toBe(1)
    expect(at(40_000)?.requestRate).toBe(0)
    expect(points.every(({ second }, index) => index === 0 || second > (points[index - 1]?.second ?? 0))).toBe(true)
  })

  it('keeps the whole time alike, however often it was thinned', () => {
    let points: readonly LivePoint[] = []
    for (let second = 0; second < 20_000; second++)
      points = boundPoints([...points, point(second, { p95Us: second % 7 })], 1000)
    const inQuarter = (quarter: number): number =>
      points.filter(({ second }) => Math.floor(second / 5000) === quarter).length
    const least = Math.min(inQuarter(0), inQuarter(1), inQuarter(2))
    expect(least).toBeGreaterThan(0.5 * Math.max(inQuarter(0), inQuarter(1), inQuarter(2)))
  })
})
