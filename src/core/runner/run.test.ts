import { describe, expect, test } from 'vitest'
import type { Sample } from './testing/windows.ts'
import { constantLoad, thresholds, virtualRun } from './testing/virtualRun.ts'

/** Ten requests of 100 ms per worker and second, none failed unless said otherwise. */
function traffic(failed: (second: number) => number = () => 0): (second: number) => readonly Sample[] {
  return (second) => {
    const tags = { scenario: 'steady', step: 'browse' }
    return [
      { metric: 'http_reqs', tags, values: Array.from({ length: 10 }, () => 1) },
      { metric: 'http_req_duration', tags, values: Array.from({ length: 10 }, () => 100_000) },
      { metric: 'http_req_failed', tags, values: Array.from({ length: 10 }, (_, n) => (n < failed(second) ? 1 : 0)) },
      { metric: 'iterations', tags: { scenario: 'steady' }, values: [1] },
      { metric: 'vus', tags: { scenario: 'steady' }, values: [5] },
    ]
  }
}

describe('a run from start to verdict', () => {
  test('passes, with every second of both workers', async () => {
    const run = virtualRun(
      { seconds: 12, samples: traffic() },
      { scenario: constantLoad(12, { thresholds: thresholds({ http_req_duration: 'p(95)<500' }) }) },
    )
    await run.advance(20)
    const summary = run.outcome.run?.summary
    expect(summary?.run).toMatchObject({
      id: 'run-1',
      status: 'passed',
      validity: 'valid',
      reasons: [],
      durationMs: 12_000,
    })
    expect(summary?.metrics['http_reqs']).toEqual({ type: 'counter', count: 240, rate: 20 })
    expect(summary?.thresholds).toMatchObject([{ expression: 'p(95)<500', ok: true, value: 100 }])
    expect(summary?.steps).toMatchObject([{ name: 'browse', count: 240, rate: 20, failed: 0 }])
    expect(summary?.load).toMatchObject({ workers: 2, peakVUs: 10, droppedIterations: 0, coordinatorLoopDelayP99Ms: 1 })
    expect(run.host.workers.every(({ killed }) => killed)).toBe(true)
  })

  test('is judged against its baseline each second and at the end, and says which it was', async () => {
    const [relative] = thresholds({ http_req_duration: 'p(95) < baseline + 10%' })
    const measured = relative === undefined ? [] : [{ ...relative, baseline: 80, limit: 88 }]
    const run = virtualRun(
      { seconds: 12, samples: traffic() },
      { scenario: constantLoad(12, { thresholds: measured }), baseline: ['base-1', 'base-2'] },
    )
    await run.advance(5)
    expect(run.ticks.at(-1)?.thresholds).toMatchObject([{ ok: false, value: 100, limit: 88, baseline: 80 }])
    await run.advance(15)
    expect(run.outcome.run?.summary).toMatchObject({
      run: {
        status: 'failed',
        reasons: [
          {
            about: 'target',
            text: expect.stringMatching(
              /^P95 response time: 100 ms, target below .* \(baseline .* \+ 10 %\): missed\.$/,
            ) as string,
          },
        ],
      },
      thresholds: [{ ok: false, value: 100, limit: 88, baseline: 80 }],
      baseline: ['base-1', 'base-2'],
    })
    expect(run.sink.started?.baseline).toEqual(['base-1', 'base-2'])
    expect(run.said('note')).toEqual(['Measured against the baseline base-1, base-2.'])
  })

  test('passes without a baseline, and says that its relative thresholds were not judged', async () => {
    const scenario = constantLoad(12, { thresholds: thresholds({ http_req_duration: 'p(95) < baseline + 10%' }) })
    const run = virtualRun({ seconds: 12, samples: traffic() }, { scenario })
    await run.advance(20)
    expect(run.outcome.run?.summary).toMatchObject({
      run: {
        status: 'passed',
        reasons: [
          {
            about: 'target',
            text: 'P95 response time: 100 ms, target below baseline + 10 %: not judged, there is no baseline.',
          },
        ],
      },
      thresholds: [{ ok: true, value: 100, limit: null }],
    })
    expect(run.said('note')).toEqual([
      'Not judged, because the scenario has no baseline: http_req_duration: p(95) < baseline + 10%.',
    ])
  })

  test('hands all to the sink, in the promised order', async () => {
    const run = virtualRun({ seconds: 12, samples: traffic() })
    await run.advance(20)
    const { sink } = run
    expect(sink.calls[0]).toBe('begin')
    expect(sink.calls.slice(-2)).toEqual(['totals', 'finish'])
    expect(sink.calls.indexOf('series')).toBeLessThan(sink.calls.indexOf('window'))
    expect(sink.started).toMatchObject({
      id: 'run-1',
      workers: 2,
      plannedDurationMs: 12_000,
      baseUrl: 'http://127.0.0.1:4700',
    })
    expect(sink.windows.map(({ second }) => second)).toEqual(Array.from({ length: 12 }, (_, second) => second))
    expect(sink.rollups.map(({ seconds, window }) => [seconds, window.second])).toEqual([
      [10, 0],
      [10, 10],
      [60, 0],
    ])
    expect(sink.points[3]).toEqual({
      second: 3,
      p50Us: 100_000,
      p95Us: 100_000,
      p99Us: 100_000,
      requestRate: 20,
      failedShare: 0,
      iterationRate: 2,
      vus: 10,
      plannedVUs: 10,
      droppedIterations: 0,
    })
    expect(sink.samples.length).toBe(24)
    expect(sink.finished).toMatchObject({ status: 'passed', validity: 'valid' })
    expect(sink.finished).not.toHaveProperty('stopCause')
    expect(run.said('started')).toEqual(['Started with 2 load workers, seed 7.'])
    expect(run.said('finished')).toEqual(['Finished: no targets.'])
  })

  test('workers start at one origin in the future, each with its share', async () => {
    const run = virtualRun({ seconds: 1 })
    await run.advance(0.01)
    const starts = run.host.workers.flatMap(({ received }) => received.filter((message) => message.type === 'start'))
    expect(starts.length).toBe(2)
    expect(new Set(starts.map((start) => JSON.stringify(start))).size).toBe(1)
    expect(run.host.workers.map(({ prepared }) => prepared?.segment)).toEqual([
      { index: 0, count: 2 },
      { index: 1, count: 2 },
    ])
  })

  test('ticks each second, from preparing to finished', async () => {
    const run = virtualRun({ seconds: 3, samples: traffic() })
    await run.advance(10)
    expect([...new Set(run.ticks.map(({ phase }) => phase))]).toEqual(['running', 'finished'])
    expect([...new Set(run.ticks.map(({ point }) => point?.second))]).toEqual([undefined, 0, 1, 2])
    const last = run.ticks.at(-1)
    expect(last?.total).toMatchObject({ requests: 60, requestRate: 20, failedShare: 0 })
    expect(last?.steps).toMatchObject([{ name: 'browse', count: 60, rate: 20 }])
    const texts = run.ticks.flatMap(({ events }) => events).map(({ text }) => text)
    expect(texts).toEqual(run.sink.events.map(({ text }) => text))
  })

  test('who joins late gets the whole history', async () => {
    const run = virtualRun({ seconds: 10, samples: traffic() })
    await run.advance(4.5)
    const { points, events, tick } = run.handle.live()
    expect(points.map(({ second }) => second)).toEqual([0, 1, 2, 3])
    expect(events.length).toBe(1)
    expect(tick).toMatchObject({ phase: 'running', elapsedMs: 4299, total: { requests: 80 } })
  })

  test('rows of unique data go to one worker each', async () => {
    const source = { file: 'users.csv', format: 'csv', pick: 'unique', whenUsedUp: 'stop' } as const
    const run = virtualRun(
      { seconds: 1 },
      {
        scenario: constantLoad(1, { data: { users: source, words: { ...source, pick: 'random' } } }),
        data: {
          users: { columns: ['name'], rows: [['a'], ['b'], ['c']] },
          words: { columns: ['word'], rows: [['x'], ['y']] },
        },
      },
    )
    await run.advance(0.01)
    expect(run.host.workers.map(({ prepared }) => prepared?.data['users']?.rows)).toEqual([[['a'], ['c']], [['b']]])
    expect(run.host.workers.map(({ prepared }) => prepared?.data['words']?.rows.length)).toEqual([2, 2])
  })
})

