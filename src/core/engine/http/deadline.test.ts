import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../virtualClock.ts'
import { Deadline } from './deadline.ts'

function start(): { clock: VirtualClock; deadline: Deadline; passedAtUs: number[] } {
  const clock = new VirtualClock(1_000)
  const passedAtUs: number[] = []
  const deadline = new Deadline(clock, () => passedAtUs.push(clock.nowUs()))
  return { clock, deadline, passedAtUs }
}

describe('deadline', () => {
  it('passes at its time, once', () => {
    const { clock, deadline, passedAtUs } = start()
    deadline.set(3_000)
    clock.advance(1_999)
    expect(passedAtUs).toEqual([])
    clock.advance(10_000)
    deadline.clear()
    clock.advance(10_000)
    expect(passedAtUs).toEqual([3_000])
  })

  it('is quiet once cleared', () => {
    const { clock, deadline, passedAtUs } = start()
    deadline.set(3_000)
    deadline.clear()
    clock.advance(10_000)
    expect(passedAtUs).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('holds the next request to its own time with the timer of the first', () => {
    const { clock, deadline, passedAtUs } = start()
    for (let request = 0; request < 100; request++) {
      deadline.set(clock.nowUs() + 50_000)
      expect(clock.pending).toBe(1)
      clock.advance(1_000)
      deadline.clear()
    }
    deadline.set(clock.nowUs() + 50_000)
    const setAtUs = clock.nowUs()
    clock.advance(60_000)
    expect(passedAtUs).toEqual([setAtUs + 50_000])
  })

  it('passes in time when a shorter one follows a longer one', () => {
    const { clock, deadline, passedAtUs } = start()
    deadline.set(100_000)
    deadline.clear()
    deadline.set(3_000)
    clock.advance(200_000)
    expect(passedAtUs).toEqual([3_000])
  })

  it('never passes when there is none', () => {
    const { clock, deadline, passedAtUs } = start()
    deadline.set(Infinity)
    clock.advance(1e12)
    expect(passedAtUs).toEqual([])
  })

  it('leaves no timer behind', () => {
    const { clock, deadline } = start()
    deadline.set(3_000)
    deadline.dispose()
    expect(clock.pending).toBe(0)
  })
})
