import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { FailureReservoir, Highest } from './reservoir.ts'

describe('the reservoir of failures', () => {
  it('gives the first few at once and keeps a fair sample of the later ones', () => {
    const chosen = new Map<number, number>()
    let made = 0
    for (let seed = 0; seed < 400; seed++) {
      const reservoir = new FailureReservoir<number>(createRandom(seed))
      const atOnce: number[] = []
      for (let n = 0; n < 105; n++) {
        const given = reservoir.offer(() => {
          made++
          return n
        })
        if (given !== undefined) atOnce.push(given)
      }
      expect(atOnce).toEqual([0, 1, 2, 3, 4])
      expect(reservoir.drain()).toHaveLength(5)
      for (const n of reservoir.drain()) chosen.set(n, (chosen.get(n) ?? 0) + 1)
    }
    const early = [...chosen].reduce((sum, [n, times]) => sum + (n < 55 ? times : 0), 0)
    expect(early / 2000).toBeGreaterThan(0.45)
    expect(early / 2000).toBeLessThan(0.55)
    // Building an exemplar costs: most failures are not built.
    expect(made / 400).toBeLessThan(35)
  })
})

describe('the highest few', () => {
  it('are kept in order, and tell what does not belong to them', () => {
    const highest = new Highest<string>(3)
    expect(highest.threshold).toBe(-Infinity)
    for (const rank of [5, 1, 9]) highest.add(rank, `${rank}`)
    expect(highest.threshold).toBe(1)
    highest.add(7, '7')
    expect(highest.values()).toEqual(['9', '7', '5'])
    expect(highest.threshold).toBe(5)
  })
})