describe('thresholds', () => {
  test('a missed one fails the run, which goes on', async () => {
    const run = virtualRun(
      { seconds: 5, samples: traffic(() => 2) },
      { scenario: constantLoad(5, { thresholds: thresholds({ http_req_failed: 'rate<0.1' }) }) },
    )
    await run.advance(10)
    const summary = run.outcome.run?.summary
    expect(summary?.run).toMatchObject({ status: 'failed', durationMs: 5000 })
    expect(summary?.run.reasons).toEqual([{ about: 'target', text: 'Errors: 20.0 %, target below 10.0 %: missed.' }])
    expect(run.said('threshold')).toEqual(['Errors: 20.0 %, target below 10.0 %: missed.'])
  })

  test('abortOnFail ends the run after delayAbortEval', async () => {
    const aborting = { threshold: 'rate<0.1', abortOnFail: true, delayAbortEval: '3s' }
    const run = virtualRun(
      { seconds: 60, samples: traffic(() => 5) },
      { scenario: constantLoad(60, { thresholds: thresholds({ 'http_req_failed{step:browse}': aborting }) }) },
    )
    await run.advance(10)
    const summary = run.outcome.run?.summary
    expect(summary?.run.status).toBe('failed')
    expect(summary?.run.durationMs).toBe(3001)
    expect(run.sink.finished?.stopCause).toBe('threshold')
    expect(summary?.thresholds).toMatchObject([{ ok: false, aborted: true, value: 0.5 }])
    expect(run.said('aborted')).toEqual(['Ended by a missed target: Errors (step browse).'])
    expect(run.host.workers[0]?.received.map(({ type }) => type)).toEqual(['prepare', 'start', 'abort'])
  })
})

