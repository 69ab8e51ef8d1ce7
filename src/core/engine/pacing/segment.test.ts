import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globalNumber, shareIterations, shareOf } from './segment.ts'

const workers = fc.integer({ min: 1, max: 8 })
const segments = (count: number): { index: number; count: number }[] =>
  Array.from({ length: count }, (_, index) => ({ index, count }))
const numbers = (total: number): number[] => Array.from({ length: total }, (_, n) => n)

describe('shares', () => {
  it('give each number to one worker', () => {
    fc.assert(
      fc.property(workers, fc.nat(200), (count, total) => {
        const all = segments(count).flatMap((segment) =>
          numbers(shareOf(total, segment)).map((own) => globalNumber(own, segment)),
        )
        expect(all.toSorted((a, b) => a - b)).toEqual(numbers(total))
      }),
    )
  })

  it('give each iteration to one worker, in proportion to its VUs', () => {
    fc.assert(
      fc.property(workers, fc.nat(200), fc.integer({ min: 1, max: 20 }), (count, iterations, vus) => {
        const shares = segments(count).map((segment) => shareIterations(iterations, vus, segment))
        const all = shares.flatMap((share) => numbers(share.total).map((own) => share.globalNumber(own)))
        expect(all.toSorted((a, b) => a - b)).toEqual(numbers(iterations))
        for (const [index, share] of shares.entries()) {
          const fair = (iterations * shareOf(vus, { index, count })) / vus
          expect(Math.abs(share.total - fair)).toBeLessThanOrEqual(Math.ceil(vus / count))
          if (fair === 0) expect(share.total).toBe(0)
        }
      }),
    )
  })
})
