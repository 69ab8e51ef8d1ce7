import { describe, expect, it } from 'vitest'
import { planPath } from './planPath.ts'

describe('planPath', () => {
  const box = { durationMs: 20_000, top: 100, width: 200, height: 50 }

  it('draws the stages from left to right, high values on top, closed at zero', () => {
    const points = [
      [0, 0],
      [10_000, 100],
      [20_000, 50],
    ] as const
    expect(planPath(points, box)).toEqual({
      line: 'M0.0 50.0L100.0 0.0L200.0 25.0',
      area: 'M0.0 50.0L100.0 0.0L200.0 25.0L200.0 50L0.0 50Z',
    })
  })

  it('survives a plan of nothing and of no length', () => {
    expect(planPath([], box)).toEqual({ line: '', area: '' })
    expect(planPath([[0, 0]], { ...box, durationMs: 0, top: 0 }).line).toBe('M0.0 50.0')
  })
})
