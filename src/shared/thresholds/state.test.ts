import { expect, it } from 'vitest'
import { thresholdState } from './state.ts'

it.each([
  [{ ok: true, value: 12, limit: 500 }, 'met'],
  [{ ok: false, value: 612, limit: 500 }, 'missed'],
  [{ ok: true, value: null, limit: 500 }, 'open'],
  [{ ok: true, value: 12, limit: null }, 'unjudged'],
] as const)('%j is %s', (result, state) => {
  expect(thresholdState(result)).toBe(state)
})
