import { describe, expect, it } from 'vitest'
import { ConnectSlots } from './connectSlots.ts'

describe('connect slots', () => {
  it('let so many open at once and the rest in order of arrival, without those who left', () => {
    const slots = new ConnectSlots(2)
    const granted: number[] = []
    const waiters = [0, 1, 2, 3, 4].map((n) => ({ slotGranted: () => granted.push(n) }))
    expect(waiters.map((waiter) => slots.take(waiter))).toEqual([true, true, false, false, false])
    const [, , , left] = waiters
    if (left) slots.leave(left)
    slots.release()
    slots.release()
    expect(granted).toEqual([2, 4])
    slots.release()
    slots.release()
    expect(
      [{ slotGranted() {} }, { slotGranted() {} }, { slotGranted() {} }].map((waiter) => slots.take(waiter)),
    ).toEqual([true, true, false])
  })
})
