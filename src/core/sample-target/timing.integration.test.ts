import { expect, it } from 'vitest'
import { startTestTarget, type TestTarget } from './testTarget.ts'
import type { TargetTimers } from './timers.ts'
import { VirtualTimers } from './virtualTimers.ts'

/** Time that stands still unless something waits for it: notes each wait and jumps to its end. */
function jumpingTimers(): TargetTimers & { waitsMs: number[] } {
  const waitsMs: number[] = []
  let nowMs = 0
  return {
    waitsMs,
    nowMs: () => nowMs,
    after: (delayMs, callback) => {
      waitsMs.push(delayMs)
      nowMs += delayMs
      callback()
    },
  }
}

const EXACT = { medianMs: 100, sigma: 0, tailShare: 0, databaseShare: 0.7 }

it('waits the drawn service time, less the database on a cache hit, plus the slowness switched on', async () => {
  const timers = jumpingTimers()
  const { get, target } = await startTestTarget({ latencyScale: 1, latency: { browse: EXACT }, timers })
  const miss = await get('/api/matches')
  const hit = await get('/api/matches')
  target.faults.set({ slowMs: 50 })
  await get('/api/matches')
  expect(timers.waitsMs.map(Math.round)).toEqual([100, 30, 80])
  expect(miss.headers.get('server-timing')).toBe('cache;desc=miss;dur=5.00, db;desc=browse;dur=70.00')
  expect(hit.headers.get('server-timing')).toBe('cache;desc=hit;dur=5.00')
})

it('waits the same times in the same order for the same seed', async () => {
  const waits = async (seed: number): Promise<number[]> => {
    const timers = jumpingTimers()
    const { get } = await startTestTarget({ latencyScale: 1, seed, timers })
    for (let page = 1; page <= 10; page++) await get(`/api/matches?page=${page}`)
    return timers.waitsMs
  }
  const first = await waits(11)
  expect(first).toHaveLength(10)
  expect(await waits(11)).toEqual(first)
  expect(await waits(12)).not.toEqual(first)
})

it('really waits on the real clock', async () => {
  const { get } = await startTestTarget({ latencyScale: 1, latency: { browse: EXACT } })
  const startedMs = performance.now()
  await get('/api/matches')
  expect(performance.now() - startedMs).toBeGreaterThan(97)
})

it('freezes by its schedule: what comes in or is due then is held until the end; the schedule is known', async () => {
  const timers = new VirtualTimers()
  const freeze = { everyMs: 1000, forMs: 300 }
  const latency = { browse: EXACT }
  const { get, target } = await startTestTarget({ latencyScale: 1, latency, timers, freeze })
  expect(target.freezes).toEqual({ ...freeze, startedAtMs: expect.closeTo(Date.now(), -5) })

  const answeredAtMs: Record<string, number> = {}
  const ask = async (path: string): Promise<void> => {
    await get(path)
    answeredAtMs[path] = timers.nowMs() - startedMs
  }
  const startedMs = timers.nowMs()
  timers.advance(650)
  const dueInFreeze = ask('/api/matches?page=1')
  await received(get)
  timers.advance(100)
  const sentInFreeze = ask('/api/matches?page=2')
  await received(get)
  timers.advance(249)
  await received(get)
  expect(answeredAtMs).toEqual({})
  timers.advance(1)
  await dueInFreeze
  timers.advance(100)
  await sentInFreeze
  expect(answeredAtMs).toEqual({ '/api/matches?page=1': 1000, '/api/matches?page=2': 1100 })
})

/** Resolves when what was sent before has surely come in: admin answers are never held. */
async function received(get: TestTarget['get']): Promise<void> {
  for (let look = 0; look < 20; look++) await get('/admin/faults')
}
