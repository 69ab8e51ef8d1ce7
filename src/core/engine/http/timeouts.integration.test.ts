import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { HTTP_DEFAULTS } from '../../../shared/scenario/http.ts'
import { createMonotonicClock } from '../monotonicClock.ts'
import { begin, CLIENTS, createTestClient, open, originOf } from './conformanceHarness.ts'
import { createScenarioClient } from './scenarioClient.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const succeeded = { failure: undefined, status: 200, body: 'ok' }

describe.each(CLIENTS)('limits on the parts of a request over HTTP/1.1, $name', ({ startServer }) => {
  it('end a request whose answer does not begin in whole, and the next one goes on', async () => {
    const server = await startServer((socket, _request, connection) => {
      if (connection > 1) socket.write(OK)
      // A status line alone is no head.
      else socket.write('HTTP/1.1 200 OK\r\n')
    })
    const connection = open(createTestClient({ headersTimeoutUs: 80_000 }), server.origin)
    const { outcome, calls } = begin(connection)
    const { totalUs, ...rest } = await outcome
    expect(rest).toMatchObject({ failure: 'headers timeout', code: 1050, status: 0 })
    expect(totalUs).toBeGreaterThanOrEqual(80_000)
    expect(totalUs).toBeLessThan(1e6)
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(calls()).toBe(1)
  })

  it('leave a body that takes longer than an answer may take to begin', async () => {
    const server = await startServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n')
      setTimeout(() => socket.write('ok'), 150)
    })
    const connection = open(createTestClient({ headersTimeoutUs: 80_000 }), server.origin)
    for (let request = 0; request < 2; request++) expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(server.sockets).toHaveLength(1)
  })

  it.each([
    ['by its length', 'content-length: 20', ''],
    ['in chunks', 'transfer-encoding: chunked', '1\r\n'],
    ['until close', 'x-framing: none', ''],
  ])('end a body %s that pauses for too long, not one that only drips', async (_framing, header, before) => {
    const server = await startServer((socket, _request, connection) => {
      if (connection > 1) return socket.write(OK)
      socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`)
      let pieces = 0
      const drip = setInterval(() => {
        socket.write(`${before}x${before && '\r\n'}`)
        if (++pieces === 8) clearInterval(drip)
      }, 30)
      return socket.once('close', () => clearInterval(drip))
    })
    const connection = open(createTestClient({ bodyTimeoutUs: 150_000 }), server.origin)
    const outcome = await begin(connection).outcome
    expect(outcome).toMatchObject({ failure: 'body timeout', code: 1050, status: 200, body: 'xxxxxxxx' })
    // Eight pieces in 30 ms each, then the pause.
    expect(outcome.receivingUs).toBeGreaterThanOrEqual(350_000)
    expect(outcome.receivingUs).toBeLessThan(1.5e6)
    expect(await begin(connection).outcome).toMatchObject(succeeded)
  })

  it('do not outlast that of the whole request', async () => {
    const server = await startServer((socket, request) => {
      if (request > 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n')
    })
    const client = createTestClient({ headersTimeoutUs: 10e6, bodyTimeoutUs: 10e6 })
    for (const path of ['/never', '/pause']) {
      const outcome = await begin(open(client, server.origin), { path, timeoutUs: 80_000 }).outcome
      expect(outcome).toMatchObject({ failure: 'request timeout', code: 1050 })
    }
  })
})

/** Listens and never accepts, so that the kernel drops whoever comes once its queue is full. */
const DEAF = `
const server = require('node:net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`

/** @returns a port of this machine whose packets are dropped: neither refused nor accepted */
async function startBlackHole(): Promise<number> {
  const child = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const port = Number(
    await new Promise((resolve) => child.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString()))),
  )
  for (let fills = 0; fills < 20; fills++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
    const queued = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true))
      setTimeout(() => resolve(false), 200)
    })
    if (!queued) return port
  }
  throw new Error('The queue of the deaf server does not fill.')
}

describe('a black hole that drops packets', () => {
  it.each([
    ['its limit on connecting', { connectUs: 120_000 }, 10e6],
    ['the limit of the request', {}, 120_000],
  ])(
    'gives the named error within %s, request after request, and leaves nothing behind',
    async (_what, timeouts, timeoutUs) => {
      const port = await startBlackHole()
      for (const scheme of ['http', 'https']) {
        const client = createScenarioClient(createMonotonicClock(), ['127.0.0.1'], { ...HTTP_DEFAULTS, timeouts })
        const connection = open(client, originOf(`${scheme}://127.0.0.1:${port}`))
        const before = process.getActiveResourcesInfo().length
        const cpu = process.cpuUsage()
        for (let request = 0; request < 3; request++) {
          const { totalUs, ...rest } = await begin(connection, { timeoutUs }).outcome
          expect(rest).toMatchObject({ failure: 'connect timeout', code: 1211, status: 0, bytesSent: 0 })
          expect(totalUs).toBeGreaterThanOrEqual(120_000)
          expect(totalUs).toBeLessThan(1e6)
        }
        const { user, system } = process.cpuUsage(cpu)
        // Waiting costs next to nothing: a third of the time would be a busy loop.
        expect(user + system).toBeLessThan(120_000)
        await new Promise((resolve) => setTimeout(resolve, 20))
        expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before + 2)
      }
    },
  )
})
