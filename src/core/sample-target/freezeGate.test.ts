import { describe, expect, it } from 'vitest'
import { FreezeGate, freezeLeftMs } from './freezeGate.ts'
import { VirtualTimers } from './virtualTimers.ts'

describe('freezeLeftMs', () => {
  const schedule = { everyMs: 10_000, forMs: 2000 }
  it.each([
    [0, 0],
    [7999, 0],
    [8000, 2000],
    [9999, 1],
    [10_000, 0],
    [18_500, 1500],
  ])('%i ms after the start: %i ms left', (sinceStartMs, leftMs) => {
    expect(freezeLeftMs(schedule, sinceStartMs)).toBe(leftMs)
  })
})

describe('FreezeGate', () => {
  it('freezes by schedule and lets everything go in order when the freeze ends', () => {
    const timers = new VirtualTimers()
    const gate = new FreezeGate(timers, timers.nowMs(), { everyMs: 1000, forMs: 200 })
    const gone: string[] = []
    expect(gate.isFrozen).toBe(false)
    timers.advance(850)
    expect(gate.isFrozen).toBe(true)
    gate.hold(() => gone.push('first'))
    gate.hold(() => gone.push('second'))
    expect(timers.pendingCount).toBe(1)
    timers.advance(149)
    expect(gone).toEqual([])
    timers.advance(1)
    expect(gone).toEqual(['first', 'second'])
    expect(gate.isFrozen).toBe(false)
  })

  it('freezes by switch, even beyond the end of a scheduled freeze', () => {
    const timers = new VirtualTimers()
    const gate = new FreezeGate(timers, timers.nowMs(), { everyMs: 1000, forMs: 200 })
    const gone: string[] = []
    timers.advance(900)
    gate.hold(() => gone.push('held'))
    gate.switch(true)
    timers.advance(150)
    expect(gone).toEqual([])
    gate.switch(false)
    expect(gone).toEqual(['held'])
  })

  it('switched off during a scheduled freeze, stays frozen to its end', () => {
    const timers = new VirtualTimers()
    const gate = new FreezeGate(timers, timers.nowMs(), { everyMs: 1000, forMs: 200 })
    const gone: string[] = []
    gate.switch(true)
    gate.hold(() => gone.push('held'))
    timers.advance(900)
    gate.switch(false)
    expect(gone).toEqual([])
    timers.advance(100)
    expect(gone).toEqual(['held'])
  })

  it('forgets who has given up', () => {
    const gate = new FreezeGate(new VirtualTimers(), 0)
    const gone: string[] = []
    gate.switch(true)
    const giveUp = gate.hold(() => gone.push('impatient'))
    gate.hold(() => gone.push('patient'))
    giveUp()
    gate.switch(false)
    expect(gone).toEqual(['patient'])
  })
})
