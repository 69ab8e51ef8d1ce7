import { describe, expect, it } from 'vitest'
import { blockLength, blockResamples } from './blockPositions.ts'
import { falseDiscovery } from './falseDiscovery.ts'
import { criticalValue, upperTail } from './studentT.ts'

describe('Student t', () => {
  // Tables of Student's t, e.g. NIST/SEMATECH e-Handbook 1.3.6.7.2.
  it.each([
    [0.025, 1, 12.706],
    [0.025, 10, 2.228],
    [0.05, 30, 1.697],
    [0.001, 5, 5.893],
    [0.025, 1e6, 1.96],
  ])('leaves %f above at %i degrees of freedom: %f', (tail, degrees, critical) => {
    expect(criticalValue(tail, degrees)).toBeCloseTo(critical, 2)
    expect(upperTail(critical, degrees)).toBeCloseTo(tail, 4)
    expect(upperTail(-critical, degrees)).toBeCloseTo(1 - tail, 4)
  })
})

describe('falseDiscovery', () => {
  it('multiplies by the tests over the rank, never rises towards smaller ones, and keeps the order given', () => {
    const corrected = falseDiscovery([0.04, 0.01, 0.03, 0.9])
    for (const [index, expected] of [0.16 / 3, 0.04, 0.16 / 3, 0.9].entries()) {
      expect(corrected[index]).toBeCloseTo(expected, 12)
    }
    expect(falseDiscovery([])).toEqual([])
  })
})

describe('blockResamples', () => {
  it('fills every resample with blocks of neighbours, the same for the same seed', () => {
    const once = [...blockResamples(60, 5, 7)].at(-1)
    expect(once).toEqual([...blockResamples(60, 5, 7)].at(-1))
    expect(blockLength(60)).toBe(4)
    for (const positions of blockResamples(60, 50, 7)) {
      expect(Math.min(...positions)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...positions)).toBeLessThan(60)
      for (let at = 0; at < 60; at += 4) expect(positions[at + 3]).toBe((positions[at] ?? 0) + 3)
    }
  })
})
