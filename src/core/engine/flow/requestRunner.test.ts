import { describe, expect, it } from 'vitest'
import type { Budget } from '../../../shared/scenario/types.ts'
import { COMMON, get, prepareOf, scenarioOf } from '../testing/scenarios.ts'
import { startVirtualRun } from '../testing/virtualRun.ts'

const BASE = 'http://shop.test'
const once = { ...COMMON, executor: 'shared-iterations', vus: 1, iterations: 1, maxDurationUs: 60e6 } as const
const times = (iterations: number) => ({ ...once, iterations })

describe('redirects', () => {
  it('follows them as requests of their own, POST turned into GET, without credentials for another host', () => {
    const step = get('/form', {
      name: 'form',
      method: 'POST',
      headers: { authorization: 'Bearer x', 'x-more': '1' },
      body: { type: 'form', fields: { a: '1' } },
      expect: { status: [[200, 200]] },
    })
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, [step], { executor: once })), ({ url }) => {
      if (url === `${BASE}/form`) return { status: 302, headers: { location: '/next' } }
      if (url === `${BASE}/next`) return { status: 307, headers: { location: 'http://other.test/end' } }
      return {}
    })
    run.clock.advance(1e6)
    expect(run.client.sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', `${BASE}/form`, 'a=1'],
      ['GET', `${BASE}/next`, ''],
      ['GET', 'http://other.test/end', ''],
    ])
    expect(run.client.sent[1]?.headers).toEqual({ 'user-agent': 'headroom', authorization: 'Bearer x', 'x-more': '1' })
    expect(run.client.sent[2]?.headers).toEqual({ 'user-agent': 'headroom', 'x-more': '1' })
    expect(run.log.total('http_reqs', { step: 'form', expected_response: 'true' }).sum).toBe(3)
    expect(run.log.total('http_req_failed', {}).sum).toBe(0)
    expect(run.log.total('checks', {})).toMatchObject({ count: 1, sum: 1 })
  })

  const redirecting = (from: string, to: string) => (request: { url: string }) =>
    request.url === from ? { status: 302, headers: { location: to, 'set-cookie': 'session=abc' } } : {}

  it.each([
    ['another host', BASE, 'http://other.test/end'],
    ['another port', BASE, `${BASE}:8080/end`],
    ['a host below', BASE, 'https://www.shop.test/end'],
    ['plain HTTP', 'https://shop.test', `${BASE}/end`],
  ])('keeps what `auth` gives and a cookie header of the step from %s', (_what, base, location) => {
    for (const auth of [
      { type: 'basic', username: 'ada', password: 'lovelace' },
      { type: 'bearer', token: 'x' },
    ] as const) {
      const step = get('/a', { auth, headers: { cookie: 'own=1', 'proxy-authorization': 'y', 'x-more': '1' } })
      const run = startVirtualRun(
        prepareOf(scenarioOf(base, [step], { executor: once })),
        redirecting(`${base}/a`, location),
      )
      run.clock.advance(1e6)
      expect(run.client.sent.map(({ url }) => url)).toEqual([`${base}/a`, location])
      const [first, second] = run.client.sent
      expect(first?.headers['authorization']).toMatch(/^(Basic YWRhOmxvdmVsYWNl|Bearer x)$/)
      expect(first?.headers['cookie']).toBe('own=1')
      expect(second?.headers).toEqual({ 'user-agent': 'headroom', 'x-more': '1' })
    }
  })

  it('takes credentials along to the same host, and from plain HTTP to TLS', () => {
    for (const location of [`${BASE}/end`, 'https://shop.test/end']) {
      const step = get('/a', { auth: { type: 'bearer', token: 'x' } })
      const run = startVirtualRun(
        prepareOf(scenarioOf(BASE, [step], { executor: once })),
        redirecting(`${BASE}/a`, location),
      )
      run.clock.advance(1e6)
      expect(run.client.sent[1]).toMatchObject({ url: location, headers: { authorization: 'Bearer x' } })
      expect(run.client.sent[1]?.cookie).toBe('session=abc')
    }
  })

  it('does not send the cookies of one host to another', () => {
    const step = get('/a')
    const run = startVirtualRun(
      prepareOf(scenarioOf(BASE, [step, get('/again')], { executor: once })),
      redirecting(`${BASE}/a`, 'http://other.test/end'),
    )
    run.clock.advance(1e6)
    expect(run.client.sent.map(({ url, cookie }) => [url, cookie])).toEqual([
      [`${BASE}/a`, ''],
      ['http://other.test/end', ''],
      [`${BASE}/again`, 'session=abc'],
    ])
  })

  it('does not answer the digest challenge of another host', () => {
    const step = get('/a', { auth: { type: 'digest', username: 'ada', password: 'lovelace' } })
    const challenge = { status: 401, headers: { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth"' } }
    const play = (location: string) => {
      const run = startVirtualRun(prepareOf(scenarioOf(BASE, [step], { executor: once })), (request) =>
        request.url === location ? challenge : redirecting(`${BASE}/a`, location)(request),
      )
      run.clock.advance(1e6)
      return run.client.sent.map(({ url, headers }) => [url, headers['authorization']?.slice(0, 6)])
    }
    expect(play('http://other.test/end')).toEqual([
      [`${BASE}/a`, undefined],
      ['http://other.test/end', undefined],
    ])
    expect(play(`${BASE}/end`)).toEqual([
      [`${BASE}/a`, undefined],
      [`${BASE}/end`, undefined],
      [`${BASE}/end`, 'Digest'],
    ])
  })

  it('gives up after ten', () => {
    const flow = [get('/loop', { expect: { status: [[200, 200]] } })]
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, flow, { executor: once })), () => ({
      status: 301,
      headers: { location: '/loop' },
    }))
    run.clock.advance(1e6)
    expect(run.client.sent).toHaveLength(11)
    expect(run.log.total('http_req_failed', {})).toMatchObject({ count: 11, sum: 1 })
  })

  it('does not follow one that the step expects', () => {
    const flow = [get('/old', { expect: { status: [[301, 301]] } })]
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, flow, { executor: once })), () => ({
      status: 301,
      headers: { location: '/new' },
    }))
    run.clock.advance(1e6)
    expect(run.client.sent).toHaveLength(1)
    expect(run.log.total('http_req_failed', {}).sum).toBe(0)
  })
})

