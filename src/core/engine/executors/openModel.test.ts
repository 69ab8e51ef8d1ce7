import { describe, expect, it } from 'vitest'
import { COMMON, ORIGIN_US, harness, workers } from './executorHarness.ts'

const SECOND = 1e6
const constant = {
  ...COMMON,
  executor: 'constant-arrival-rate',
  rate: 10,
  timeUnitUs: SECOND,
  durationUs: 10 * SECOND,
  preAllocatedVUs: 4,
  maxVUs: 20,
} as const
const ramping = {
  ...COMMON,
  executor: 'ramping-arrival-rate',
  startRate: 0,
  timeUnitUs: SECOND,
  stages: [
    { durationUs: 10 * SECOND, target: 10 },
    { durationUs: 0, target: 50 },
    { durationUs: 10 * SECOND, target: 50 },
  ],
  preAllocatedVUs: 20,
  maxVUs: 20,
} as const

describe('constant-arrival-rate', () => {
  it('starts at once, keeps the interval, and ends before the duration is over', () => {
    const load = harness(constant, { iterationUs: 0.25 * SECOND })
    load.clock.advance(60 * SECOND)
    expect(load.iterations.map(({ startedUs }) => startedUs - ORIGIN_US)).toEqual(
      Array.from({ length: 100 }, (_, n) => n * 100_000),
    )
    expect(load.iterations.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 100 }, (_, n) => n))
    expect(load.doneAtUs).toBe(ORIGIN_US + 10.15 * SECOND)
    expect(load.dropped).toBe(0)
    expect(load.clock.pending).toBe(0)
  })

  it('allocates preAllocatedVUs before its begin and more only when none is free', () => {
    const load = harness({ ...constant, startTimeUs: 5 * SECOND }, { iterationUs: 0.55 * SECOND })
    expect(load.users.at(-1)).toMatchObject({ active: 0, allocated: 4 })
    load.clock.advance(5.3 * SECOND)
    expect(load.users.at(-1)).toMatchObject({ active: 4, allocated: 4 })
    load.clock.advance(3 * SECOND)
    expect(load.users.at(-1)).toMatchObject({ active: 6, allocated: 6 })
    expect(load.dropped).toBe(0)
  })

  it('starts an iteration whether or not earlier ones have ended, until maxVUs are busy; then drops and warns once', () => {
    const load = harness(constant, { iterationUs: Infinity })
    load.clock.advance(9.99 * SECOND)
    expect(load.started()).toBe(20)
    expect(load.dropped).toBe(80)
    expect(load.events).toHaveLength(1)
    expect(load.events[0]).toContain('maxVUs (20')
  })

  it('starts all that are due at once after a delay, each with its own intended start', () => {
    const load = harness(constant, { iterationUs: 0.05 * SECOND })
    load.clock.advance(0.95 * SECOND)
    load.clock.block(SECOND)
    load.clock.advance(0.01 * SECOND)
    const late = load.iterations.slice(10)
    expect(late.map(({ startedUs }) => startedUs - ORIGIN_US)).toEqual(Array.from({ length: 10 }, () => 1_950_000))
    expect(late.map(({ intendedUs }) => intendedUs - ORIGIN_US)).toEqual(
      Array.from({ length: 10 }, (_, n) => (10 + n) * 100_000),
    )
    expect(load.lateness.slice(10)).toEqual(Array.from({ length: 10 }, (_, n) => 950_000 - n * 100_000))
    // The schedule goes on as if nothing had happened.
    load.clock.advance(0.04 * SECOND)
    expect(load.iterations.at(-1)?.startedUs).toBe(ORIGIN_US + 2 * SECOND)
  })

  it('counts what a long delay makes impossible in one go', () => {
    const config = { ...constant, rate: 100_000, durationUs: 3600 * SECOND }
    const load = harness(config, { iterationUs: Infinity })
    load.clock.block(3000 * SECOND)
    load.clock.advance(0)
    expect(load.started()).toBe(20)
    expect(load.started() + load.dropped).toBe(300_000_001)
  })

  it('starts what was due before the end even when the end comes late', () => {
    const load = harness({ ...constant, preAllocatedVUs: 200, maxVUs: 200 })
    load.clock.advance(8.95 * SECOND)
    load.clock.block(5 * SECOND)
    load.clock.advance(10 * SECOND)
    expect(load.started()).toBe(100)
    expect(load.dropped).toBe(0)
  })

  it('lets running iterations end within gracefulStop, then interrupts', () => {
    const load = harness({ ...constant, gracefulStopUs: SECOND }, { iterationUs: Infinity })
    load.clock.advance(60 * SECOND)
    expect(load.doneAtUs).toBe(ORIGIN_US + 11 * SECOND)
    expect(load.iterations.every(({ outcome }) => outcome === 'interrupted')).toBe(true)
  })

  it.each([1, 2, 3, 5, 8])('starts over %i workers what one would start', (count) => {
    const config = { ...constant, rate: 7, preAllocatedVUs: 16, maxVUs: 40 }
    const loads = workers(config, count)
    const alone = harness(config)
    loads[0]?.clock.advance(60 * SECOND)
    alone.clock.advance(60 * SECOND)
    const starts = loads.flatMap((load) => load.iterations)
    expect(starts.toSorted((a, b) => a.iteration - b.iteration).map(({ startedUs }) => startedUs)).toEqual(
      alone.iterations.map(({ startedUs }) => startedUs),
    )
    for (const [index, load] of loads.entries()) {
      expect(
        load.iterations.every(({ iteration, user }) => iteration % count === index && user % count === index),
      ).toBe(true)
    }
  })

  it('gives no arrivals to workers without a VU', () => {
    const loads = workers({ ...constant, preAllocatedVUs: 1, maxVUs: 2 }, 4, { iterationUs: 0.05 * SECOND })
    loads[0]?.clock.advance(60 * SECOND)
    expect(loads.map((load) => load.started())).toEqual([50, 50, 0, 0])
    expect(loads.every(({ dropped, doneAtUs }) => dropped === 0 && doneAtUs !== undefined)).toBe(true)
  })
})

describe('ramping-arrival-rate', () => {
  it('follows the stages, jumps included', () => {
    const load = harness(ramping, { iterationUs: 0.1 * SECOND })
    load.clock.advance(5 * SECOND)
    expect(load.started()).toBe(12)
    load.clock.advance(5 * SECOND)
    expect(load.started()).toBe(50)
    load.clock.advance(0.02 * SECOND)
    expect(load.started()).toBe(51)
    load.clock.advance(60 * SECOND)
    expect(load.started()).toBe(550)
    expect(load.iterations.at(-1)?.startedUs).toBe(ORIGIN_US + 20 * SECOND)
    expect(load.doneAtUs).toBe(ORIGIN_US + 20.1 * SECOND)
  })

  it('starts nothing while the rate is 0', () => {
    const stages = [
      { durationUs: 10 * SECOND, target: 0 },
      { durationUs: 0, target: 5 },
      { durationUs: 2 * SECOND, target: 5 },
    ]
    const load = harness({ ...ramping, stages })
    load.clock.advance(10 * SECOND)
    expect(load.started()).toBe(0)
    load.clock.advance(10 * SECOND)
    expect(load.started()).toBe(10)
  })
})
