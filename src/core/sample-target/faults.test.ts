import { describe, expect, it } from 'vitest'
import { HeadroomError } from '../../shared/errors.ts'
import { FaultSwitches, type Faults } from './faults.ts'

describe('FaultSwitches', () => {
  it('starts without faults, changes what is named and tells of it', () => {
    const told: Faults[] = []
    const faults = new FaultSwitches((current) => told.push(current))
    expect(faults.current).toEqual({ database: 'up', errorPercent: 0, slowMs: 0, freeze: false })
    faults.set({ database: 'away' })
    faults.set({ slowMs: 250 })
    expect(faults.current).toEqual({ database: 'away', errorPercent: 0, slowMs: 250, freeze: false })
    expect(told).toHaveLength(2)
  })

  it.each([
    [{ databse: 'away' }, /databse/],
    [{ database: 'gone' }, /database/],
    [{ errorPercent: 101 }, /errorPercent/],
    [{ errorPercent: -1 }, /errorPercent/],
    [{ slowMs: '5' }, /slowMs/],
    [{ freeze: 1 }, /freeze/],
    [[], /object/],
    [null, /object/],
  ])('refuses %j and changes nothing', (change, reason) => {
    const faults = new FaultSwitches(() => {})
    expect(() => faults.setFrom(change)).toThrow(reason)
    expect(() => faults.setFrom(change)).toThrow(HeadroomError)
    expect(faults.current.database).toBe('up')
  })
})
