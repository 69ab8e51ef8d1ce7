import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plannedVUs } from '../../../shared/scenario/plan.ts'
import { VirtualClock } from '../virtualClock.ts'
import { COMMON, ORIGIN_US, type Harness, harness, workers } from './executorHarness.ts'

const SECOND = 1e6
const upAndDown = {
  ...COMMON,
  executor: 'ramping-vus',
  startVUs: 0,
  stages: [
    { durationUs: 10 * SECOND, target: 10 },
    { durationUs: 10 * SECOND, target: 0 },
  ],
  gracefulRampDownUs: 30 * SECOND,
} as const
/** 2 VUs for a second, then none, then 2 again from second 6 to 20. */
const gap = {
  ...upAndDown,
  startVUs: 2,
  stages: [
    { durationUs: SECOND, target: 2 },
    { durationUs: 0, target: 0 },
    { durationUs: 5 * SECOND, target: 0 },
    { durationUs: 0, target: 2 },
    { durationUs: 14 * SECOND, target: 2 },
  ],
}

function activeAt(loads: readonly Harness[], seconds: number): number {
  const clock = loads[0]?.clock
  clock?.advance(ORIGIN_US + seconds * SECOND - clock.nowUs())
  return loads.reduce((sum, load) => sum + load.active(), 0)
}

describe('ramping-vus', () => {
  it('follows the stages', () => {
    const load = harness(upAndDown, { iterationUs: 1000 })
    const seconds = [0.5, 1, 1.5, 9.5, 10.5, 11.5, 19.5, 20.1]
    expect(seconds.map((second) => activeAt([load], second))).toEqual([0, 1, 1, 9, 10, 9, 1, 0])
    expect(load.doneAtUs).toBeCloseTo(ORIGIN_US + 20 * SECOND, -4)
  })

  it('is at its target in a stage of zero length', () => {
    const load = harness(gap, { iterationUs: 1000 })
    expect([0.5, 1.5, 5.5, 6.5, 19.9].map((second) => activeAt([load], second))).toEqual([2, 0, 0, 2, 2])
  })

  it('lets a VU that ramps down finish its iteration', () => {
    const load = harness(gap, { iterationUs: 4 * SECOND })
    activeAt([load], 5.5)
    expect(load.iterations.map(({ endedUs, outcome }) => [endedUs, outcome])).toEqual([
      [ORIGIN_US + 4 * SECOND, 'complete'],
      [ORIGIN_US + 4 * SECOND, 'complete'],
    ])
  })

  it('interrupts it when gracefulRampDown is over', () => {
    const load = harness({ ...gap, gracefulRampDownUs: 2 * SECOND }, { iterationUs: 4 * SECOND })
    expect(activeAt([load], 2.9)).toBe(2)
    expect(activeAt([load], 3.1)).toBe(0)
    expect(load.iterations.map(({ endedUs }) => endedUs)).toEqual([ORIGIN_US + 3 * SECOND, ORIGIN_US + 3 * SECOND])
    expect(load.iterations.every(({ outcome }) => outcome === 'interrupted')).toBe(true)
  })

  it('interrupts it at once with a gracefulRampDown of nothing', () => {
    const load = harness({ ...gap, gracefulRampDownUs: 0 }, { iterationUs: 4 * SECOND })
    activeAt([load], 1.5)
    expect(load.iterations.map(({ endedUs }) => endedUs)).toEqual([ORIGIN_US + SECOND, ORIGIN_US + SECOND])
  })

  it('reuses a VU that is needed again before that, and its iteration goes on', () => {
    const load = harness({ ...gap, gracefulRampDownUs: 6 * SECOND }, { iterationUs: 8 * SECOND })
    activeAt([load], 9)
    // Without the reuse its deadline at second 7 would have cut it off.
    expect(load.iterations.slice(0, 2).map(({ endedUs, outcome }) => [endedUs, outcome])).toEqual([
      [ORIGIN_US + 8 * SECOND, 'complete'],
      [ORIGIN_US + 8 * SECOND, 'complete'],
    ])
    expect(load.iterations.map(({ user }) => user)).toEqual([0, 1, 0, 1])
    expect(load.users.at(-1)).toMatchObject({ allocated: 2 })
  })

  it('never lets a ramp-down outlast gracefulStop', () => {
    const load = harness({ ...upAndDown, gracefulStopUs: SECOND }, { iterationUs: Infinity })
    activeAt([load], 60)
    expect(load.doneAtUs).toBe(ORIGIN_US + 21 * SECOND)
    expect(load.started()).toBe(10)
  })

  it('keeps to gracefulRampDown also in the step at the very end', () => {
    const load = harness({ ...upAndDown, gracefulRampDownUs: 2 * SECOND }, { iterationUs: Infinity })
    activeAt([load], 60)
    expect(load.iterations.map(({ endedUs }) => ((endedUs ?? 0) - ORIGIN_US) / SECOND)).toEqual([
      22, 21, 20, 19, 18, 17, 16, 15, 14, 13,
    ])
  })

  it('catches up with all steps after the loop was blocked', () => {
    const load = harness(upAndDown, { iterationUs: 1000 })
    activeAt([load], 2.5)
    load.clock.block(5 * SECOND)
    load.clock.advance(0)
    expect(load.active()).toBe(7)
  })

  it('has the planned number of VUs at any moment, over any number of workers', () => {
    const stage = fc.record({
      durationUs: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 1, max: 7200 }).map((seconds) => seconds * SECOND),
      ),
      target: fc.integer({ min: 0, max: 40 }),
    })
    const plans = fc.record({
      startVUs: fc.integer({ min: 0, max: 40 }),
      stages: fc.array(stage, { minLength: 1, maxLength: 6 }),
      count: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(plans, fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 5 }), (plan, parts) => {
        const { count, ...varied } = plan
        const config = { ...upAndDown, ...varied, gracefulRampDownUs: 0 }
        const clock = new VirtualClock(ORIGIN_US)
        const loads = workers(config, count, { clock, iterationUs: Infinity })
        const durationUs = plan.stages.reduce((sum, { durationUs: us }) => sum + us, 0)
        for (const part of parts.toSorted((a, b) => a - b)) {
          // Not at a step itself, where rounding decides.
          const atUs = Math.floor(part * durationUs) + 0.5
          if (atUs >= durationUs) continue
          const planned = plannedVUs({ load: { main: config } }, atUs / 1000)
          expect(activeAt(loads, atUs / SECOND)).toBe(planned)
        }
      }),
      { numRuns: 60 },
    )
  })
})