describe('stopping', () => {
  test('the user stops: workers end in their own time, the results are kept', async () => {
    const run = virtualRun({ seconds: 60, samples: traffic(), stopUs: 1.5e6 })
    await run.advance(5.3)
    run.handle.stop()
    run.handle.stop()
    expect(run.ticks.at(-1)?.phase).toBe('stopping')
    await run.advance(5)
    const summary = run.outcome.run?.summary
    expect(summary?.run).toMatchObject({
      status: 'aborted',
      durationMs: 6599,
      reasons: [{ about: 'end', text: 'Stopped by the user.' }],
    })
    expect(run.sink.finished?.stopCause).toBe('user')
    expect(run.sink.windows.length).toBe(7)
    expect(run.said('stopping')).toEqual(['Stopped by the user.'])
  })

  test('abort while stopping cuts off', async () => {
    const run = virtualRun({ seconds: 60, stopUs: Infinity })
    await run.advance(3)
    run.handle.stop()
    await run.advance(3)
    expect(run.outcome.run).toBeUndefined()
    run.handle.abort()
    await run.advance(1)
    expect(run.outcome.run?.summary.run.status).toBe('aborted')
    expect(run.host.workers[1]?.received.map(({ type }) => type)).toEqual(['prepare', 'start', 'stop', 'abort'])
  })

  test('workers that do not end when stopped are aborted, and given up when they do not end then', async () => {
    const run = virtualRun({ seconds: 600, stopUs: Infinity, abortUs: Infinity })
    await run.advance(3)
    run.handle.stop()
    await run.advance(39)
    expect(run.host.workers[0]?.received.at(-1)?.type).toBe('stop')
    await run.advance(2)
    expect(run.host.workers[0]?.received.at(-1)?.type).toBe('abort')
    await run.advance(6)
    expect(run.outcome.run?.summary.run).toMatchObject({ status: 'aborted' })
    expect(run.said('worker')).toEqual([
      'Load worker 1 is lost: it did not end when it was aborted.',
      'Load worker 2 is lost: it did not end when it was aborted.',
    ])
  })

  test('a worker asks for the end', async () => {
    const run = virtualRun({ seconds: 60 })
    await run.advance(2)
    run.host.workers[0]?.send({ type: 'stopRun', cause: 'guard', text: 'The data source `users` has no more rows.' })
    await run.advance(2)
    expect(run.outcome.run?.summary.run).toMatchObject({
      status: 'aborted',
      reasons: [{ about: 'end', text: 'The data source `users` has no more rows.' }],
    })
    expect(run.host.workers[1]?.received.at(-1)?.type).toBe('stop')
  })

  test('before the start nothing is stored', async () => {
    const run = virtualRun({ seconds: 60, neverReady: true })
    await run.advance(1)
    run.handle.stop()
    await run.advance(1)
    expect(run.outcome.error).toMatchObject({ code: 'RUN_CANCELLED' })
    expect(run.sink.calls).toEqual([])
    expect(run.host.workers.every(({ killed }) => killed)).toBe(true)
    expect(run.ticks.at(-1)?.phase).toBe('finished')
  })
})

