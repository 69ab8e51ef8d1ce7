import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../virtualClock.ts'
import type { Clock } from '../clock.ts'
import { RateGate } from './rateGate.ts'

/** Asks `count` times at once and returns when each may go, in microseconds. */
function starts(clock: VirtualClock, gate: RateGate, count: number, untilUs: number): number[] {
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    const answer = gate.ask({ granted: () => times.push(clock.nowUs()), refused: () => expect.unreachable() })
    if (answer === 'granted') times.push(clock.nowUs())
  }
  clock.advance(untilUs)
  return times
}

describe('the ceiling on requests per second', () => {
  it('lets at once what a late timer piles up, and no more', () => {
    const clock = new VirtualClock(0)
    expect(starts(clock, new RateGate(clock, 200), 20, 0)).toEqual([0, 0, 0])
  })

  it('spreads what is beyond it, and no second sees more than a hundredth and one above', () => {
    const clock = new VirtualClock(0)
    const times = starts(clock, new RateGate(clock, 200), 2000, 20e6)
    expect(times).toHaveLength(2000)
    for (const from of times) {
      expect(times.filter((time) => time >= from && time < from + 1e6).length).toBeLessThanOrEqual(203)
    }
    // The last of 2,000 at 200 a second, less the burst at the beginning.
    expect(times.at(-1)).toBeGreaterThan(9.98e6)
    expect(times.at(-1)).toBeLessThanOrEqual(10e6)
  })

  it('keeps the rate when every timer is late', () => {
    const clock = new VirtualClock(0)
    const late: Clock = {
      nowUs: () => clock.nowUs(),
      at: (us, callback) => clock.at(us + 4000, callback),
      cancel: (handle) => clock.cancel(handle),
    }
    expect(starts(clock, new RateGate(late, 1000), 20_000, 10e6).length).toBeGreaterThanOrEqual(10_000)
  })

  it('forgets one that left', () => {
    const clock = new VirtualClock(0)
    const gate = new RateGate(clock, 10)
    starts(clock, gate, 2, 0)
    const leaver = { granted: () => expect.unreachable('it has left'), refused: () => expect.unreachable() }
    expect(gate.ask(leaver)).toBe('queued')
    gate.leave(leaver)
    clock.advance(5e6)
  })
})