describe('cookies', () => {
  it('sends back what the server sets, within the iteration and the path', () => {
    const flow = [get('/login'), get('/shop/a'), get('/other')]
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, flow, { executor: times(2) })), ({ url }) =>
      url.endsWith('/login') ? { headers: { 'set-cookie': 'session=abc; Path=/shop' } } : {},
    )
    run.clock.advance(1e6)
    expect(run.client.sent.map(({ cookie }) => cookie)).toEqual(['', 'session=abc', '', '', 'session=abc', ''])
  })
})

describe('responses measured from the intended start', () => {
  it('counts what the user waited before an iteration could start', () => {
    const executor = {
      ...COMMON,
      executor: 'constant-arrival-rate',
      rate: 10,
      timeUnitUs: 1e6,
      durationUs: 2e6,
      preAllocatedVUs: 30,
      maxVUs: 30,
    } as const
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, [get('/a')], { executor })), () => ({ afterUs: 20_000 }))
    run.clock.advance(450_000)
    run.clock.block(1e6)
    run.clock.advance(5e6)
    const service = run.log.total('http_req_duration', {})
    const response = run.log.total('http_req_response', {})
    expect(service).toMatchObject({ count: 20, max: 20_000 })
    // Due at 0.5, 0.6 ... 1.4 s, all started at 1.45 s.
    expect(response.count).toBe(20)
    expect(response.max).toBe(970_000)
    expect(response.sum - service.sum).toBe(
      950_000 + 850_000 + 750_000 + 650_000 + 550_000 + 450_000 + 350_000 + 250_000 + 150_000 + 50_000,
    )
  })
})

