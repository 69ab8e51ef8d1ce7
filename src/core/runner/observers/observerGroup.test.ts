import { describe, expect, test } from 'vitest'
import { constantLoad, thresholds, virtualRun } from '../testing/virtualRun.ts'
import type { Observer, ObserverContext } from './observer.ts'

/** Samples the second's number every second; `last` is sampled when it is stopped. */
function counting(last?: number): Observer & { stopped: boolean } {
  let context: ObserverContext | undefined
  const sample = (value: number): void =>
    context?.sample({ metric: 'observed.count', tags: { observer: 'test' }, value, atMs: context.nowMs() })
  const later = (): void => {
    context?.clock.at(context.clock.nowUs() + 1e6, () => {
      if (observer.stopped) return
      sample(Math.floor((context?.nowMs() ?? 0) / 1000))
      later()
    })
  }
  const observer = {
    name: 'test',
    stopped: false,
    start: (given: ObserverContext) => {
      context = given
      later()
    },
    stop: async () => {
      observer.stopped = true
      if (last !== undefined) sample(last)
    },
  }
  return observer
}

describe('observers of a run', () => {
  test('their samples are points, totals, thresholds and live values like those of the workers', async () => {
    const scenario = constantLoad(5, { thresholds: thresholds({ 'observed.count{observer:test}': 'value<4' }) })
    const observer = counting()
    const run = virtualRun({ seconds: 5 }, { scenario, observers: [observer] })
    await run.advance(10)
    const series = run.sink.definitions.find(({ metric }) => metric === 'observed.count')
    expect(series).toMatchObject({ kind: 'gauge', tags: { observer: 'test' } })
    const stored = run.sink.windows.flatMap(({ second, points }) =>
      points.filter((point) => point.series === series?.id).map(({ sum }) => [second, sum]),
    )
    expect(stored).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ])
    expect(run.sink.points.map(({ observed }) => observed?.['observed.count{observer:test}'])).toEqual([0, 1, 2, 3, 4])
    expect(run.outcome.run?.summary.metrics['observed.count']).toEqual({ type: 'gauge', value: 4, min: 0, max: 4 })
    expect(run.outcome.run?.summary.thresholds).toMatchObject([{ ok: false, value: 4 }])
    expect(run.outcome.run?.summary.run.status).toBe('failed')
    expect(observer.stopped).toBe(true)
  })

  test('a last look counts for the verdict and does not make the run longer', async () => {
    const scenario = constantLoad(2, { thresholds: thresholds({ 'observed.count': 'value==99' }) })
    const run = virtualRun({ seconds: 2 }, { scenario, observers: [counting(99)] })
    await run.advance(2.3)
    await run.advance(3)
    expect(run.outcome.run?.summary.thresholds).toMatchObject([{ ok: true, value: 99 }])
    expect(run.outcome.run?.summary.run.durationMs).toBe(2000)
    expect(run.sink.windows.length).toBe(2)
  })

  test('one that cannot start, or never ends, is an event at most', async () => {
    const broken: Observer = {
      name: 'broken',
      start: () => {
        throw new Error('no such host')
      },
      stop: () => Promise.resolve(),
    }
    const endless: Observer = { name: 'endless', start: () => undefined, stop: () => new Promise(() => undefined) }
    const run = virtualRun({ seconds: 2 }, { observers: [broken, endless] })
    await run.advance(2.3)
    expect(run.outcome.run).toBeUndefined()
    await run.advance(2.1)
    expect(run.outcome.run?.summary.run).toMatchObject({ status: 'passed', durationMs: 2000 })
    expect(run.said('observer')).toEqual(['The observer broken failed: no such host'])
  })
})
