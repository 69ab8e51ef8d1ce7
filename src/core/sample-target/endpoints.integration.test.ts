import { describe, expect, it } from 'vitest'
import { startTestTarget } from './testTarget.ts'

describe('reading', () => {
  it('serves a homepage and the assets that it names', async () => {
    const { get } = await startTestTarget()
    const page = await get('/')
    expect(page.headers.get('content-type')).toContain('text/html')
    const assets = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map((found) => found[1] ?? '')
    expect(assets).toEqual(['/assets/app.css', '/assets/app.js'])
    for (const asset of assets) expect((await get(asset)).status).toBe(200)
  })

  it('browses by page and size, from the cache the second time', async () => {
    const { get } = await startTestTarget()
    const first = await get('/api/matches?page=2&size=5')
    expect(first).toMatchObject({ status: 200, json: { page: 2, size: 5, total: 2000 } })
    expect(first.json).toHaveProperty('items.length', 5)
    expect(first.json).toHaveProperty('items.0.id', expect.stringMatching(/^match-\d{4}$/))
    expect(first.headers.get('x-cache')).toBe('miss')
    expect(first.headers.get('server-timing')).toMatch(/^cache;desc=miss;dur=\S+, db;desc=browse;dur=\S+$/)
    const second = await get('/api/matches?size=5&page=2')
    expect(second.text).toBe(first.text)
    expect(second.headers.get('x-cache')).toBe('hit')
    expect(second.headers.get('server-timing')).toMatch(/^cache;desc=hit;dur=\S+$/)
  })

  it.each(['page=0', 'page=x', 'size=101', 'page=1.5', 'size='])('refuses to browse with %s', async (query) => {
    const { get } = await startTestTarget()
    expect(await get(`/api/matches?${query}`)).toMatchObject({
      status: 400,
      json: { error: { code: 'QUERY_INVALID' } },
    })
  })

  it('searches, and wants words to search for', async () => {
    const { get } = await startTestTarget()
    const found = await get('/api/search?q=maths%20tutor')
    expect(found.json).toHaveProperty('items.0.title', expect.stringContaining('Maths tutor'))
    expect((await get('/api/search?q=+')).status).toBe(400)
    expect((await get('/api/search')).status).toBe(400)
  })

  it('views a match, and answers 404 for one that does not exist', async () => {
    const { get } = await startTestTarget()
    expect(await get('/api/matches/match-0042')).toMatchObject({ status: 200, json: { id: 'match-0042' } })
    expect(await get('/api/matches/match-9999')).toMatchObject({
      status: 404,
      json: { error: { code: 'MATCH_UNKNOWN' } },
    })
  })

  it('gives the same data for the same seed', async () => {
    const [one, same, other] = [
      await startTestTarget({ seed: 5 }),
      await startTestTarget({ seed: 5 }),
      await startTestTarget(),
    ]
    const path = '/api/matches'
    expect((await one.get(path)).text).toBe((await same.get(path)).text)
    expect((await one.get(path)).text).not.toBe((await other.get(path)).text)
  })
})

describe('writing', () => {
  it('writes the profile, and reads it fresh afterwards', async () => {
    const { get, send } = await startTestTarget()
    await get('/api/profile')
    expect((await get('/api/profile')).headers.get('x-cache')).toBe('hit')
    const profile = { name: 'Robin', city: 'Lyon', interests: ['culture'] }
    expect(await send('PUT', '/api/profile', profile)).toMatchObject({ status: 200, json: profile })
    const read = await get('/api/profile')
    expect(read.json).toEqual(profile)
    expect(read.headers.get('x-cache')).toBe('miss')
    expect((await send('PUT', '/api/profile', { name: '' })).status).toBe(422)
  })

  it('saves matches and lists them', async () => {
    const { get, send } = await startTestTarget()
    await get('/api/saved')
    const saved = await send('POST', '/api/saved', { matchId: 'match-0042' })
    expect(saved).toMatchObject({ status: 201, json: { id: 'saved-1', matchId: 'match-0042' } })
    expect(saved.headers.get('server-timing')).toMatch(/^db;desc=save;dur=/)
    expect((await get('/api/saved')).json).toMatchObject({ total: 1, items: [{ id: 'saved-1' }] })
    expect(await send('POST', '/api/saved', { matchId: 'match-9999' })).toMatchObject({ status: 422 })
  })

  it('takes feedback and shows it with the match', async () => {
    const { get, send } = await startTestTarget()
    await get('/api/matches/match-0001')
    const given = await send('POST', '/api/feedback', { matchId: 'match-0001', rating: 4, comment: 'Friendly' })
    expect(given).toMatchObject({ status: 201, json: { id: 'feedback-1', rating: 4 } })
    const view = await get('/api/matches/match-0001')
    expect(view.json).toMatchObject({ feedback: { count: 1, averageRating: 4, latestComments: ['Friendly'] } })
  })

  it.each([
    [{ matchId: 'match-0001' }, 'rating'],
    [{ matchId: 'match-0001', rating: 6 }, 'rating'],
    [{ matchId: 'match-0001', rating: 2.5 }, 'rating'],
    [{ matchId: 'match-0001', rating: 3, stars: 1 }, 'stars'],
    [{ matchId: 'nothing', rating: 3 }, 'matchId'],
    [[], 'object'],
  ])('refuses the feedback %j with its reason', async (body, reason) => {
    const { send } = await startTestTarget()
    const { status, json } = await send('POST', '/api/feedback', body)
    expect(status).toBe(422)
    expect(json).toHaveProperty('error.reasons.0', expect.stringContaining(reason))
  })
})

describe('protocol', () => {
  it('answers 400 to malformed JSON and 413 to a body that is too large, small or huge, and goes on', async () => {
    const { get, send } = await startTestTarget()
    expect(await send('POST', '/api/feedback', '{"rating":')).toMatchObject({
      status: 400,
      json: { error: { code: 'JSON_MALFORMED' } },
    })
    expect((await send('POST', '/api/saved', '')).status).toBe(400)
    const tooLarge = await send('POST', '/api/feedback', 'x'.repeat(70_000))
    expect(tooLarge).toMatchObject({ status: 413, json: { error: { code: 'BODY_TOO_LARGE' } } })
    // So much is cut off: its sender sees the 413 or, while it still writes, the end of the connection.
    const huge = await send('POST', '/api/feedback', 'x'.repeat(20_000_000)).catch(() => undefined)
    expect(huge?.status ?? 413).toBe(413)
    expect((await get('/api/health')).status).toBe(200)
  })

  it('answers 404 in JSON for unknown paths', async () => {
    const { get } = await startTestTarget()
    for (const path of ['/nothing', '/api/matches/', '/api/matches/a/b', '/api/health/']) {
      expect(await get(path)).toMatchObject({ status: 404, json: { error: { code: 'PATH_UNKNOWN' } } })
    }
  })

  it('answers 405 with Allow for other methods, and HEAD like GET without a body', async () => {
    const { send } = await startTestTarget()
    const refused = await send('DELETE', '/api/profile')
    expect(refused.status).toBe(405)
    expect(refused.headers.get('allow')).toBe('GET, HEAD, PUT')
    const head = await send('HEAD', '/api/health')
    expect(head.status).toBe(200)
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0)
    expect(head.text).toBe('')
  })
})
