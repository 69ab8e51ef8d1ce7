import { describe, expect, it } from 'vitest'
import type { RunLog } from './testing/runLog.ts'
import { COMMON, get, prepareOf, scenarioOf } from './testing/scenarios.ts'
import { startVirtualRun } from './testing/virtualRun.ts'

const RATE = 100
const SECONDS = 60
const SERVICE_US = 5000
const PERIOD_US = 10e6
const FROZEN_US = 2e6
const ORIGIN_US = 1e6

/** When a server that freezes for the first 2 s of every 10 s answers a request that reaches it at `atUs` since the origin. */
function answeredUs(atUs: number): number {
  const intoPeriodUs = atUs % PERIOD_US
  return intoPeriodUs < FROZEN_US ? atUs - intoPeriodUs + FROZEN_US + SERVICE_US : atUs + SERVICE_US
}

function play(users: number): RunLog {
  const executor = {
    ...COMMON,
    executor: 'constant-arrival-rate',
    rate: RATE,
    timeUnitUs: 1e6,
    durationUs: SECONDS * 1e6,
    gracefulStopUs: 30e6,
    preAllocatedVUs: users,
    maxVUs: users,
  } as const
  const prepare = prepareOf(scenarioOf('http://frozen.test', [get('/')], { executor }))
  const run = startVirtualRun(prepare, ({ atUs }) => {
    const sinceUs = atUs - ORIGIN_US
    return { afterUs: answeredUs(sinceUs) - sinceUs }
  })
  run.clock.advance((SECONDS + 30) * 1e6)
  return run.log
}

describe('a server that freezes, loaded at a fixed rate', () => {
  it('cannot hide: response times are those of the schedule', () => {
    const response = play(400).histogram('http_req_response', {})
    const truth = Array.from({ length: RATE * SECONDS }, (_, n) => {
      const dueUs = (n * 1e6) / RATE
      return answeredUs(dueUs) - dueUs
    }).toSorted((a, b) => a - b)
    expect(response.count).toBe(truth.length)
    for (const percent of [50, 75, 90, 95, 99]) {
      const wanted = truth[Math.ceil((percent / 100) * truth.length) - 1] ?? 0
      expect(Math.abs(response.percentile(percent) - wanted) / wanted).toBeLessThan(0.02)
    }
  })

  it('shows in dropped iterations when there are too few users, and every arrival is accounted for', () => {
    const log = play(60)
    const dropped = log.total('dropped_iterations', {}).sum
    expect(dropped).toBeGreaterThan(100)
    expect(log.total('http_req_response', {}).count + dropped).toBe(RATE * SECONDS)
  })
})
