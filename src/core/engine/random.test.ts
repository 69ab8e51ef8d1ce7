import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

describe('createRandom', () => {
  it('repeats for the same seed', () => {
    const draws = (): number[] => Array.from({ length: 5 }, createRandom(42))
    expect(draws()).toEqual(draws())
  })

  it.each([1, 12_345, 777_777_777])('makes the first draws of neighbouring seeds independent, from %d', (seed) => {
    const firsts = Array.from({ length: 1000 }, (_, user) => createRandom(seed + user * 7919)())
    for (const limit of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const share = firsts.filter((value) => value < limit).length / firsts.length
      // Five standard deviations of a share of 1000.
      expect(Math.abs(share - limit)).toBeLessThan(5 * Math.sqrt((limit * (1 - limit)) / 1000))
    }
    const pairs = firsts.slice(1).map((value, index) => (value - 0.5) * ((firsts[index] ?? 0) - 0.5))
    expect(Math.abs(pairs.reduce((sum, value) => sum + value, 0) / pairs.length) * 12).toBeLessThan(0.16)
  })
})
