import { describe, expect, it } from 'vitest'
import { begin, CLIENTS, open } from './conformanceHarness.ts'
import type { HttpConnection, HttpRequest, ResponseHandler } from './client.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const succeeded = { failure: undefined, status: 200, body: 'ok' }

describe.each(CLIENTS)('requests of the $name client', ({ name, create, startServer }) => {
  it('writes what was asked for', async () => {
    const server = await startServer((socket) => socket.write(OK))
    const headers = ['content-type', 'application/json', 'x-tag', 'caf\xe9']
    const request = { method: 'POST', path: '/a?b=%20', headers, body: '{"a":"€"}' }
    const outcome = await begin(open(create(), server.origin), request, 100, 'sid=1; theme=dark').outcome
    expect(outcome).toMatchObject(succeeded)
    const [text = ''] = server.received
    expect(text.split('\r\n')[0]).toBe('POST /a?b=%20 HTTP/1.1')
    for (const line of [`host: ${server.origin.host}`, 'content-type: application/json', 'x-tag: caf\xe9']) {
      expect(text).toContain(`\r\n${line}\r\n`)
    }
    expect(text).toContain('\r\ncookie: sid=1; theme=dark\r\n')
    expect(text).toContain('\r\ncontent-length: 11\r\n')
    expect(Buffer.from(text.split('\r\n\r\n')[1] ?? '', 'latin1').toString()).toBe('{"a":"€"}')
    // TLS adds records, and the first request the handshake.
    expect(outcome.bytesSent).toBeGreaterThanOrEqual(text.length)
    expect(outcome.bytesReceived).toBeGreaterThanOrEqual(OK.length)
    if (name === 'plain') {
      expect(outcome).toMatchObject({ bytesSent: text.length, bytesReceived: OK.length })
    }
  })

  it.each<[string, Partial<HttpRequest>, string]>([
    ['a header value with a line break', { headers: ['x', '1\r\nx-injected: 1'] }, ''],
    ['a header name with a line break', { headers: ['x: 1\r\ny', '1'] }, ''],
    ['a path with a line break', { path: '/ HTTP/1.1\r\nx-injected: 1\r\n\r\nGET /' }, ''],
    ['a method with a line break', { method: 'GET / HTTP/1.1\r\nx: 1\r\n\r\nGET' }, ''],
    ['a cookie with a line break', {}, 'a=1\r\nx-injected: 1'],
  ])('refuses %s and sends nothing', async (_name, change, cookie) => {
    const server = await startServer((socket) => socket.write(OK))
    const connection = open(create(), server.origin)
    const refused = begin(connection, change, 100, cookie)
    expect(refused.calls()).toBe(0)
    expect(await refused.outcome).toMatchObject({ failure: 'invalid request', code: 1021, status: 0 })
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(server.received.join('')).not.toContain('injected')
    expect(refused.calls()).toBe(1)
  })

  it('uses one connection for any number of requests, each sent by the answer to the one before', async () => {
    const server = await startServer((socket) => socket.write(OK))
    const connection = open(create(), server.origin)
    const request = { ...plainRequest(connection), encoded: undefined }
    const statuses: number[] = []
    await new Promise<void>((resolve) => {
      const handler: ResponseHandler = {
        bodyLimit: () => 0,
        done: (result) => {
          statuses.push(result.status)
          if (statuses.length === 3_000) resolve()
          else connection.send(request, '', handler)
        },
      }
      connection.send(request, '', handler)
    })
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(server.sockets).toHaveLength(1)
  })

  it('keeps the responses of many connections apart that are read at the same time', async () => {
    const size = 200_000
    const server = await startServer((socket, requestNumber, connectionNumber) => {
      const letter = String.fromCharCode(97 + ((connectionNumber + requestNumber) % 26))
      socket.write(`HTTP/1.1 200 OK\r\nx-letter: ${letter}\r\ncontent-length: ${size}\r\n\r\n${letter.repeat(size)}`)
    })
    const client = create()
    const connections = Array.from({ length: 20 }, () => open(client, server.origin))
    const check = async (connection: HttpConnection): Promise<boolean[]> => {
      const same: boolean[] = []
      for (let request = 0; request < 5; request++) {
        const { body, headers } = await begin(connection).outcome
        same.push(body === (headers[1] ?? '').repeat(size))
      }
      return same
    }
    const all = await Promise.all(connections.map(check))
    expect(all.flat().filter((same) => !same)).toEqual([])
    expect(server.sockets).toHaveLength(20)
  })

  it('sends a large body whole, and calls the time until it is out sending', async () => {
    const body = `${'0123456789'.repeat(500_000)}€`
    const server = await startServer((socket) => {
      const headBytes = (server.received[0] ?? '').indexOf('\r\n\r\n') + 4
      const answerWhenWhole = (): void => {
        if (server.received[0]?.length === headBytes + 5_000_003) socket.write(OK)
      }
      socket.on('data', answerWhenWhole)
      socket.pause()
      setTimeout(() => socket.resume(), 60)
    })
    const outcome = await begin(open(create(), server.origin), { method: 'POST', body }).outcome
    expect(outcome).toMatchObject(succeeded)
    expect(outcome.bytesSent).toBeGreaterThanOrEqual(server.received[0]?.length ?? NaN)
    if (name === 'plain') expect(outcome.bytesSent).toBe(server.received[0]?.length)
    expect(outcome.sendingUs).toBeGreaterThan(40_000)
  })

  it('puts the time of a response into the phase in which it passed', async () => {
    const server = await startServer((socket, request) => {
      if (request === 1) setTimeout(() => socket.write(OK), 60)
      else {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n')
        setTimeout(() => socket.write('ok'), 60)
      }
    })
    const connection = open(create(), server.origin)
    const slowAnswer = await begin(connection).outcome
    const slowBody = await begin(connection).outcome
    for (const outcome of [slowAnswer, slowBody]) {
      const { blockedUs, lookingUpUs, connectingUs, tlsHandshakingUs, sendingUs, waitingUs, receivingUs } = outcome
      const opening = [blockedUs, lookingUpUs, connectingUs, tlsHandshakingUs]
      const phases = [...opening, sendingUs, waitingUs, receivingUs]
      expect(Math.min(...phases)).toBeGreaterThanOrEqual(0)
      expect(phases.reduce((sum, each) => sum + each)).toBeCloseTo(outcome.totalUs, 0)
    }
    expect(slowAnswer.connectingUs).toBeGreaterThan(0)
    expect(slowAnswer.waitingUs).toBeGreaterThan(55_000)
    expect(slowAnswer.receivingUs).toBeLessThan(slowAnswer.waitingUs)
    expect(slowBody.connectingUs).toBe(0)
    expect(slowBody.receivingUs).toBeGreaterThan(55_000)
    expect(slowBody.waitingUs).toBeLessThan(slowBody.receivingUs)
  })
})

function plainRequest(connection: HttpConnection): Omit<HttpRequest, 'encoded'> {
  return { method: 'GET', origin: connection.origin, path: '/', headers: [], body: undefined, timeoutUs: 5e6 }
}
