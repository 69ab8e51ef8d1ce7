import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rampSteps } from './vuRamp.ts'

const SECOND = 1e6

describe('rampSteps', () => {
  it('changes when the line reaches a whole number', () => {
    const stages = [
      { durationUs: 2 * SECOND, target: 6 },
      { durationUs: 5 * SECOND, target: 1 },
      { durationUs: 4 * SECOND, target: 3 },
      { durationUs: 0, target: 10 },
      { durationUs: 3 * SECOND, target: 10 },
      { durationUs: 0, target: 0 },
    ]
    const steps = [...rampSteps(4, stages)].map(({ atUs, vus }) => [atUs / SECOND, vus])
    expect(steps).toEqual([
      [0, 4],
      [1, 5],
      [2, 6],
      [3, 5],
      [4, 4],
      [5, 3],
      [6, 2],
      [7, 1],
      [9, 2],
      [11, 3],
      [11, 10],
      [14, 0],
    ])
  })

  it('keeps to the line: rounded down on the way up, up on the way down', () => {
    const vus = fc.integer({ min: 0, max: 300 })
    const durationUs = fc.integer({ min: 1, max: 86_400 }).map((seconds) => seconds * SECOND)
    fc.assert(
      fc.property(vus, vus, durationUs, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, lengthUs, part) => {
        const atUs = part * lengthUs
        const line = from + (to - from) * part
        const steps = [...rampSteps(from, [{ durationUs: lengthUs, target: to }])]
        const planned = steps.findLast((step) => step.atUs <= atUs)?.vus
        const rounded = to > from ? Math.floor(line + 1e-9) : Math.ceil(line - 1e-9)
        const strict = to > from ? Math.floor(line - 1e-9) : Math.ceil(line + 1e-9)
        expect([rounded, strict]).toContain(planned)
        expect(steps.at(-1)).toEqual({ atUs: from === to ? 0 : lengthUs, vus: to })
      }),
    )
  })
})
