import { describe, expect, it } from 'vitest'
import { clockStep, decimate, rowsOf, valueAt } from './rows.ts'

const long = (count: number, value: (row: number) => number | null) =>
  rowsOf(
    Array.from({ length: count }, (_, row) => row),
    (row) => row * 1000,
    [value, (row) => row],
  )

describe('decimate', () => {
  it('leaves rows alone that fit', () => {
    const rows = long(100, () => 1)
    expect(decimate(rows, 100)).toBe(rows)
  })

  it('stays below the limit, in order, with both ends', () => {
    const thin = decimate(
      long(10_000, (row) => Math.sin(row)),
      500,
    )
    expect(thin.timesMs.length).toBeLessThanOrEqual(500)
    expect(thin.timesMs).toEqual(thin.timesMs.toSorted((a, b) => a - b))
    expect(thin.timesMs[0]).toBe(0)
    expect(thin.timesMs.at(-1)).toBe(9_999_000)
    expect(thin.columns.every((column) => column.length === thin.timesMs.length)).toBe(true)
  })

  it('keeps a peak of one second, at its time, in every series', () => {
    const thin = decimate(
      long(10_000, (row) => (row === 4321 ? 900 : 10)),
      200,
    )
    const row = thin.timesMs.indexOf(4_321_000)
    expect(thin.columns[0]?.[row]).toBe(900)
    expect(thin.columns[1]?.[row]).toBe(4321)
  })

  it('keeps a long gap as a gap', () => {
    const thin = decimate(
      long(10_000, (row) => (row > 3000 && row < 6000 ? null : 10)),
      200,
    )
    const gap = thin.columns[0]?.filter((value) => value === null) ?? []
    expect(gap.length).toBeGreaterThan(0)
    expect(gap.length).toBeLessThan(thin.timesMs.length)
  })
})

describe('valueAt', () => {
  const ramp = [
    [0, 0],
    [10_000, 100],
    [10_000, 50],
    [20_000, 50],
  ] as const

  it.each([
    [0, 0],
    [5000, 50],
    [10_000, 100],
    [15_000, 50],
    [20_000, 50],
    [20_001, null],
    [-1, null],
  ])('at %i ms is %s', (timeMs, expected) => {
    expect(valueAt(ramp, timeMs)).toBe(expected)
  })

  it('of one point is that point', () => {
    expect(valueAt([[5, 3]], 5)).toBe(3)
    expect(valueAt([], 5)).toBeNull()
  })
})

describe('clockStep', () => {
  it.each([
    [5000, 1000],
    [60_000, 10_000],
    [120_000, 15_000],
    [1_800_000, 300_000],
    [14_400_000, 1_800_000],
  ])('a span of %i ms has ticks every %i ms', (span, step) => {
    expect(clockStep(span, 8)).toBe(step)
  })
})
