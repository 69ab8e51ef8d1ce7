import { describe, expect, it } from 'vitest'
import { startTestTarget } from './testTarget.ts'

const NONE = { database: 'up', cache: 'up', provider: 'up', errorPercent: 0, slowMs: 0, freeze: false }

describe('faults over the admin endpoint', () => {
  it('shows and switches them, and refuses unknown keys', async () => {
    const { get, send, target } = await startTestTarget()
    expect((await get('/admin/faults')).json).toEqual(NONE)
    const switched = await send('PUT', '/admin/faults', { slowMs: 1, errorPercent: 5 })
    expect(switched).toMatchObject({ status: 200, json: { ...NONE, slowMs: 1, errorPercent: 5 } })
    expect(target.faults.current).toEqual(switched.json)
    const refused = await send('PUT', '/admin/faults', { slowms: 2 })
    expect(refused).toMatchObject({ status: 400, json: { error: { code: 'FAULTS_INVALID' } } })
    expect((await send('PUT', '/admin/faults', 'nonsense')).status).toBe(400)
    expect(target.faults.current.slowMs).toBe(1)
  })

  it('without its database is degraded, and what needs the database answers 503, until it is back', async () => {
    const { get, send, target } = await startTestTarget()
    expect(await get('/api/health')).toMatchObject({
      status: 200,
      json: { status: 'healthy', dependencies: { database: { status: 'up' } } },
    })
    await get('/api/matches')
    target.faults.set({ database: 'away' })
    expect(await get('/api/health')).toMatchObject({
      status: 503,
      json: { status: 'degraded', dependencies: { database: { status: 'away' } } },
    })
    for (const path of ['/api/matches', '/api/search?q=dog', '/api/matches/match-0001', '/api/profile', '/api/saved']) {
      expect(await get(path)).toMatchObject({ status: 503, json: { error: { code: 'DATABASE_AWAY' } } })
    }
    expect((await send('POST', '/api/saved', { matchId: 'match-0001' })).status).toBe(503)
    expect((await get('/')).status).toBe(200)
    target.faults.set({ database: 'up' })
    expect((await get('/api/health')).status).toBe(200)
    expect((await get('/api/saved')).json).toMatchObject({ total: 0 })
  })

  it('fails the stated share of requests, the same ones for the same seed, never health', async () => {
    const failures = async (): Promise<number[]> => {
      const { get, target } = await startTestTarget({ seed: 3 })
      target.faults.set({ errorPercent: 30 })
      const statuses = []
      for (let request = 0; request < 300; request++) statuses.push((await get('/api/matches')).status)
      for (let request = 0; request < 20; request++) expect((await get('/api/health')).status).toBe(200)
      return statuses.flatMap((status, request) => (status === 500 ? [request] : []))
    }
    const first = await failures()
    expect(first.length / 300).toBeCloseTo(0.3, 1)
    expect(await failures()).toEqual(first)
  })

  it('fails all at 100 percent', async () => {
    const { get, target } = await startTestTarget()
    target.faults.set({ errorPercent: 100 })
    expect(await get('/')).toMatchObject({ status: 500, json: { error: { code: 'INJECTED_ERROR' } } })
  })

  it('answers nothing but admin while frozen, then everything', async () => {
    const { get, send, target } = await startTestTarget()
    await send('PUT', '/admin/faults', { freeze: true })
    const answered: string[] = []
    const waiting = ['/api/health', '/api/matches', '/'].map(async (path) => {
      await get(path)
      answered.push(path)
    })
    // Admin answers come after the others were received: each on a connection of its own, in order of arrival.
    for (let look = 0; look < 20; look++) expect((await get('/admin/faults')).status).toBe(200)
    expect(answered).toEqual([])
    expect(target.faults.current.freeze).toBe(true)
    await send('PUT', '/admin/faults', { freeze: false })
    await Promise.all(waiting)
    expect(answered).toHaveLength(3)
  })
})
