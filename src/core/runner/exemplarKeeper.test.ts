import { expect, test } from 'vitest'
import type { Exemplar } from '../../shared/run.ts'
import { ExemplarKeeper } from './exemplarKeeper.ts'

function exemplar(kind: Exemplar['kind'], step: string, reason: string, duration: number): Exemplar {
  return {
    atMs: 0,
    kind,
    reason,
    step,
    flow: 'main',
    vu: 1,
    iteration: 0,
    request: { method: 'GET', url: 'http://127.0.0.1/', headers: {} },
    checks: [],
    timings: { blocked: 0, connecting: 0, tlsHandshaking: 0, sending: 0, waiting: 0, receiving: 0, duration },
  }
}

test('the first failures of each step and reason are kept', () => {
  const keeper = new ExemplarKeeper()
  const kept = Array.from({ length: 30 }, (_, n) => keeper.add(exemplar('failed', 'a', 'status 500', n)))
  expect(kept.filter(Boolean).length).toBe(10)
  expect(keeper.add(exemplar('failed', 'a', 'reset', 1))).toBe(true)
  expect(keeper.add(exemplar('failed', 'b', 'status 500', 1))).toBe(true)
  expect(keeper.all.length).toBe(12)
})

test('failures with endless reasons stay bounded', () => {
  const keeper = new ExemplarKeeper()
  for (let n = 0; n < 2000; n++) keeper.add(exemplar('failed', 'a', `reason ${n}`, n))
  expect(keeper.all.length).toBe(500)
})

test('the slowest of each step over all workers are kept, slowest first', () => {
  const keeper = new ExemplarKeeper()
  for (let n = 0; n < 100; n++) keeper.add(exemplar('slow', 'a', 'slow', (n * 37) % 100))
  expect(keeper.slowest.map(({ timings }) => timings.duration)).toEqual([99, 98, 97, 96, 95, 94, 93, 92, 91, 90])
  expect(keeper.add(exemplar('slow', 'a', 'slow', 5))).toBe(false)
})

test('what is new is given out once', () => {
  const keeper = new ExemplarKeeper()
  keeper.add(exemplar('failed', 'a', 'reset', 1))
  expect(keeper.takeNew().length).toBe(1)
  expect(keeper.takeNew()).toEqual([])
})
