import { describe, expect, it } from 'vitest'
import { exitCodeOf } from './exitCodes.ts'

describe('exitCodeOf', () => {
  it.each([
    ['passed', undefined, true, 0],
    ['failed', undefined, false, 99],
    ['aborted', 'user', true, 105],
    ['aborted', 'user', false, 99],
    ['aborted', 'threshold', false, 99],
    ['aborted', 'guard', true, 108],
    ['aborted', 'workers', true, 108],
    ['error', 'script', true, 107],
    ['error', 'internal', true, 1],
  ] as const)('%s, stopped by %s, thresholds hold: %s -> %i', (status, cause, hold, code) => {
    expect(exitCodeOf(status, cause, hold)).toBe(code)
  })
})
