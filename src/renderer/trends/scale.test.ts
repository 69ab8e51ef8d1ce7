import { describe, expect, it } from 'vitest'
import { niceTop } from './scale.ts'

describe('niceTop', () => {
  it.each([
    [47_000, 50_000],
    [50_000, 50_000],
    [51_000, 100_000],
    [0.012, 0.0125],
    [0, 1],
    [-Infinity, 1],
  ])('%f ends at %f', (largest, top) => {
    expect(niceTop(largest)).toBeCloseTo(top, 9)
  })
})
