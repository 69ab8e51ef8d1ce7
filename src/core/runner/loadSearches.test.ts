import { expect, test } from 'vitest'
import type { ExecutorConfig } from '../../shared/scenario/types.ts'
import type { Sample } from './testing/windows.ts'
import { type VirtualRun, constantLoad, thresholds, virtualRun } from './testing/virtualRun.ts'

const SEARCH: Extract<ExecutorConfig, { executor: 'breaking-point' }> = {
  executor: 'breaking-point',
  flow: 'main',
  startTimeUs: 0,
  gracefulStopUs: 30e6,
  tags: {},
  env: {},
  raise: 'vus',
  timeUnitUs: 1e6,
  start: 10,
  step: 10,
  max: 100,
  holdUs: 5e6,
  breakAfterUs: 2e6,
  precision: 5,
  preAllocatedVUs: 1,
  maxVUs: 100,
}

/** A run whose server answers in 100 ms up to `capacity` VUs and in 2 s beyond. */
async function search(capacity: number, more: Parameters<typeof thresholds>[0] = {}): Promise<VirtualRun> {
  const scenario = {
    ...constantLoad(1),
    load: { search: SEARCH, steady: constantLoad(1).load['steady'] as ExecutorConfig },
    thresholds: thresholds({ http_req_duration: { threshold: 'p(95)<500', abortOnFail: true }, ...more }),
  }
  const levelOf = (worker: number): number => {
    let level = SEARCH.start
    let paused = false
    for (const message of run.host.workers[worker]?.received ?? []) {
      if (message.type !== 'control') continue
      level = message.vus ?? level
      paused = message.paused ?? paused
    }
    return paused ? 0 : level
  }
  const samples = (_second: number, worker: number): readonly Sample[] => {
    const level = levelOf(worker)
    const tags = { scenario: 'search', step: 'browse' }
    const other = { scenario: 'steady', step: 'browse' }
    const busy: Sample[] = [
      { metric: 'http_reqs', tags, values: [1, 1] },
      { metric: 'http_req_duration', tags, values: level > capacity ? [2e6, 2e6] : [100_000, 100_000] },
    ]
    return [
      ...(level === 0 ? [] : busy),
      { metric: 'vus', tags: { scenario: 'search' }, values: [level / 2] },
      // What another executor measures must not count for the search.
      { metric: 'http_req_duration', tags: other, values: [9e6] },
    ]
  }
  const run = virtualRun({ seconds: 120, samples }, { scenario })
  await run.advance(150)
  return run
}

test('finds the highest level that holds, judged on each level alone', async () => {
  const run = await search(36)
  const summary = run.outcome.run?.summary
  expect(summary?.breakingPoints).toMatchObject([
    {
      executor: 'search',
      raise: 'vus',
      highestHeld: 35,
      lowestBroken: 40,
      brokenBy: 'P95 response time: 2.00 s, target below 500 ms',
    },
  ])
  expect(summary?.breakingPoints?.[0]?.levels.map(({ level, held }) => [level, held])).toEqual([
    [10, true],
    [20, true],
    [30, true],
    [40, false],
    [35, true],
  ])
  expect(run.sink.finished?.breakingPoints).toEqual(summary?.breakingPoints)
})

test('the levels that broke neither abort nor fail the run: the targets count at the highest that held', async () => {
  const run = await search(36)
  const summary = run.outcome.run?.summary
  expect(summary?.run).toMatchObject({ status: 'passed', durationMs: 120_000 })
  expect(summary?.thresholds).toMatchObject([{ expression: 'p(95)<500', value: 100, ok: true, aborted: false }])
  expect(run.said('aborted')).toEqual([])
  expect(run.said('stage')).toContain('40 VUs broke: P95 response time: 2.00 s, target below 500 ms.')
})

test('when no level holds the run fails, with the figures of the level that broke', async () => {
  const run = await search(4)
  const summary = run.outcome.run?.summary
  expect(summary?.breakingPoints).toMatchObject([{ highestHeld: null, lowestBroken: 5 }])
  expect(summary?.run.status).toBe('failed')
  expect(summary?.thresholds).toMatchObject([{ value: 2000, ok: false }])
})

test('thresholds of another executor are a verdict on the whole run, in the order of the scenario', async () => {
  const run = await search(36, { 'http_req_duration{scenario:steady}': 'p(95)<1000', http_reqs: 'count>1' })
  expect(run.outcome.run?.summary.thresholds.map(({ metric, ok }) => [metric, ok])).toEqual([
    ['http_req_duration', true],
    ['http_req_duration{scenario:steady}', false],
    ['http_reqs', true],
  ])
  expect(run.outcome.run?.summary.run.status).toBe('failed')
})

test('while it goes on, the ticks show the level that is tried', async () => {
  const run = await search(36)
  const judged = run.ticks.flatMap((tick) => tick.thresholds.map(({ value }) => value))
  expect(judged).toContain(2000)
  expect(judged).toContain(100)
})
