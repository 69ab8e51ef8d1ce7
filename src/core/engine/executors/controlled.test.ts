import { describe, expect, it } from 'vitest'
import { COMMON, ORIGIN_US, type Harness, harness, workers } from './executorHarness.ts'

const SECOND = 1e6
const external = {
  ...COMMON,
  executor: 'externally-controlled',
  vus: 3,
  maxVUs: 10,
  durationUs: 600 * SECOND,
} as const
const breaking = {
  ...COMMON,
  executor: 'breaking-point',
  raise: 'vus',
  timeUnitUs: SECOND,
  start: 10,
  step: 10,
  max: 50,
  holdUs: 5 * SECOND,
  breakAfterUs: SECOND,
  precision: 1,
  preAllocatedVUs: 50,
  maxVUs: 50,
} as const

/** How many iterations start in the next ten seconds. */
function startsIn10s(load: Harness): number {
  const before = load.started()
  load.clock.advance(10 * SECOND)
  return load.started() - before
}

describe('externally-controlled', () => {
  it('obeys the number of VUs, within maxVUs', () => {
    const load = harness(external, { iterationUs: 0.1 * SECOND })
    load.clock.advance(SECOND)
    expect(load.active()).toBe(3)
    load.run.control({ vus: 8 })
    expect(load.active()).toBe(8)
    load.run.control({ vus: 500 })
    expect(load.active()).toBe(10)
    load.run.control({ vus: 0 })
    load.clock.advance(SECOND)
    expect(load.active()).toBe(0)
    expect(load.doneAtUs).toBe(undefined)
  })

  it('lets VUs that are no longer wanted finish within gracefulStop', () => {
    const load = harness({ ...external, gracefulStopUs: 2 * SECOND }, { iterationUs: Infinity })
    load.clock.advance(SECOND)
    load.run.control({ vus: 1 })
    load.clock.advance(1.9 * SECOND)
    expect(load.active()).toBe(3)
    load.clock.advance(0.2 * SECOND)
    expect(load.active()).toBe(1)
  })

  it('pauses without cutting anything off, and resumes', () => {
    const load = harness({ ...external, gracefulStopUs: SECOND }, { iterationUs: 5 * SECOND })
    load.clock.advance(SECOND)
    load.run.control({ paused: true })
    load.clock.advance(60 * SECOND)
    expect(load.active()).toBe(0)
    expect(load.iterations.every(({ outcome }) => outcome === 'complete')).toBe(true)
    load.run.control({ vus: 5 })
    expect(load.active()).toBe(0)
    load.run.control({ paused: false })
    expect(load.active()).toBe(5)
  })

  it('changes to a rate and back, and no iteration number comes twice', () => {
    const load = harness(external, { iterationUs: 0.5 * SECOND })
    load.clock.advance(10.25 * SECOND)
    load.run.control({ rate: 4 })
    load.clock.advance(SECOND)
    expect(startsIn10s(load)).toBe(40)
    load.run.control({ rate: 12 })
    expect(startsIn10s(load)).toBe(120)
    load.run.control({ paused: true })
    expect(startsIn10s(load)).toBe(0)
    load.run.control({ paused: false })
    expect(startsIn10s(load)).toBe(120)
    load.run.control({ vus: 2 })
    load.clock.advance(SECOND)
    expect(load.active()).toBe(2)
    expect(load.dropped).toBe(0)
    expect(new Set(load.iterations.map(({ iteration }) => iteration)).size).toBe(load.started())
  })

  it('uses the VUs that it has when a rate follows a pause', () => {
    const load = harness({ ...external, vus: 10 }, { iterationUs: 0.1 * SECOND })
    load.clock.advance(SECOND)
    load.run.control({ paused: true })
    load.clock.advance(SECOND)
    load.run.control({ rate: 10, paused: false })
    expect(startsIn10s(load)).toBe(100)
    expect(load.dropped).toBe(0)
  })

  it('still starts what was due before the rate changed', () => {
    const load = harness({ ...external, maxVUs: 50 }, { iterationUs: 0.1 * SECOND })
    load.clock.advance(0.95 * SECOND)
    load.run.control({ rate: 10 })
    load.clock.advance(SECOND)
    load.clock.block(SECOND)
    const before = load.started()
    load.run.control({ rate: 1 })
    expect(load.started() - before).toBe(10)
    expect(load.iterations.at(-1)?.intendedUs).toBeCloseTo(ORIGIN_US + 2.95 * SECOND, 0)
  })

  it('takes what was asked for before its begin', () => {
    const load = harness({ ...external, startTimeUs: 5 * SECOND })
    load.run.control({ vus: 7 })
    load.clock.advance(5.5 * SECOND)
    expect(load.active()).toBe(7)
  })

  it('ends by its duration and heeds nothing afterwards', () => {
    const load = harness({ ...external, durationUs: 5 * SECOND })
    load.clock.advance(4 * SECOND)
    load.run.control({ rate: 5 })
    load.clock.advance(10 * SECOND)
    expect(load.doneAtUs).toBeLessThanOrEqual(ORIGIN_US + 6 * SECOND)
    const { length } = load.iterations
    load.run.control({ vus: 5 })
    load.clock.advance(10 * SECOND)
    expect(load.iterations).toHaveLength(length)
  })

  it('splits over workers what is set over all of them', () => {
    const loads = workers(external, 3, { iterationUs: 0.1 * SECOND })
    const clock = loads[0]?.clock
    for (const load of loads) load.run.control({ vus: 10 })
    clock?.advance(SECOND)
    expect(loads.map((load) => load.active())).toEqual([4, 3, 3])
    for (const load of loads) load.run.control({ rate: 30 })
    clock?.advance(SECOND)
    const before = loads.reduce((sum, load) => sum + load.started(), 0)
    clock?.advance(10 * SECOND)
    expect(loads.reduce((sum, load) => sum + load.started(), 0) - before).toBe(300)
  })
})

describe('breaking-point', () => {
  it('holds its first level and obeys the next ones', () => {
    const load = harness(breaking)
    load.clock.advance(5 * SECOND)
    expect(load.active()).toBe(10)
    load.run.control({ vus: 20, paused: false })
    expect(load.active()).toBe(20)
    load.run.control({ paused: true })
    load.clock.advance(2 * SECOND)
    expect(load.active()).toBe(0)
    load.run.control({ vus: 15, paused: false })
    load.clock.advance(2 * SECOND)
    expect(load.active()).toBe(15)
  })

  it('ends with level 0', () => {
    const load = harness({ ...breaking, gracefulStopUs: 2 * SECOND }, { iterationUs: Infinity })
    load.clock.advance(5 * SECOND)
    load.run.control({ vus: 0 })
    load.clock.advance(60 * SECOND)
    expect(load.doneAtUs).toBe(ORIGIN_US + 7 * SECOND)
  })

  it('does the same with a rate', () => {
    const load = harness({ ...breaking, raise: 'rate' }, { iterationUs: 0.1 * SECOND })
    expect(startsIn10s(load)).toBe(101)
    load.run.control({ rate: 35, paused: false })
    expect(startsIn10s(load)).toBe(350)
    load.run.control({ paused: true })
    expect(startsIn10s(load)).toBe(0)
    load.run.control({ rate: 20, paused: false })
    expect(startsIn10s(load)).toBe(200)
    load.run.control({ rate: 0 })
    load.clock.advance(SECOND)
    expect(load.doneAtUs).toBe(ORIGIN_US + 40.1 * SECOND)
  })
})
