import { expect, test } from 'vitest'
import type { RunEvent } from '../../shared/run.ts'
import { EventLog } from './eventLog.ts'

const event = (atMs: number, text: string, level: RunEvent['level'] = 'info'): RunEvent => ({
  atMs,
  kind: 'stage',
  level,
  text,
})

test('what several workers say at about the same time is one event', () => {
  const log = new EventLog()
  expect([log.add(event(1000, 'stage 2')), log.add(event(1010, 'stage 2')), log.add(event(1020, 'stage 3'))]).toEqual([
    true,
    false,
    true,
  ])
  expect(log.add(event(9000, 'stage 2'))).toBe(true)
})

test('its length is bounded, with room left for errors', () => {
  const log = new EventLog()
  for (let n = 0; n < 5000; n++) log.add(event(n, `event ${n}`))
  expect(log.all.length).toBe(2000)
  expect(log.add(event(1, 'worker lost', 'error'))).toBe(true)
})

test('what is new is given out once', () => {
  const log = new EventLog()
  log.add(event(0, 'a'))
  expect(log.takeNew().map(({ text }) => text)).toEqual(['a'])
  log.add(event(0, 'b'))
  expect(log.takeNew().map(({ text }) => text)).toEqual(['b'])
  expect(log.takeNew()).toEqual([])
})
