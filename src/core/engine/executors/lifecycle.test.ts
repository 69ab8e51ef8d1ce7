import { describe, expect, it } from 'vitest'
import type { ExecutorConfig } from '../../../shared/scenario/types.ts'
import { COMMON, ORIGIN_US, harness } from './executorHarness.ts'

const SECOND = 1e6
const arrivals = { timeUnitUs: SECOND, preAllocatedVUs: 5, maxVUs: 5 }
const common = { ...COMMON, gracefulStopUs: 3 * SECOND }
const stages = [{ durationUs: 20 * SECOND, target: 5 }]
const levels = { start: 5, step: 1, max: 9, holdUs: SECOND, breakAfterUs: SECOND, precision: 1 }

const configs: ExecutorConfig[] = [
  { ...common, executor: 'shared-iterations', vus: 5, iterations: 1000, maxDurationUs: 20 * SECOND },
  { ...common, executor: 'per-vu-iterations', vus: 5, iterations: 1000, maxDurationUs: 20 * SECOND },
  { ...common, executor: 'constant-vus', vus: 5, durationUs: 20 * SECOND },
  { ...common, executor: 'ramping-vus', startVUs: 5, stages, gracefulRampDownUs: 30 * SECOND },
  { ...common, executor: 'constant-arrival-rate', rate: 5, durationUs: 20 * SECOND, ...arrivals },
  { ...common, executor: 'ramping-arrival-rate', startRate: 5, stages, ...arrivals },
  { ...common, executor: 'externally-controlled', vus: 5, maxVUs: 9, durationUs: 20 * SECOND },
  { ...common, executor: 'breaking-point', raise: 'vus', ...levels, ...arrivals },
  { ...common, executor: 'breaking-point', raise: 'rate', ...levels, ...arrivals },
]
const planned = configs.filter(({ executor }) => executor !== 'breaking-point')

describe.each(configs)('every executor: $executor', (config) => {
  it('begins at its startTime', () => {
    const load = harness({ ...config, startTimeUs: 7 * SECOND })
    load.clock.advance(7 * SECOND - 1)
    expect(load.started()).toBe(0)
    load.clock.advance(0.5 * SECOND)
    expect(load.started()).toBeGreaterThan(0)
    expect(load.iterations[0]?.startedUs).toBeGreaterThanOrEqual(ORIGIN_US + 7 * SECOND)
  })

  it('is over at once when it is stopped before that', () => {
    const load = harness({ ...config, startTimeUs: 7 * SECOND })
    load.clock.advance(SECOND)
    load.run.stop()
    expect(load.doneAtUs).toBe(ORIGIN_US + SECOND)
    load.clock.advance(60 * SECOND)
    expect(load.started()).toBe(0)
    expect(load.disposed).toHaveLength(5)
  })

  it('stops: nothing starts any more and running iterations end', () => {
    const load = harness(config)
    load.clock.advance(4.5 * SECOND)
    const before = load.started()
    load.run.stop()
    load.clock.advance(60 * SECOND)
    expect(load.started()).toBe(before)
    expect(load.iterations.every(({ outcome }) => outcome === 'complete')).toBe(true)
    expect(load.doneAtUs).toBeLessThanOrEqual(ORIGIN_US + 5.5 * SECOND)
    expect(load.dropped).toBe(0)
    expect(load.clock.pending).toBe(0)
  })

  it('interrupts what gracefulStop does not suffice for', () => {
    const load = harness(config, { iterationUs: Infinity })
    load.clock.advance(4.5 * SECOND)
    load.run.stop()
    load.run.stop()
    load.clock.advance(2.9 * SECOND)
    expect(load.active()).toBe(5)
    load.clock.advance(60 * SECOND)
    expect(load.doneAtUs).toBe(ORIGIN_US + 7.5 * SECOND)
    expect(load.iterations.every(({ outcome }) => outcome === 'interrupted')).toBe(true)
    expect(load.disposed).toHaveLength(5)
  })

  it('aborts at once, also while it stops', () => {
    const load = harness(config, { iterationUs: Infinity })
    load.clock.advance(4.5 * SECOND)
    load.run.stop()
    load.clock.advance(SECOND)
    load.run.abort()
    load.clock.advance(0)
    expect(load.doneAtUs).toBe(ORIGIN_US + 5.5 * SECOND)
    expect(load.iterations.every(({ outcome }) => outcome === 'interrupted')).toBe(true)
    load.run.abort()
    load.clock.advance(60 * SECOND)
    expect(load.clock.pending).toBe(0)
  })

  it('is over at once when it is aborted while nothing runs', () => {
    const load = harness({ ...config, startTimeUs: 7 * SECOND })
    load.run.abort()
    expect(load.doneAtUs).toBe(ORIGIN_US)
  })
})

describe.each(planned)('every executor with a planned end: $executor', (config) => {
  it('interrupts running iterations gracefulStop after its end', () => {
    const load = harness({ ...config, startTimeUs: SECOND }, { iterationUs: Infinity })
    load.clock.advance(23.9 * SECOND)
    expect(load.active()).toBe(5)
    load.clock.advance(SECOND)
    expect(load.doneAtUs).toBe(ORIGIN_US + 24 * SECOND)
  })
})
