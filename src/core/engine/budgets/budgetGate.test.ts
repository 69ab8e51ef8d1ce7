import { describe, expect, it } from 'vitest'
import type { Budget } from '../../../shared/scenario/types.ts'
import { VirtualClock } from '../virtualClock.ts'
import { BudgetGate } from './budgetGate.ts'

function setUp(whenSpent: Budget['whenSpent']) {
  const clock = new VirtualClock(0)
  const asked: number[] = []
  const calls: string[] = []
  const gate = new BudgetGate(clock, whenSpent, (wanted) => asked.push(wanted))
  const waiter = (name: string) => ({
    granted: (delayed: boolean) => calls.push(`${name} goes${delayed ? ' late' : ''}`),
    refused: () => calls.push(`${name} refused`),
  })
  return { clock, gate, asked, calls, waiter }
}

describe('a budget’s gate', () => {
  it('asks for as many tokens as wait, once at a time, and lets them go in order', () => {
    const { gate, asked, calls, waiter } = setUp('wait')
    gate.ask(waiter('a'))
    gate.ask(waiter('b'))
    gate.ask(waiter('c'))
    expect(asked).toEqual([1])
    gate.grant(1, 0)
    expect(asked).toEqual([1, 2])
    gate.grant(2, 0)
    expect(calls).toEqual(['a goes', 'b goes', 'c goes'])
    expect(asked).toEqual([1, 2])
  })

  it('asks again when the runner says so, also for one that came while it was spent', () => {
    const { clock, gate, asked, calls, waiter } = setUp('wait')
    const first = waiter('a')
    gate.ask(first)
    gate.grant(0, 5000)
    gate.leave(first)
    clock.advance(1000)
    gate.ask(waiter('b'))
    expect(asked).toEqual([1])
    clock.advance(4000)
    expect(asked).toEqual([1, 1])
    gate.grant(1, 0)
    expect(calls).toEqual(['b goes late'])
  })

  it('refuses while it is spent when its policy is not to wait', () => {
    const { clock, gate, asked, calls, waiter } = setUp('skip')
    expect(gate.ask(waiter('a'))).toBe('queued')
    gate.grant(0, 5000)
    expect(calls).toEqual(['a refused'])
    expect(gate.ask(waiter('b'))).toBe('refused')
    clock.advance(5000)
    expect(gate.ask(waiter('c'))).toBe('queued')
    expect(asked).toEqual([1, 1])
  })
})
