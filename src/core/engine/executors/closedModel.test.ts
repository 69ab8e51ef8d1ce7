import { describe, expect, it } from 'vitest'
import { COMMON, ORIGIN_US, harness, workers } from './executorHarness.ts'

const SECOND = 1e6
const constant = { ...COMMON, executor: 'constant-vus', vus: 3, durationUs: 10 * SECOND } as const
const shared = {
  ...COMMON,
  executor: 'shared-iterations',
  vus: 3,
  iterations: 10,
  maxDurationUs: 600 * SECOND,
} as const
const perVU = { ...COMMON, executor: 'per-vu-iterations', vus: 3, iterations: 4, maxDurationUs: 600 * SECOND } as const

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)
const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)

describe('constant-vus', () => {
  it('iterates with all VUs until the duration is over', () => {
    const load = harness(constant)
    load.clock.advance(9.5 * SECOND)
    expect(load.active()).toBe(3)
    load.clock.advance(SECOND)
    expect(load.iterations.map(({ iteration }) => iteration)).toEqual(numbers(30))
    expect(load.doneAtUs).toBe(ORIGIN_US + 10 * SECOND)
    expect(sorted(load.disposed)).toEqual([0, 1, 2])
    expect(load.users.at(-1)).toMatchObject({ active: 0, allocated: 0 })
    expect(load.clock.pending).toBe(0)
  })

  it('starts an iteration as soon as the one before has ended, as intended', () => {
    const load = harness({ ...constant, vus: 1 }, { iterationUs: 0.7 * SECOND })
    load.clock.advance(3 * SECOND)
    expect(load.iterations.map(({ startedUs }) => startedUs - ORIGIN_US)).toEqual(
      [0, 1, 2, 3, 4].map((n) => n * 700_000),
    )
    expect(load.iterations.every(({ intendedUs, startedUs }) => intendedUs === startedUs)).toBe(true)
  })

  it('counts a VU as active all the time, not once per iteration', () => {
    const load = harness(constant)
    load.clock.advance(9.5 * SECOND)
    expect(load.users).toHaveLength(3 + 3)
  })

  it('starts nothing at the end or after it, even when the loop was blocked', () => {
    const load = harness(constant)
    load.clock.advance(8.5 * SECOND)
    load.clock.block(3 * SECOND)
    load.clock.advance(0)
    expect(load.started()).toBe(27)
    expect(load.doneAtUs).toBe(ORIGIN_US + 11.5 * SECOND)
  })

  it('splits the VUs over the workers', () => {
    const loads = workers({ ...constant, vus: 5 }, 3)
    loads[0]?.clock.advance(20 * SECOND)
    const iterations = loads.flatMap((load) => load.iterations)
    expect(sorted([...new Set(iterations.map(({ user }) => user))])).toEqual(numbers(5))
    expect(new Set(iterations.map(({ iteration }) => iteration)).size).toBe(50)
    expect(loads.map(({ disposed }) => disposed.length)).toEqual([2, 2, 1])
  })

  it('is over without users when its worker has none', () => {
    const load = harness({ ...constant, vus: 1 }, { segment: { index: 1, count: 2 } })
    load.clock.advance(10 * SECOND)
    expect(load.started()).toBe(0)
    expect(load.doneAtUs).toBe(ORIGIN_US + 10 * SECOND)
  })
})

describe('shared-iterations', () => {
  it('ends when all iterations have been run', () => {
    const load = harness(shared)
    load.clock.advance(60 * SECOND)
    expect(load.iterations.map(({ iteration }) => iteration)).toEqual(numbers(10))
    expect(load.doneAtUs).toBe(ORIGIN_US + 4 * SECOND)
    expect(load.dropped).toBe(0)
    expect(load.clock.pending).toBe(0)
  })

  it('gives more iterations to faster VUs', () => {
    const load = harness(shared, { iterationUs: (_, user) => (user === 0 ? 1 : 4) * SECOND })
    load.clock.advance(60 * SECOND)
    const perUser = numbers(3).map((user) => load.iterations.filter((iteration) => iteration.user === user).length)
    expect(perUser).toEqual([6, 2, 2])
  })

  it('drops what maxDuration leaves, and lets running iterations end', () => {
    const load = harness({ ...shared, maxDurationUs: 1.5 * SECOND })
    load.clock.advance(60 * SECOND)
    expect(load.started()).toBe(6)
    expect(load.dropped).toBe(4)
    expect(load.iterations.every(({ outcome }) => outcome === 'complete')).toBe(true)
    expect(load.doneAtUs).toBe(ORIGIN_US + 2 * SECOND)
  })

  it('waits for the last iteration until maxDuration and gracefulStop are over', () => {
    const config = { ...shared, iterations: 3, maxDurationUs: 10 * SECOND, gracefulStopUs: 5 * SECOND }
    const load = harness(config, { iterationUs: Infinity })
    load.clock.advance(14.9 * SECOND)
    expect(load.active()).toBe(3)
    load.clock.advance(0.2 * SECOND)
    expect(load.iterations.map(({ outcome }) => outcome)).toEqual(['interrupted', 'interrupted', 'interrupted'])
    expect(load.doneAtUs).toBe(ORIGIN_US + 15 * SECOND)
    expect(load.dropped).toBe(0)
  })

  it.each([1, 2, 3, 4, 8])('runs every iteration once over %i workers, even with fewer VUs than workers', (count) => {
    const loads = workers({ ...shared, vus: 3, iterations: 100 }, count)
    loads[0]?.clock.advance(600 * SECOND)
    const all = loads.flatMap((load) => load.iterations.map(({ iteration }) => iteration))
    expect(sorted(all)).toEqual(numbers(100))
    expect(loads.every(({ doneAtUs }) => doneAtUs !== undefined)).toBe(true)
  })
})

describe('per-vu-iterations', () => {
  it('runs the same number of iterations on each VU', () => {
    const load = harness(perVU, { iterationUs: (_, user) => (user + 1) * SECOND })
    load.clock.advance(60 * SECOND)
    const perUser = numbers(3).map((user) => load.iterations.filter((iteration) => iteration.user === user).length)
    expect(perUser).toEqual([4, 4, 4])
    expect(load.doneAtUs).toBe(ORIGIN_US + 12 * SECOND)
  })

  it('drops what maxDuration leaves', () => {
    const load = harness({ ...perVU, maxDurationUs: 3.5 * SECOND }, { iterationUs: (_, user) => (user + 1) * SECOND })
    load.clock.advance(60 * SECOND)
    // VU 0 started all 4, VU 1 two, VU 2 two.
    expect(load.dropped).toBe(12 - 8)
    expect(load.doneAtUs).toBe(ORIGIN_US + 6 * SECOND)
  })

  it.each([1, 2, 5, 8])('runs every iteration once over %i workers', (count) => {
    const loads = workers({ ...perVU, vus: 7, iterations: 9 }, count)
    loads[0]?.clock.advance(600 * SECOND)
    const all = loads.flatMap((load) => load.iterations.map(({ iteration }) => iteration))
    expect(sorted(all)).toEqual(numbers(63))
  })
})
