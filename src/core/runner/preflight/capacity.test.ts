import { describe, expect, it } from 'vitest'
import { parseScenario } from '../../../shared/scenario/parse.ts'
import { estimateCapacity } from './capacity.ts'

function found(
  load: string,
  more: { flows?: string; guards?: string; responseUs?: number; workers?: number; openFiles?: number } = {},
) {
  const flows = more.flows ?? 'main: [{ get: /a }, { think: 500ms..1500ms }]'
  const text = `headroom: 1\nname: x\ntarget: { baseUrl: "http://127.0.0.1" }\nflows: { ${flows} }\nload: { one: ${load} }\nguards: { ${more.guards ?? ''} }\n`
  const { scenario, problems } = parseScenario(text)
  if (scenario === undefined) throw new Error(JSON.stringify(problems))
  return estimateCapacity(scenario, {
    workers: more.workers ?? 1,
    openFiles: more.openFiles,
    responseUs: more.responseUs ?? 250_000,
  }).map(({ level, text: said }) => [level, said])
}

describe('the estimate before a run', () => {
  it('counts requests of users who pause', () => {
    // 1 s of thinking and 0.25 s of answer: 0.8 requests a second and user.
    const [[level, text] = []] = found('{ executor: constant-vus, vus: 50, duration: 100s }')
    expect(level).toBe('ok')
    expect(text).toContain('About 4,000 requests in 1:40, over up to 50 connections.')
    expect(text).toContain('50,000 req/s with 1 load worker')
  })

  it('counts along ramps, rates, weights and called flows', () => {
    const flows =
      'main: [{ choose: { a: 3, b: 1 } }], a: [{ get: /a }], b: [{ group: g, steps: [{ flow: a }, { get: /b }] }]'
    const ramp =
      '{ executor: ramping-arrival-rate, flow: main, startRate: 0, timeUnit: 1s, stages: [{ duration: 10s, target: 8 }], preAllocatedVUs: 3, maxVUs: 9 }'
    // 40 iterations of 1.25 requests.
    expect(found(ramp, { flows })[0]?.[1]).toContain('About 50 requests in 0:10, over up to 9 connections')
  })

  it('counts iterations that are given', () => {
    expect(found('{ executor: per-vu-iterations, vus: 3, iterations: 7, maxDuration: 1m }')[0]?.[1]).toContain(
      'About 21 requests',
    )
    expect(found('{ executor: shared-iterations, vus: 3, iterations: 7, maxDuration: 1m }')[0]?.[1]).toContain(
      'About 7 requests',
    )
  })

  it('does not guess what users without pauses come to', () => {
    const [[level, text] = []] = found('{ executor: constant-vus, vus: 50, duration: 100s }', {
      flows: 'main: [{ get: /a }]',
    })
    expect(level).toBe('ok')
    expect(text).toContain('As many requests as the system answers')
  })

  it('warns of a rate that this machine cannot make', () => {
    const rate =
      '{ executor: constant-arrival-rate, rate: 70000, timeUnit: 1s, duration: 10s, preAllocatedVUs: 5, maxVUs: 9 }'
    expect(found(rate)).toEqual([['warning', expect.stringContaining('it will be the bottleneck')]])
    expect(found(rate, { workers: 2 })[0]?.[0]).toBe('ok')
  })

  it('takes the ceiling of the guards for the rate', () => {
    const users = '{ executor: constant-vus, vus: 9000, duration: 10s }'
    const more = { flows: 'main: [{ get: /a }, { think: 100ms }]', responseUs: 0 }
    expect(found(users, more)[0]?.[1]).toContain('it will be the bottleneck')
    expect(found(users, { ...more, guards: 'maxRps: 40000' })[0]?.[0]).toBe('ok')
  })

  it('stops what needs more files than a process may open', () => {
    const users = '{ executor: constant-vus, vus: 950, duration: 10s }'
    expect(found(users, { openFiles: 1024 })[1]).toEqual(['error', expect.stringContaining('may open 1024 files')])
    expect(found(users, { openFiles: 1024, workers: 2 }).length).toBe(1)
  })
})
