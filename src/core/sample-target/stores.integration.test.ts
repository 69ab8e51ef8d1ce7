import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  type RealServer,
  noticeMissing,
  postgresBinaries,
  redisBinary,
  startPostgres,
  startRedis,
} from '../runner/testing/realServers.ts'
import { startSampleTarget } from './sampleTarget.ts'
import { startTestTarget } from './testTarget.ts'

const binaries = postgresBinaries()
const redis = redisBinary()
if (binaries === undefined) noticeMissing('PostgreSQL')
if (redis === undefined) noticeMissing('Redis')

describe.skipIf(binaries === undefined)('with a real PostgreSQL', () => {
  let server: RealServer
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '')
  }, 60_000)
  afterAll(() => server.close())

  it('reads and writes as the embedded one does, tells measured times, and keeps what was written over a restart', async () => {
    const embedded = await startTestTarget()
    const first = await startTestTarget({ postgres: server.url })
    for (const path of ['/api/matches?page=3&size=7', '/api/search?q=maths%20tutor', '/api/matches/match-0042']) {
      expect((await first.get(path)).json).toEqual((await embedded.get(path)).json)
    }
    const timing = (await first.get('/api/matches?page=9')).headers.get('server-timing') ?? ''
    expect(Number(/db;desc=browse;dur=([\d.]+)/.exec(timing)?.[1])).toBeGreaterThan(0)
    expect((await first.get('/api/matches/match-9999')).status).toBe(404)

    const profile = { name: 'Robin', city: 'Lyon', interests: ['culture'] }
    expect(await first.send('PUT', '/api/profile', profile)).toMatchObject({ status: 200, json: profile })
    expect(await first.send('POST', '/api/saved', { matchId: 'match-0042' })).toMatchObject({
      status: 201,
      json: { id: 'saved-1' },
    })
    for (const [rating, comment] of [
      [4, 'a'],
      [5, 'b'],
      [3, 'c'],
      [4, 'd'],
    ] as const) {
      await first.send('POST', '/api/feedback', { matchId: 'match-0001', rating, comment })
    }
    await first.target.close()

    const again = await startTestTarget({ postgres: server.url })
    expect((await again.get('/api/profile')).json).toEqual(profile)
    expect((await again.get('/api/saved')).json).toMatchObject({
      total: 1,
      kept: 1,
      items: [{ matchId: 'match-0042' }],
    })
    expect((await again.get('/api/matches/match-0001')).json).toMatchObject({
      feedback: { count: 4, averageRating: 4, latestComments: ['d', 'c', 'b'] },
    })
    expect((await again.get('/api/health')).status).toBe(200)
  })

  it('answers 503 and is degraded when it goes away in the middle', async () => {
    const other = await startPostgres(binaries ?? '')
    onTestFinished(() => other.close())
    const { get } = await startTestTarget({ postgres: other.url })
    expect((await get('/api/saved')).status).toBe(200)
    await other.close()
    expect(await get('/api/matches?page=2')).toMatchObject({ status: 503, json: { error: { code: 'DATABASE_AWAY' } } })
    expect(await get('/api/health')).toMatchObject({
      status: 503,
      json: { dependencies: { database: { status: 'away' } } },
    })
  }, 60_000)
})

describe.skipIf(redis === undefined)('with a real Redis', () => {
  it('keeps both caches there, and goes on without it', async () => {
    const server = await startRedis(redis ?? '')
    onTestFinished(() => server.close())
    const { get, send } = await startTestTarget({ redis: server.url })
    const ask = () => send('POST', '/api/ai/explain', { matchId: 'match-0001' })
    for (const expected of ['miss', 'hit']) {
      expect((await get('/api/matches')).headers.get('x-cache')).toBe(expected)
      expect((await ask()).headers.get('x-cache')).toBe(expected)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    await server.close()
    expect((await get('/api/matches')).headers.get('x-cache')).toBe('miss')
    expect((await ask()).status).toBe(200)
    expect(await get('/api/health')).toMatchObject({
      status: 503,
      json: { dependencies: { cache: { status: 'away' } } },
    })
  }, 60_000)
})

it('says which store cannot be reached', async () => {
  await expect(startSampleTarget({ postgres: 'postgres://127.0.0.1:1/x' })).rejects.toMatchObject({
    code: 'TARGET_STORE_UNREACHABLE',
    message: expect.stringContaining('PostgreSQL'),
  })
  await expect(startSampleTarget({ redis: 'redis://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'TARGET_STORE_UNREACHABLE',
    message: expect.stringContaining('Redis'),
  })
  await expect(startSampleTarget({ redis: '127.0.0.1' })).rejects.toMatchObject({ code: 'TARGET_OPTIONS_INVALID' })
})
