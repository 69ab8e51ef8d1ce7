import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Schedule } from '../../shared/schedule.ts'
import { openDatabase } from '../store/database.ts'
import { StoredSchedules } from '../store/schedules.ts'
import { temporaryFolder } from '../store/testing/folders.ts'
import { scheduleItems } from './scheduleItems.ts'
import { Scheduler } from './scheduler.ts'

const ORIGIN = Date.parse('2026-11-25T12:00:00Z')
const MINUTE = 60_000

/** Processes on one database, each with a scheduler of its own, on one clock that is moved by hand. */
function setUp() {
  const file = join(temporaryFolder(), 'headroom.db')
  let nowMs = ORIGIN
  const started: string[] = []
  const process = (name: string, options: { busy?: () => string | undefined; start?: () => Promise<string> } = {}) => {
    const database = openDatabase(file)
    onTestFinished(() => void database.close())
    const store = new StoredSchedules(database)
    const start = (schedule: Schedule): Promise<string> => {
      started.push(`${name} ${schedule.name} ${(nowMs - ORIGIN) / MINUTE}`)
      return options.start?.() ?? Promise.resolve(`run-${started.length}`)
    }
    const scheduler = new Scheduler({
      store,
      nowMs: () => nowMs,
      busy: options.busy ?? (() => undefined),
      start,
      changed: () => undefined,
    })
    return { store, scheduler }
  }
  const plan = (store: StoredSchedules, when: Pick<Schedule, 'atMs' | 'cron'>): Schedule =>
    store.add({ name: 'nightly', file: '/x.yaml', timeZone: 'UTC', createdAtMs: nowMs, ...when })
  return {
    process,
    plan,
    started,
    move: (ms: number) => {
      nowMs += ms
    },
    items: (store: StoredSchedules) => scheduleItems(store, nowMs),
  }
}

test('a planned run starts once when its time has come, and the schedule is over', async () => {
  const { process, plan, started, move, items } = setUp()
  const { store, scheduler } = process('a')
  plan(store, { atMs: ORIGIN + MINUTE })
  await scheduler.tick()
  expect(started).toEqual([])
  expect(items(store)[0]).toMatchObject({ nextAtMs: ORIGIN + MINUTE, times: [] })
  move(MINUTE + 500)
  await scheduler.tick()
  await scheduler.tick()
  expect(started.length).toBe(1)
  expect(items(store)[0]).toMatchObject({
    nextAtMs: null,
    times: [{ dueAtMs: ORIGIN + MINUTE, state: 'started', runId: 'run-1' }],
  })
})

test('of two processes one runs each time', async () => {
  const { process, plan, started, move } = setUp()
  const [a, b] = [process('a'), process('b')]
  plan(a.store, { cron: '* * * * *' })
  for (let minute = 0; minute < 6; minute++) {
    move(MINUTE)
    await Promise.all(
      minute % 2 === 0 ? [a.scheduler.tick(), b.scheduler.tick()] : [b.scheduler.tick(), a.scheduler.tick()],
    )
  }
  expect(started.length).toBe(6)
  expect(new Set(started.map((text) => text.split(' ')[0]))).toEqual(new Set(['a', 'b']))
})

test('what was missed is written down and never run late', async () => {
  const { process, plan, started, move, items } = setUp()
  const { store, scheduler } = process('a')
  plan(store, { cron: '0 * * * *' })
  plan(store, { atMs: ORIGIN + 10 * MINUTE })
  // The laptop slept for three hours and a half.
  move(210 * MINUTE)
  await scheduler.tick()
  expect(started).toEqual([])
  const [hourly, once] = items(store)
  expect(hourly?.times.map(({ state, dueAtMs }) => [state, (dueAtMs - ORIGIN) / MINUTE])).toEqual([
    ['missed', 180],
    ['missed', 120],
    ['missed', 60],
  ])
  expect(once).toMatchObject({
    nextAtMs: null,
    times: [{ state: 'missed', reason: 'Headroom was not up at that time.' }],
  })
  move(30 * MINUTE)
  await scheduler.tick()
  expect(started).toEqual(['a nightly 240'])
})

test('a schedule that was away for months catches up in one step', async () => {
  const { process, plan, started, move, items } = setUp()
  const { store, scheduler } = process('a')
  plan(store, { cron: '* * * * *' })
  move(100 * 24 * 60 * MINUTE + 5000)
  await scheduler.tick()
  expect(started.length).toBe(1)
  expect(items(store)[0]?.times[0]?.state).toBe('started')
  move(MINUTE)
  await scheduler.tick()
  expect(started.length).toBe(2)
})

test('it does not start beside another run, and says why one could not start', async () => {
  const { process, plan, started, move, items } = setUp()
  let busy: string | undefined = 'another run was going on'
  const { store, scheduler } = process('a', {
    busy: () => busy,
    start: () => Promise.reject(new Error('There is no file /x.yaml.')),
  })
  plan(store, { cron: '* * * * *' })
  move(MINUTE)
  await scheduler.tick()
  busy = undefined
  move(MINUTE)
  await scheduler.tick()
  expect(started.length).toBe(1)
  expect(items(store)[0]?.times).toMatchObject([
    { state: 'failed', reason: expect.stringContaining('no file /x.yaml') as unknown },
    { state: 'missed', reason: 'It was not started: another run was going on.' },
  ])
})

test('a removed schedule is gone with its times; one that is not there is an error', () => {
  const { process, plan, items } = setUp()
  const { store } = process('a')
  const { id } = plan(store, { atMs: ORIGIN + MINUTE })
  store.claim(id, { dueAtMs: ORIGIN, state: 'missed' })
  store.remove(id)
  expect(items(store)).toEqual([])
  expect(() => store.remove(id)).toThrow(`There is no schedule ${id}.`)
})
