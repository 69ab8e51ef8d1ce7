import { describe, expect, it } from 'vitest'
import { createMonotonicClock } from './monotonicClock.ts'

describe('the monotonic clock', () => {
  it('has the origin of process.hrtime, which all processes of the machine share', () => {
    const clock = createMonotonicClock()
    const beforeUs = Number(process.hrtime.bigint()) / 1e3
    const nowUs = clock.nowUs()
    const afterUs = Number(process.hrtime.bigint()) / 1e3
    expect(nowUs).toBeGreaterThanOrEqual(beforeUs - 50)
    expect(nowUs).toBeLessThanOrEqual(afterUs + 50)
  })

  it('calls back in the order of the instants, never early, equal ones in the order of asking', async () => {
    const clock = createMonotonicClock()
    const startUs = clock.nowUs()
    const offsets = [9000, 500, 4000, 500, 0, 4000, 2500, -1000, 12_000]
    const called: { offset: number; n: number; early: boolean }[] = []
    await new Promise<void>((resolve) => {
      offsets.forEach((offset, n) =>
        clock.at(startUs + offset, () => {
          called.push({ offset, n, early: clock.nowUs() < startUs + offset })
          if (called.length === offsets.length) resolve()
        }),
      )
    })
    const expected = offsets.map((offset, n) => ({ offset, n, early: false })).toSorted((a, b) => a.offset - b.offset)
    expect(called).toEqual(expected)
  })

  it('forgets cancelled callbacks', async () => {
    const clock = createMonotonicClock()
    const called: string[] = []
    await new Promise<void>((resolve) => {
      const handle = clock.at(clock.nowUs() + 1000, () => called.push('cancelled'))
      clock.at(clock.nowUs() + 3000, resolve)
      clock.cancel(handle)
    })
    expect(called).toEqual([])
  })

  it('gives I/O and other timers their turn while callbacks ask for now again and again', async () => {
    const clock = createMonotonicClock()
    let turns = 0
    let going = true
    const again = (): void => {
      turns++
      if (going) clock.at(clock.nowUs() - 1000, again)
    }
    again()
    await new Promise((resolve) => setTimeout(resolve, 20))
    going = false
    expect(turns).toBeGreaterThan(5)
  })

  it('goes on after a callback that throws', async () => {
    const clock = createMonotonicClock()
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const thrown = new Promise<Error>((resolve) => process.once('uncaughtException', resolve))
    const nowUs = clock.nowUs()
    clock.at(nowUs + 100, () => {
      throw new Error('a bug')
    })
    await new Promise<void>((resolve) => clock.at(nowUs + 2000, resolve))
    expect((await thrown).message).toBe('a bug')
    for (const listener of listeners) process.on('uncaughtException', listener)
  })
})