describe('workers', () => {
  test('one that cannot prepare keeps the run from starting, with its own error', async () => {
    const run = virtualRun({ seconds: 5, failsToPrepare: true })
    await run.advance(1)
    expect(run.outcome.error).toMatchObject({ code: 'DATA_MISSING', message: 'There is no users.csv.' })
    expect(run.sink.calls).toEqual([])
  })

  test('one that is never ready is given up after a minute', async () => {
    const run = virtualRun({ seconds: 5, neverReady: true })
    await run.advance(59)
    expect(run.outcome.error).toBeUndefined()
    await run.advance(2)
    expect(run.outcome.error).toMatchObject({ code: 'WORKER_FAILED' })
  })

  test('one that is killed is reported at once, and the run goes on with the rest', async () => {
    const run = virtualRun({ seconds: 8, samples: traffic() })
    await run.advance(4.5)
    run.host.workers[1]?.die()
    expect(run.said('worker')).toEqual(['Load worker 2 is lost: its process ended (signal SIGKILL).'])
    expect(run.ticks.at(-1)?.events.map(({ kind }) => kind)).toEqual(['worker'])
    await run.advance(10)
    const summary = run.outcome.run?.summary
    expect(summary?.run).toMatchObject({ status: 'passed', validity: 'invalid', durationMs: 8000 })
    expect(summary?.run.reasons).toEqual([
      { about: 'measurement', text: expect.stringMatching(/^1 of 2 load workers were lost/) as string },
    ])
    expect(run.sink.points.map(({ vus }) => vus)).toEqual([10, 10, 10, 10, 5, 5, 5, 5])
    expect(summary?.metrics['http_reqs']).toMatchObject({ count: 120 })
  })

  test('by policy a lost worker stops the run', async () => {
    const run = virtualRun({ seconds: 60 }, { onWorkerLost: 'stop', workers: 3 })
    await run.advance(2)
    run.host.workers[0]?.die()
    await run.advance(2)
    expect(run.outcome.run?.summary.run.status).toBe('aborted')
    expect(run.sink.finished?.stopCause).toBe('workers')
  })

  test('with none left the run is an error, and what was measured is kept', async () => {
    const run = virtualRun({ seconds: 60, samples: traffic() })
    await run.advance(3.5)
    for (const worker of run.host.workers) worker.die()
    await run.advance(1)
    expect(run.outcome.run?.summary.run.status).toBe('error')
    expect(run.outcome.run?.summary.metrics['http_reqs']).toMatchObject({ count: 60 })
  })

  test('one that fails in the middle is lost with its own words', async () => {
    const run = virtualRun({ seconds: 5 })
    await run.advance(1)
    run.host.workers[0]?.send({ type: 'failed', error: { code: 'INTERNAL', message: 'out of memory' } })
    expect(run.said('worker')).toEqual(['Load worker 1 is lost: out of memory.'])
    expect(run.host.workers[0]?.killed).toBe(true)
  })

  test('one that says nothing is reported when its window is a second late, and again when it delivers', async () => {
    const run = virtualRun({ seconds: 20, samples: traffic() })
    await run.advance(4.5)
    run.host.workers[1]?.hang()
    await run.advance(1)
    expect(run.said('worker')).toEqual([])
    await run.advance(1)
    expect(run.said('worker')).toEqual(['Load worker 2 has delivered nothing for more than a second.'])
    expect(run.sink.windows.length).toBe(4)
    await run.advance(2)
    run.host.workers[1]?.wake()
    expect(run.said('worker').at(-1)).toBe('Load worker 2 delivers again.')
    await run.advance(30)
    expect(run.sink.windows.length).toBe(20)
    expect(run.outcome.run?.summary.metrics['http_reqs']).toMatchObject({ count: 400 })
  })

  test('one that stays silent is given up; the others go on', async () => {
    const run = virtualRun({ seconds: 30, samples: traffic() })
    await run.advance(4.5)
    run.host.workers[1]?.hang()
    await run.advance(12)
    expect(run.said('worker').at(-1)).toBe('Load worker 2 is lost: it delivered nothing for 12 seconds.')
    expect(run.sink.windows.length).toBe(16)
    await run.advance(30)
    expect(run.outcome.run?.summary.run.status).toBe('passed')
  })

  test('a machine that slept accuses nobody of silence', async () => {
    const run = virtualRun({ seconds: 20, samples: traffic() })
    await run.advance(4.5)
    run.clock.block(60e6)
    await run.advance(1)
    expect(run.said('worker')).toEqual([])
  })

  test('a lost window is noticed and makes the run doubtful', async () => {
    const run = virtualRun({ seconds: 30, samples: traffic() })
    await run.advance(4.5)
    run.host.workers[0]?.loseWindow()
    await run.advance(40)
    expect(run.said('worker')).toEqual(['1 windows of load worker 1 are missing.'])
    expect(run.outcome.run?.summary.run.validity).toBe('doubtful')
  })
})