describe('interruption', () => {
  it('aborts the request in flight, which then counts nowhere', () => {
    const executor = { ...COMMON, executor: 'constant-vus', vus: 2, durationUs: 1e6, gracefulStopUs: 500_000 } as const
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, [get('/slow')], { executor })), () => ({ afterUs: 60e6 }))
    run.clock.advance(1.4e6)
    expect(run.client.aborted).toBe(0)
    run.clock.advance(0.2e6)
    expect(run.client.aborted).toBe(2)
    expect(run.finished()).toBe(true)
    expect(run.log.total('http_reqs', {}).count).toBe(0)
    expect(run.log.total('iterations', {}).count).toBe(0)
    expect(run.log.messages.at(-1)?.type).toBe('finished')
  })

  it('ends a pause at once when aborted', () => {
    const executor = { ...COMMON, executor: 'constant-vus', vus: 1, durationUs: 60e6 } as const
    const flow = [{ kind: 'think', minUs: 50e6, maxUs: 50e6 }] as const
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, flow, { executor })))
    run.clock.advance(1e6)
    run.log.send({ type: 'abort' })
    run.clock.advance(1000)
    expect(run.finished()).toBe(true)
  })
})

describe('budgets', () => {
  const budget = (whenSpent: Budget['whenSpent']): Budget => ({
    match: { kind: 'ai' },
    tokens: 2,
    perUs: 60e6,
    whenSpent,
  })
  const flow = [
    get('/ai', { name: 'ai', tags: { kind: 'ai' }, expect: { status: [[200, 200]] } }),
    get('/rest', { name: 'rest' }),
  ]

  function runWith(whenSpent: Budget['whenSpent']) {
    let left = 2
    const scenario = scenarioOf(BASE, flow, { executor: times(4), budgets: [budget(whenSpent)] })
    return startVirtualRun(
      prepareOf(scenario),
      () => ({ afterUs: 1000 }),
      (message, send) => {
        if (message.type !== 'tokens') return
        const granted = Math.min(left, message.wanted)
        left -= granted
        queueMicrotask(() =>
          send({ type: 'tokens', budget: message.budget, granted, retryAfterUs: granted > 0 ? 0 : 30e6 }),
        )
      },
    )
  }

  async function play(run: ReturnType<typeof runWith>): Promise<void> {
    for (let step = 0; step < 200; step++) {
      run.clock.advance(10_000)
      // The runner answers in a turn of its own.
      await Promise.resolve()
    }
  }

  it('skips requests that the budget does not cover', async () => {
    const run = runWith('skip')
    await play(run)
    expect(run.client.sent.filter(({ url }) => url.endsWith('/ai'))).toHaveLength(2)
    expect(run.client.sent.filter(({ url }) => url.endsWith('/rest'))).toHaveLength(4)
    expect(run.log.total('rate_limited', { step: 'ai' }).sum).toBeGreaterThanOrEqual(2)
    expect(run.log.total('http_req_failed', {}).sum).toBe(0)
  })

  it('fails them', async () => {
    const run = runWith('fail')
    await play(run)
    expect(run.client.sent.filter(({ url }) => url.endsWith('/ai'))).toHaveLength(2)
    expect(run.log.total('http_req_failed', { step: 'ai', error: 'budget spent' })).toMatchObject({ count: 2, sum: 2 })
    expect(run.log.total('checks', {})).toMatchObject({ count: 4, sum: 2 })
  })

  it('lets them wait, and counts the waiting into the response', async () => {
    const run = runWith('wait')
    await play(run)
    expect(run.client.sent.filter(({ url }) => url.endsWith('/ai'))).toHaveLength(2)
    expect(run.finished()).toBe(false)
    // The way to the budget and back is no limit.
    expect(run.log.total('budget_wait', { step: 'ai' }).count).toBe(2)
    expect(run.log.total('rate_limited', { step: 'ai' }).sum).toBe(0)
  })
})

