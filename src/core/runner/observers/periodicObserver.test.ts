import { expect, test } from 'vitest'
import { virtualRun } from '../testing/virtualRun.ts'
import { PeriodicObserver } from './periodicObserver.ts'

test('looks at the start and then every so often, one look at a time', async () => {
  const startedAtMs: number[] = []
  let end = (): void => undefined
  const observer = new PeriodicObserver({
    name: 'slow',
    everyUs: 2e6,
    look: (context) => {
      startedAtMs.push(context.nowMs())
      return startedAtMs.length === 2 ? new Promise((resolve) => (end = resolve)) : Promise.resolve()
    },
  })
  const run = virtualRun({ seconds: 12 }, { observers: [observer] })
  for (let tick = 0; tick < 50; tick++) await run.advance(0.1)
  end()
  for (let tick = 0; tick < 100; tick++) await run.advance(0.1)
  // The second look began at 2 s and was given up before 4 s; the next came at its own time.
  expect(startedAtMs.map((ms) => Math.round(ms / 1000))).toEqual([0, 2, 4, 6, 8, 10, 12])
  expect(run.said('observer')).toEqual([
    'The observer slow sees nothing: no answer within 1.8 s.',
    'The observer slow sees again.',
  ])
  expect(run.outcome.run?.summary.run.status).toBe('passed')
})

test('fails as an event, once for a row of failures, and takes a last look', async () => {
  let looks = 0
  let closed = 0
  const observer = new PeriodicObserver({
    name: 'flaky',
    everyUs: 1e6,
    lookAtEnd: true,
    look: async (context) => {
      looks++
      if (looks > 1 && looks < 4) throw new Error('connect ECONNREFUSED')
      context.sample({ metric: 'observed.looks', tags: {}, value: looks, atMs: context.nowMs() })
    },
    close: () => {
      closed++
    },
  })
  const run = virtualRun({ seconds: 6 }, { observers: [observer] })
  for (let tick = 0; tick < 80; tick++) await run.advance(0.1)
  expect(run.said('observer')).toEqual([
    'The observer flaky sees nothing: connect ECONNREFUSED.',
    'The observer flaky sees again.',
  ])
  const looked = run.outcome.run?.summary.metrics['observed.looks']
  expect(looked).toMatchObject({ type: 'gauge', value: looks })
  expect(looks).toBeGreaterThan(6)
  expect(closed).toBe(1)
})
