import { describe, expect, it } from 'vitest'
import { HeadroomError } from '../../shared/errors.ts'
import { FaultSwitches, type Faults } from './faults.ts'
import { VirtualTimers } from './virtualTimers.ts'

const NONE: Faults = { database: 'up', cache: 'up', provider: 'up', errorPercent: 0, slowMs: 0, freeze: false }

describe('FaultSwitches', () => {
  it('starts without faults, changes what is named and tells of it', () => {
    const told: Faults[] = []
    const faults = new FaultSwitches(new VirtualTimers(), (current) => told.push(current))
    expect(faults.current).toEqual(NONE)
    faults.set({ database: 'away' })
    faults.set({ slowMs: 250 })
    expect(faults.current).toEqual({ ...NONE, database: 'away', slowMs: 250 })
    expect(told).toHaveLength(2)
  })

  it.each([
    [{ databse: 'away' }, /databse/],
    [{ database: 'gone' }, /database/],
    [{ errorPercent: 101 }, /errorPercent/],
    [{ errorPercent: -1 }, /errorPercent/],
    [{ slowMs: '5' }, /slowMs/],
    [{ freeze: 1 }, /freeze/],
    [{ provider: 'away' }, /provider/],
    [{ freeze: true, for: 'soon' }, /for/],
    [{ freeze: true, for: '0s' }, /for/],
    [{ freeze: true, for: '25h' }, /for/],
    [[], /object/],
    [null, /object/],
  ])('refuses %j and changes nothing', (change, reason) => {
    const faults = new FaultSwitches(new VirtualTimers(), () => {})
    expect(() => faults.setFrom(change)).toThrow(reason)
    expect(() => faults.setFrom(change)).toThrow(HeadroomError)
    expect(faults.current.database).toBe('up')
  })

  it('ends what has a duration by itself, and only that', () => {
    const timers = new VirtualTimers()
    const faults = new FaultSwitches(timers, () => {})
    faults.set({ provider: 'failing', slowMs: 100, for: '30s' })
    faults.set({ errorPercent: 5 })
    timers.advance(29_999)
    expect(faults.endsInMs()).toEqual({ provider: 1, slowMs: 1 })
    expect(faults.current).toEqual({ ...NONE, provider: 'failing', slowMs: 100, errorPercent: 5 })
    timers.advance(1)
    expect(faults.current).toEqual({ ...NONE, errorPercent: 5 })
    expect(faults.endsInMs()).toEqual({})
  })

  it('forgets the end of a fault that is switched anew', () => {
    const timers = new VirtualTimers()
    const faults = new FaultSwitches(timers, () => {})
    faults.set({ provider: 'failing', slowMs: 100, for: 1000 })
    faults.set({ provider: 'hanging' })
    timers.advance(1000)
    expect(faults.current).toEqual({ ...NONE, provider: 'hanging' })
  })
})