describe('the ceiling on requests', () => {
  it('is never passed, and is split over the workers', () => {
    const executor = { ...COMMON, executor: 'constant-vus', vus: 20, durationUs: 10e6 } as const
    const scenario = scenarioOf(BASE, [get('/a')], { executor, guards: { maxRps: 100 } })
    const run = startVirtualRun(prepareOf(scenario, { segment: { index: 0, count: 2 } }), () => ({ afterUs: 1000 }))
    run.clock.advance(11e6)
    const perSecond = Array.from({ length: 8 }, (_, index) => run.log.total('http_reqs', {}, index + 1).sum)
    expect(Math.min(...perSecond)).toBeGreaterThan(47)
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(51)
    expect(run.log.total('budget_wait', {}).max).toBeGreaterThan(100_000)
  })
})

describe('secrets', () => {
  it('never stand in exemplars', () => {
    const secret = 'p@ss word'
    const step = get('/a/{{token}}', {
      method: 'POST',
      headers: { authorization: 'Basic {{token}}', 'x-key': '{{token}}' },
      body: { type: 'json', value: { key: '{{token}}' } },
    })
    const scenario = scenarioOf(BASE, [step], { executor: once, variables: { token: secret } })
    const run = startVirtualRun(prepareOf(scenario, { secrets: [secret] }), () => ({
      status: 500,
      headers: { 'set-cookie': 'a=b', 'x-echo': secret },
      body: `no ${secret}`,
    }))
    run.clock.advance(1e6)
    const [exemplar] = run.log.exemplars
    expect(JSON.stringify(exemplar)).not.toMatch(/p@ss|p%40ss|a=b/)
    expect(exemplar?.request.headers).toMatchObject({ authorization: '***', 'x-key': '***' })
    expect(exemplar?.response?.bodyExcerpt).toBe('no ***')
  })
})

describe('data', () => {
  const rows = { columns: ['name'], rows: [['ann'], ['bob'], ['cid']] }
  const source = { file: 'users.csv', format: 'csv', pick: 'unique', whenUsedUp: 'stop' } as const

  it('gives each iteration one row and stops the run when they are used up', () => {
    const flow = [get('/{{users.name}}'), get('/again/{{users.name}}')]
    const scenario = scenarioOf(BASE, flow, { executor: times(10), data: { users: source } })
    const run = startVirtualRun(prepareOf(scenario, { data: { users: rows } }))
    run.clock.advance(5e6)
    expect(run.client.sent.map(({ url }) => url.slice(BASE.length))).toEqual([
      '/ann',
      '/again/ann',
      '/bob',
      '/again/bob',
      '/cid',
      '/again/cid',
    ])
    expect(run.log.messages.filter(({ type }) => type === 'stopRun')).toHaveLength(1)
    expect(run.finished()).toBe(true)
  })

  it('goes through sequential rows together with the other workers, and begins again when told so', () => {
    const data = { users: { ...source, pick: 'sequential', whenUsedUp: 'recycle' } } as const
    const scenario = scenarioOf(BASE, [get('/{{users.name}}')], {
      executor: { ...once, executor: 'per-vu-iterations', vus: 2, iterations: 3 },
      data,
    })
    const names = [0, 1].flatMap((index) => {
      const run = startVirtualRun(prepareOf(scenario, { data: { users: rows }, segment: { index, count: 2 } }))
      run.clock.advance(5e6)
      return run.client.sent.map(({ url }) => url.slice(BASE.length + 1))
    })
    expect(names).toEqual(['ann', 'cid', 'bob', 'bob', 'ann', 'cid'])
  })
})