describe('validity', () => {
  test('a saturated generator makes a passed run invalid, and is said at once', async () => {
    const run = virtualRun({ seconds: 10, samples: traffic(), self: () => ({ cpuShare: 0.99, loopUtilization: 1 }) })
    await run.advance(20)
    expect(run.outcome.run?.summary.run).toMatchObject({ status: 'passed', validity: 'invalid' })
    expect(run.said('validity')[0]).toMatch(/^The measurement is invalid\. .*no CPU time left/)
    expect(run.sink.events.find(({ kind }) => kind === 'validity')?.atMs).toBeLessThanOrEqual(2000)
  })

  test('a slow server alone makes no measurement doubtful', async () => {
    const tags = { scenario: 'steady', step: 'browse' }
    const slow = (): readonly Sample[] => [
      { metric: 'http_req_duration', tags, values: [29_000_000] },
      { metric: 'http_req_failed', tags, values: [1] },
      { metric: 'iterations', tags: { scenario: 'steady' }, values: [1] },
    ]
    const run = virtualRun({ seconds: 60, samples: slow })
    await run.advance(70)
    expect(run.outcome.run?.summary.run).toMatchObject({ validity: 'valid', reasons: [] })
  })

  test('iterations that breaking-point drops by intention do not count', async () => {
    const dropping = (): readonly Sample[] => [
      { metric: 'iterations', tags: { scenario: 'search' }, values: [1] },
      { metric: 'dropped_iterations', tags: { scenario: 'search' }, values: [50] },
    ]
    const scenario = constantLoad(5)
    const search = {
      executor: 'breaking-point',
      flow: 'main',
      startTimeUs: 0,
      gracefulStopUs: 30e6,
      tags: {},
      env: {},
      raise: 'rate',
      timeUnitUs: 1e6,
      start: 10,
      step: 10,
      max: 100,
      holdUs: 10e6,
      breakAfterUs: 3e6,
      precision: 5,
      preAllocatedVUs: 1,
      maxVUs: 10,
    } as const
    const run = virtualRun({ seconds: 5, samples: dropping }, { scenario: { ...scenario, load: { search } } })
    await run.advance(10)
    expect(run.outcome.run?.summary.run.validity).toBe('valid')
    expect(run.outcome.run?.summary.load.droppedIterations).toBe(500)
  })
})

