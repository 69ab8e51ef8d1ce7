import { describe, expect, it } from 'vitest'
import { parseScenario } from './parse.ts'
import { overviewOf, plannedDurationMs, plannedVUs } from './plan.ts'
import { fileWith } from './testing/marked.ts'
import type { Scenario } from './types.ts'

function withLoad(load: string): Scenario {
  const text = fileWith({ load: `load:\n${load}`, thresholds: 'thresholds: { checks: [ rate>0.9 ] }' })
  const { scenario, problems } = parseScenario(text)
  if (!scenario) throw new Error(JSON.stringify(problems))
  return scenario
}

describe('executors in one line', () => {
  it.each<[options: string, describes: string, maxVUs: number, minutes: number]>([
    ['executor: constant-vus, duration: 90s', '1 VU for 1m30s (flow main)', 1, 1.5],
    ['executor: constant-vus, vus: 5, duration: 1h, startTime: 30s', '5 VUs for 1h (flow main, from 30s)', 5, 60.5],
    [
      'executor: ramping-vus, stages: [ {duration: 2m, target: 50}, {duration: 20m, target: 150}, {duration: 1m, target: 0} ]',
      'Up to 150 VUs over 23m in 3 stages (flow main)',
      150,
      23,
    ],
    [
      'executor: shared-iterations, vus: 2, iterations: 9',
      '9 iterations shared by 2 VUs, at most 10m (flow main)',
      2,
      10,
    ],
    [
      'executor: per-vu-iterations, vus: 2, maxDuration: 1m',
      '1 iterations for each of 2 VUs, at most 1m (flow main)',
      2,
      1,
    ],
    [
      'executor: constant-arrival-rate, rate: 30, timeUnit: 1m, duration: 1m, preAllocatedVUs: 2, maxVUs: 7',
      '0.50 iterations/s for 1m, up to 7 VUs (flow main)',
      7,
      1,
    ],
    [
      'executor: ramping-arrival-rate, startRate: 300, preAllocatedVUs: 4, stages: [ {duration: 1m, target: 20} ]',
      'Up to 300 iterations/s over 1m in 1 stage, up to 4 VUs (flow main)',
      4,
      1,
    ],
    [
      'executor: externally-controlled, vus: 2, maxVUs: 9, duration: 1m',
      '2 VUs at first, set by hand up to 9, for 1m (flow main)',
      9,
      1,
    ],
    [
      'executor: breaking-point, raise: vus, start: 10, step: 10, max: 25, hold: 1m',
      'From 10 up to 25 VUs in steps of 10, until a threshold breaks (flow main)',
      25,
      3,
    ],
    [
      'executor: breaking-point, raise: rate, start: 10, step: 10, max: 20, hold: 1m, maxVUs: 8',
      'From 10 up to 20 iterations per 1s in steps of 10, until a threshold breaks (flow main)',
      8,
      2,
    ],
  ])('%s', (options, describes, maxVUs, minutes) => {
    const scenario = withLoad(`  main: { ${options} }`)
    const overview = overviewOf(scenario)
    expect(overview.executors).toMatchObject([{ name: 'main', flow: 'main', describes }])
    expect(overview.maxVUs).toBe(maxVUs)
    expect(plannedDurationMs(scenario)).toBe(minutes * 60_000)
  })
})

describe('planned VUs', () => {
  const ramp = withLoad(
    '  main: { executor: ramping-vus, startVUs: 0, stages: [ {duration: 10s, target: 10}, {duration: 0, target: 4}, {duration: 4s, target: 0} ], startTime: 1s }',
  )

  it.each<[number, number]>([
    [0, 0],
    [1000, 0],
    [1999, 0],
    [2000, 1],
    [5999, 4],
    [10_999, 9],
    [11_000, 4],
    [11_001, 4],
    [12_001, 3],
    [14_999, 1],
    [15_000, 0],
    [15_001, 0],
  ])('of ramping-vus after %i ms: %i', (atMs, vus) => {
    expect(plannedVUs(ramp, atMs)).toBe(vus)
  })

  it('add up over executors, and are none in particular where no plan sets them', () => {
    const scenario = withLoad(
      [
        '  a: { executor: constant-vus, vus: 3, duration: 10s }',
        '  b: { executor: per-vu-iterations, vus: 2, startTime: 5s, maxDuration: 10s }',
        '  c: { executor: constant-arrival-rate, rate: 1, duration: 5s, preAllocatedVUs: 1, startTime: 20s }',
      ].join('\n'),
    )
    expect([0, 4999, 5000, 10_001, 20_000, 25_001].map((atMs) => plannedVUs(scenario, atMs))).toEqual([
      3,
      3,
      5,
      2,
      null,
      0,
    ])
  })
})

describe('overview', () => {
  it('counts VUs of executors that overlap, gracefulStop included', () => {
    const most = (startTime: string) =>
      overviewOf(
        withLoad(
          `  a: { executor: constant-vus, vus: 3, duration: 10s, gracefulStop: 5s }\n  b: { executor: constant-vus, vus: 4, duration: 1s, startTime: ${startTime} }`,
        ),
      ).maxVUs
    expect([most('0s'), most('14s'), most('15s')]).toEqual([7, 7, 4])
  })

  it('names the steps that are run, and draws the plan', () => {
    const text = fileWith({
      target: 'target: { baseUrl: "${BASE:-http://127.0.0.1:1}" }',
      description: 'description: What for',
      flows: `flows:
  main: [ { get: / }, { group: g, steps: [ { post: /a, name: save }, { flow: more } ] }, { choose: { less: 1 } } ]
  more: [ { get: / } ]
  less: [ { get: /b } ]
  unused: [ { get: /c } ]`,
      load: 'load: { main: { flow: main, executor: ramping-arrival-rate, timeUnit: 1m, startRate: 60, preAllocatedVUs: 1, stages: [ {duration: 1s, target: 120} ] } }',
      thresholds: 'thresholds: { checks: [ rate>0.9 ] }',
    })
    expect(overviewOf(parseScenario(text).scenario as Scenario)).toMatchObject({
      name: 'Test',
      description: 'What for',
      baseUrl: 'http://127.0.0.1:1',
      plannedDurationMs: 1000,
      steps: ['GET /', 'save', 'GET /b'],
      thresholds: [{ metric: 'checks', expression: 'rate>0.9' }],
      plan: [
        {
          executor: 'main',
          unit: 'iterations/s',
          points: [
            [0, 1],
            [1000, 2],
          ],
        },
      ],
    })
  })
})
