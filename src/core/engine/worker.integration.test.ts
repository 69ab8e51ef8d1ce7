import type { RequestListener } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { HTTP_DEFAULTS } from '../../shared/scenario/http.ts'
import { playRealRun } from './testing/realRun.ts'
import { COMMON, get, prepareOf, scenarioOf } from './testing/scenarios.ts'
import { TestServers } from './testing/servers.ts'

const servers = new TestServers()
afterEach(() => servers.closeAll())

const once = { ...COMMON, executor: 'shared-iterations', vus: 1, iterations: 1, maxDurationUs: 20e6 } as const

describe('a worker over real sockets', () => {
  const play = (base: string, steps: Parameters<typeof scenarioOf>[1], more: Parameters<typeof scenarioOf>[2] = {}) =>
    playRealRun(prepareOf(scenarioOf(base, steps, { executor: once, ...more })))

  it('runs constant VUs end to end on kept connections and accounts for every request', async () => {
    let served = 0
    const sockets = new Set<unknown>()
    const base = await servers.http((request, response) => {
      served++
      sockets.add(request.socket)
      response.setHeader('content-type', 'application/json')
      response.end('{"ok":true}')
    })
    const matches = { type: 'equals', value: true } as const
    const api = get('/api', { name: 'api', expect: { status: [[200, 200]], json: [{ path: '$.ok', matches }] } })
    const executor = { ...COMMON, executor: 'constant-vus', vus: 3, durationUs: 1.2e6 } as const
    const log = await play(base, [api, { kind: 'think', minUs: 1000, maxUs: 5000 }], { executor })

    expect(served).toBeGreaterThan(10)
    expect(sockets.size).toBe(3)
    expect(log.total('http_reqs', { step: 'api', status: '200', expected_response: 'true' }).sum).toBe(served)
    expect(log.total('http_req_duration', {}).count).toBe(served)
    expect(log.total('checks', { check: 'api: status is 200' })).toMatchObject({ count: served, sum: served })
    expect(log.total('http_req_failed', {}).sum).toBe(0)
    expect(log.total('iterations', { scenario: 'main' }).sum).toBe(served)
    expect(log.windows.map((window) => window.second).slice(0, 2)).toEqual([0, 1])
    expect(log.total('vus', {}).max).toBe(3)
  })

  it('takes plausible times for the phases', async () => {
    const base = await servers.http((_request, response) => {
      setTimeout(() => {
        response.write('x'.repeat(100))
        setTimeout(() => response.end('y'), 60)
      }, 120)
    })
    const log = await play(base, [get('/a'), get('/b')])
    const waiting = log.total('http_req_waiting', { step: 'GET /a' })
    const receiving = log.total('http_req_receiving', { step: 'GET /a' })
    expect(waiting.sum).toBeGreaterThan(115_000)
    expect(receiving.sum).toBeGreaterThan(55_000)
    const phases = ['sending', 'waiting', 'receiving'].map((phase) => log.total(`http_req_${phase}`, {}).sum)
    const duration = log.total('http_req_duration', {}).sum
    expect(Math.abs(phases.reduce((sum, phase) => sum + phase, 0) - duration)).toBeLessThan(10)
    expect(log.total('http_req_connecting', { step: 'GET /a' }).sum).toBeGreaterThan(0)
    expect(log.total('http_req_connecting', { step: 'GET /b' }).sum).toBe(0)
    expect(log.total('data_sent', {}).sum).toBeGreaterThan(100)
    expect(log.total('data_received', {}).sum).toBeGreaterThan(300)
  })

  it.each([
    ['refuses', 'connection refused', '1212', () => servers.closedPort()],
    [
      'resets in the middle',
      'connection reset',
      '1220',
      () => servers.tcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
    ],
    [
      'closes without an answer',
      'connection closed by the server',
      '1040',
      () => servers.tcp((socket) => socket.once('data', () => socket.end())),
    ],
    ['never answers', 'request timeout', '1050', () => servers.tcp(() => {})],
    [
      'talks something else',
      'malformed response',
      '1030',
      () => servers.tcp((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n\r\n'))),
    ],
    [
      'stops within the body',
      'connection closed by the server',
      '1040',
      () =>
        servers.tcp((socket) =>
          socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')),
        ),
    ],
  ])('names the failure of a server that %s', async (_words, error, code, start) => {
    const base = await start()
    const log = await play(base, [get('/a', { method: 'POST', timeoutUs: 300_000 })])
    expect(log.series.filter(({ metric }) => metric === 'http_reqs').map(({ tags }) => tags['error'])).toEqual([error])
    expect(log.total('http_req_failed', { error_code: code, status: '0' })).toMatchObject({ count: 1, sum: 1 })
    expect(log.exemplars.map(({ reason }) => reason)).toEqual([error])
    expect(log.total('iterations', {}).sum).toBe(1)
  })

  it('goes on after each failure', async () => {
    let connections = 0
    const base = await servers.tcp((socket) => {
      connections++
      const good = connections % 2 === 0
      socket.on('data', () =>
        good
          ? socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
          : socket.resetAndDestroy(),
      )
    })
    const log = await play(base, [get('/a', { method: 'POST' })], { executor: { ...once, iterations: 10 } })
    expect(log.total('http_reqs', {}).sum).toBe(10)
    expect(log.total('http_req_failed', {}).sum).toBe(5)
  })

  it('does not go where the guards do not let it, by redirect neither', async () => {
    let reached = 0
    const base = await servers.http((request, response) => {
      reached++
      const port = request.socket.localPort
      response.writeHead(302, { location: `http://127.0.0.2:${port}/` }).end()
    })
    const log = await play(base, [get('/a'), get('http://127.0.0.3:1/', { name: 'direct' })])
    expect(reached).toBe(1)
    expect(log.total('http_req_failed', { error: 'host not allowed', step: 'GET /a' }).sum).toBe(1)
    expect(log.total('http_req_failed', { error: 'host not allowed', step: 'direct' }).sum).toBe(1)
  })

  it('cuts requests off when aborted', async () => {
    let open = 0
    const base = await servers.tcp((socket) => {
      open++
      socket.resume()
      socket.on('close', () => open--)
    })
    const executor = {
      ...COMMON,
      executor: 'constant-vus',
      vus: 5,
      durationUs: 400_000,
      gracefulStopUs: 100_000,
    } as const
    const log = await play(base, [get('/never')], { executor })
    expect(log.total('http_reqs', {}).count).toBe(0)
    expect(log.messages.at(-1)?.type).toBe('finished')
    await expect.poll(() => open).toBe(0)
  })

  it('neither spins nor grows when the target refuses', async () => {
    const base = await servers.closedPort()
    const executor = { ...COMMON, executor: 'constant-vus', vus: 20, durationUs: 2e6 } as const
    const log = await play(base, [get('/a')], { executor })
    const requests = log.total('http_reqs', {}).sum
    expect(requests).toBeGreaterThan(100)
    expect(log.total('http_req_failed', {}).sum).toBe(requests)
    expect(log.exemplars.length).toBeLessThanOrEqual(10)
    // The loop turned all the time: seconds were sent when they were over.
    expect(log.windows.map(({ second }) => second).slice(0, 2)).toEqual([0, 1])
  })
})

describe('iterations that never wait', () => {
  it('leave the event loop its turns', async () => {
    const executor = { ...COMMON, executor: 'constant-vus', vus: 2, durationUs: 500_000 } as const
    let turns = 0
    const ticking = setInterval(() => turns++, 5)
    const log = await playRealRun(prepareOf(scenarioOf('http://127.0.0.1:9', [get('/{{nothing}}')], { executor })))
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(5)
    expect(log.total('iterations', {}).sum).toBeGreaterThan(100)
  })
})

describe('TLS', () => {
  const secure: RequestListener = (_request, response) => response.end('ok')
  const play = (base: string, http = {}) => {
    const scenario = scenarioOf(base, [get('/a')], { executor: { ...once, iterations: 5 } })
    return playRealRun(prepareOf({ ...scenario, target: { ...scenario.target, http: { ...HTTP_DEFAULTS, ...http } } }))
  }

  it('names a certificate that nobody vouches for', async () => {
    const log = await play(await servers.https(secure))
    expect(log.total('http_req_failed', { error: 'certificate authority unknown' })).toMatchObject({ count: 5, sum: 5 })
  })

  it('shakes hands once per connection and keeps it', async () => {
    const base = await servers.https(secure)
    const log = await play(base, { insecureSkipTLSVerify: true })
    expect(log.total('http_req_failed', {})).toMatchObject({ count: 5, sum: 0 })
    expect(log.total('http_req_tls_handshaking', {}).count).toBe(5)
    expect(log.total('http_req_tls_handshaking', {}).max).toBe(log.total('http_req_tls_handshaking', {}).sum)
    expect(log.total('http_req_tls_handshaking', {}).sum).toBeGreaterThan(100)
  })
})
