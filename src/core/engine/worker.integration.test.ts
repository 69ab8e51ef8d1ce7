import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpClient } from './http/hybridClient.ts'
import { GuardedResolver } from './http/resolver.ts'
import { createMonotonicClock } from './monotonicClock.ts'
import { createSelfMeter } from './selfMeasurement.ts'
import { COMMON, get, prepareOf, scenarioOf } from './testing/scenarios.ts'
import { RunLog } from './testing/runLog.ts'
import { runWorker } from './worker.ts'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function run(prepare: ReturnType<typeof prepareOf>): Promise<RunLog> {
  const log = new RunLog()
  const clock = createMonotonicClock()
  await new Promise<void>((resolve) => {
    runWorker({
      port: log.port,
      clock,
      wallClockMs: () => Date.now(),
      createClient: (allowed) => createHttpClient(clock, new GuardedResolver(allowed)),
      meter: createSelfMeter(clock),
      finished: resolve,
    })
    log.send(prepare)
    log.send({ type: 'start', originUs: clock.nowUs() + 20_000 })
  })
  return log
}

describe('a worker against a real server', () => {
  it('runs constant VUs end to end and accounts for every request', async () => {
    let served = 0
    const sockets = new Set<unknown>()
    const base = await serve((request, response) => {
      served++
      sockets.add(request.socket)
      response.setHeader('content-type', 'application/json')
      response.end('{"ok":true}')
    })
    const step = get('/api', {
      name: 'api',
      expect: { status: [[200, 200]], json: [{ path: '$.ok', matches: { type: 'equals', value: true } }] },
    })
    const executor = { ...COMMON, executor: 'constant-vus', vus: 3, durationUs: 1.5e6 } as const
    const log = await run(
      prepareOf(scenarioOf(base, [step, { kind: 'think', minUs: 1000, maxUs: 5000 }], { executor })),
    )

    expect(log.messages.map((message) => message.type)).not.toContain('failed')
    expect(served).toBeGreaterThan(100)
    expect(sockets.size).toBe(3)
    expect(log.total('http_reqs', { step: 'api', status: '200', expected_response: 'true' }).sum).toBe(served)
    expect(log.total('http_req_duration', {}).count).toBe(served)
    expect(log.total('checks', { check: 'api: status is 200' })).toMatchObject({ count: served, sum: served })
    expect(log.total('http_req_failed', {}).sum).toBe(0)
    expect(log.total('iterations', { scenario: 'main' }).sum).toBe(served)
    expect(log.windows.map((window) => window.second)).toEqual([0, 1])
    expect(log.total('vus', {}).max).toBe(3)
  })
})
