import { describe, expect, it } from 'vitest'
import { parseScenario } from './parse.ts'
import { plannedDurationMs } from './plan.ts'
import { formThatRan, shortened } from './short.ts'
import type { Scenario } from './types.ts'

function scenarioWith(load: string): Scenario {
  const { scenario, problems } = parseScenario(`headroom: 1
name: Long
target: { baseUrl: 'http://127.0.0.1:1' }
flows: { visit: [{ get: / }, { think: 3s }] }
thresholds: { http_req_duration: [{ threshold: p(95)<500, abortOnFail: true, delayAbortEval: 1m }] }
load: { users: ${load} }`)
  if (scenario === undefined) throw new Error(JSON.stringify(problems))
  return scenario
}

describe('shortened', () => {
  it('keeps a scenario that is short already', () => {
    const scenario = scenarioWith('{ executor: constant-vus, vus: 3, duration: 30s }')
    expect(shortened(scenario)).toBe(scenario)
  })

  it('scales every time by one factor and keeps users, targets of stages, think times and limits', () => {
    const scenario = scenarioWith(
      '{ executor: ramping-vus, startTime: 1m, stages: [{ duration: 2m, target: 50 }, { duration: 7m, target: 150 }, { duration: 0s, target: 0 }], gracefulStop: 1m }',
    )
    const short = shortened(scenario)
    expect(plannedDurationMs(short)).toBe(30_000)
    expect(short.load['users']).toMatchObject({
      startTimeUs: 3e6,
      stages: [
        { durationUs: 6e6, target: 50 },
        { durationUs: 21e6, target: 150 },
        { durationUs: 0, target: 0 },
      ],
      gracefulStopUs: 5e6,
      gracefulRampDownUs: 5e6,
    })
    expect(short.name).toBe('Long (short)')
    expect(short.flows).toEqual(scenario.flows)
    expect(short.thresholds[0]).toMatchObject({ limit: 500, delayAbortEvalMs: 3000 })
  })

  it('is the form that a run of its name ran, and no other run', () => {
    const scenario = scenarioWith('{ executor: constant-vus, vus: 3, duration: 5m }')
    expect(plannedDurationMs(formThatRan(scenario, 'Long (short)'))).toBe(30_000)
    expect(formThatRan(scenario, 'Long')).toBe(scenario)
  })

  it('gives a stage a second at least', () => {
    const load =
      '{ executor: ramping-arrival-rate, preAllocatedVUs: 1, stages: [{ duration: 10s, target: 5 }, { duration: 1h, target: 5 }] }'
    expect(shortened(scenarioWith(load)).load['users']).toMatchObject({
      stages: [{ durationUs: 1e6 }, { durationUs: expect.closeTo(29.9e6, -5) }],
    })
  })

  it('scales iterations, at least one for each user', () => {
    const load = '{ executor: shared-iterations, vus: 4, iterations: 2000, maxDuration: 10m }'
    expect(shortened(scenarioWith(load)).load['users']).toMatchObject({ iterations: 100, maxDurationUs: 30e6 })
    const few = '{ executor: per-vu-iterations, vus: 4, iterations: 3 }'
    expect(shortened(scenarioWith(few)).load['users']).toMatchObject({ iterations: 1 })
  })

  it('searches the same range for the breaking point in fewer, larger steps', () => {
    const load =
      '{ executor: breaking-point, raise: rate, start: 50, step: 50, max: 1000, hold: 15s, breakAfter: 5s, precision: 10, maxVUs: 500 }'
    const short = shortened(scenarioWith(load))
    expect(short.load['users']).toMatchObject({ start: 50, max: 1000, step: 238, precision: 60, holdUs: 3e6 })
    expect(plannedDurationMs(short)).toBeLessThan(20_000)
  })
})