describe('control', () => {
  const hand = {
    executor: 'externally-controlled',
    flow: 'main',
    startTimeUs: 0,
    gracefulStopUs: 30e6,
    tags: {},
    env: {},
    vus: 5,
    maxVUs: 50,
    durationUs: 60e6,
  } as const
  const scenario = { ...constantLoad(60), load: { hand, steady: constantLoad(60).load['steady'] } } as ReturnType<
    typeof constantLoad
  >

  test('reaches every worker and is noted', async () => {
    const run = virtualRun({ seconds: 60 }, { scenario })
    await run.advance(2)
    run.handle.control({ executor: 'hand', vus: 20 })
    run.handle.note('cache emptied')
    for (const worker of run.host.workers) {
      expect(worker.received.at(-1)).toEqual({ type: 'control', executor: 'hand', vus: 20 })
    }
    expect(run.said('note')).toEqual(['Load of hand changed by hand: 20 VUs.', 'cache emptied'])
  })

  test.each([
    ['beyond maxVUs', { executor: 'hand', vus: 51 }],
    ['an executor with a plan', { executor: 'steady', vus: 5 }],
    ['an unknown executor', { executor: 'nobody', vus: 5 }],
  ])('refuses %s', async (_name, change) => {
    const run = virtualRun({ seconds: 60 }, { scenario })
    await run.advance(2)
    expect(() => run.handle.control(change)).toThrow(expect.objectContaining({ code: 'CONTROL_REFUSED' }))
    expect(run.host.workers[0]?.received.at(-1)?.type).toBe('start')
  })
})

test('workers share budgets through the runner', async () => {
  const scenario = constantLoad(60, { budgets: [{ match: {}, tokens: 4, perUs: 60e6, whenSpent: 'wait' }] })
  const run = virtualRun({ seconds: 60 }, { scenario })
  await run.advance(1)
  for (const worker of [0, 1, 0, 1]) run.host.workers[worker]?.send({ type: 'tokens', budget: 0, wanted: 4 })
  const granted = run.host.workers.map(({ received }) =>
    received.flatMap((message) => (message.type === 'tokens' ? [message.granted] : [])),
  )
  expect(granted).toEqual([
    [2, 1],
    [1, 0],
  ])
})

test('a sink that fails ends the run with a named error', async () => {
  const run = virtualRun({ seconds: 60, samples: traffic() })
  run.sink.window = () => {
    throw new Error('disk full')
  }
  await run.advance(10)
  expect(run.outcome.error).toMatchObject({ code: 'RESULTS_NOT_STORED', message: expect.stringContaining('disk full') })
  expect(run.host.workers[0]?.received.at(-1)?.type).toBe('abort')
})
