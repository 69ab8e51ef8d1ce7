import { expect, it } from 'vitest'
import { CallLimit } from './callLimit.ts'

it('lets 50 through in any minute, and says when the next may come', () => {
  const limit = new CallLimit(50, 60_000)
  for (let call = 0; call < 50; call++) expect(limit.take(call * 100)).toBe(0)
  expect(limit.take(5000)).toBe(55_000)
  expect(limit.remaining(5000)).toBe(0)
  expect(limit.take(59_999)).toBe(1)
  expect(limit.take(60_000)).toBe(0)
  expect(limit.take(60_000)).toBe(100)
})
