import { constants, createSecureServer } from 'node:http2'
import type { Http2SecureServer, IncomingHttpHeaders, SecureServerOptions, ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CERTIFICATE, KEY } from '../testing/certificate.ts'
import { begin, createTestClient, open, originOf } from './conformanceHarness.ts'
import type { Origin } from './origin.ts'

const succeeded = { failure: undefined, status: 200, body: 'ok' }

interface Http2Server {
  readonly origin: Origin
  readonly server: Http2SecureServer
  readonly sockets: Socket[]
}

/** @param serve called for each request, counted from 1 */
async function startServer(
  serve: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, request: number, connection: number) => void,
  options: SecureServerOptions = {},
): Promise<Http2Server> {
  const server = createSecureServer({ cert: CERTIFICATE, key: KEY, ...options })
  const sockets: Socket[] = []
  let requests = 0
  server.on('connection', (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
  })
  server.on('sessionError', () => {})
  server.on('session', (session) => {
    const connection = sockets.length
    session.on('error', () => {})
    session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      stream.on('error', () => {})
      serve(stream, headers, ++requests, connection)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { server, sockets, origin: originOf(`https://127.0.0.1:${(server.address() as AddressInfo).port}`) }
}

function answer(stream: ServerHttp2Stream, headers: Record<string, string | string[]> = {}): void {
  stream.respond({ ':status': 200, ...headers })
  stream.end('ok')
}

function bodyOf(stream: ServerHttp2Stream): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    stream.on('data', (bytes: Buffer) => (text += bytes.toString()))
    stream.on('end', () => resolve(text))
  })
}

describe('HTTP/2', () => {
  it('is what a TLS server that offers it is spoken to with, over one connection', async () => {
    const seen: IncomingHttpHeaders[] = []
    const server = await startServer((stream, headers) => {
      seen.push(headers)
      answer(stream, { 'set-cookie': ['a=1', 'b=2'], 'x-tag': 'yes' })
    })
    const connection = open(createTestClient(), server.origin)
    for (let request = 0; request < 3; request++) {
      const outcome = await begin(connection, { path: '/a?b=1', headers: ['x-one', '1'] }, 100, 'sid=1').outcome
      expect(outcome).toMatchObject(succeeded)
      expect(outcome.headers.join(' ')).toContain('set-cookie a=1 set-cookie b=2')
      expect(outcome.bytesSent).toBeGreaterThan(0)
      expect(outcome.bytesReceived).toBeGreaterThan(0)
      expect(outcome.tlsHandshakingUs > 0).toBe(request === 0)
    }
    expect(server.sockets).toHaveLength(1)
    expect(seen[0]).toMatchObject({
      ':path': '/a?b=1',
      ':authority': server.origin.host,
      'x-one': '1',
      cookie: 'sid=1',
    })
  })

  it('is not spoken where the file does without it', async () => {
    const server = await startServer((stream) => answer(stream), { allowHTTP1: true })
    server.server.on('request', (request, response) => {
      if (request.httpVersion === '1.1') response.end('ok')
    })
    expect(await begin(open(createTestClient({ http2: false }), server.origin)).outcome).toMatchObject(succeeded)
  })

  it('sends bodies whole, large ones too, and leaves headers of the connection out', async () => {
    const bodies: number[] = []
    const server = await startServer((stream) => {
      void bodyOf(stream).then((text) => {
        bodies.push(text.length)
        answer(stream)
      })
    })
    const connection = open(createTestClient(), server.origin)
    const headers = ['Connection', 'keep-alive', 'content-type', 'text/plain']
    for (const body of ['small', 'x'.repeat(5_000_000), new Uint8Array(100)]) {
      expect(await begin(connection, { method: 'POST', body, headers }).outcome).toMatchObject(succeeded)
    }
    expect(bodies).toEqual([5, 5_000_000, 100])
  })

  it('reads HEAD, 204, interim answers, trailers and a body in drips', async () => {
    const server = await startServer((stream, headers) => {
      switch (headers[':path']) {
        case '/head':
          stream.respond({ ':status': 200, 'content-length': 500 })
          return stream.end()
        case '/204':
          stream.respond({ ':status': 204 })
          return stream.end()
        case '/interim':
          stream.additionalHeaders({ ':status': 103, link: '</a>' })
          return answer(stream)
        case '/trailers':
          stream.respond({ ':status': 200 }, { waitForTrailers: true })
          stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }))
          return stream.end('ok')
        default: {
          stream.respond({ ':status': 200 })
          let left = 20
          const timer = setInterval(() => {
            if (left-- > 0) return void stream.write('x')
            clearInterval(timer)
            stream.end()
          }, 2)
        }
      }
    })
    const connection = open(createTestClient(), server.origin)
    const get = (path: string, method = 'GET') => begin(connection, { path, method }).outcome
    expect(await get('/head', 'HEAD')).toMatchObject({ failure: undefined, status: 200, body: '' })
    expect(await get('/204')).toMatchObject({ failure: undefined, status: 204, body: '' })
    expect(await get('/interim')).toMatchObject(succeeded)
    expect(await get('/trailers')).toMatchObject(succeeded)
    expect(await get('/drip')).toMatchObject({ failure: undefined, body: 'x'.repeat(20) })
    expect(server.sockets).toHaveLength(1)
  })

  it('finishes the request that a polite GOAWAY comes upon, and sends the next on a new connection', async () => {
    const server = await startServer((stream, _headers, request) => {
      if (request === 1) stream.session?.goaway(constants.NGHTTP2_NO_ERROR, stream.id)
      setTimeout(() => answer(stream), 30)
    })
    const connection = open(createTestClient(), server.origin)
    expect(await begin(connection, { method: 'POST', body: 'x' }).outcome).toMatchObject(succeeded)
    expect(await begin(connection, { method: 'POST', body: 'x' }).outcome).toMatchObject(succeeded)
    expect(server.sockets).toHaveLength(2)
  })

  it('names an impolite GOAWAY', async () => {
    const server = await startServer((stream) => stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM))
    const { outcome, calls } = begin(open(createTestClient(), server.origin))
    expect(await outcome).toMatchObject({ failure: 'HTTP/2 GOAWAY: ENHANCE_YOUR_CALM', code: 1622, status: 0 })
    expect(calls()).toBe(1)
  })

  it.each([
    ['before the response', false],
    ['in the body', true],
  ])('names a RST_STREAM %s, and keeps the connection', async (_name, answered) => {
    const server = await startServer((stream, _headers, request) => {
      if (request > 1) return answer(stream)
      if (answered) {
        stream.respond({ ':status': 200 })
        stream.write('half')
      }
      setTimeout(() => stream.destroy(new Error('lost')), 20)
    })
    const connection = open(createTestClient(), server.origin)
    expect(await begin(connection).outcome).toMatchObject({
      failure: 'HTTP/2 stream reset: INTERNAL_ERROR',
      code: 1633,
    })
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(server.sockets).toHaveLength(1)
  })

  it('sends what a kept connection refused once more on a new one, whatever the method', async () => {
    const server = await startServer((stream, _headers, request) => {
      if (request === 2) stream.close(constants.NGHTTP2_REFUSED_STREAM)
      else answer(stream)
    })
    const connection = open(createTestClient(), server.origin)
    await begin(connection).outcome
    expect(await begin(connection, { method: 'POST', body: 'x' }).outcome).toMatchObject(succeeded)
    const refusing = await startServer((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM))
    expect(await begin(open(createTestClient(), refusing.origin)).outcome).toMatchObject({
      failure: 'HTTP/2 stream reset: REFUSED_STREAM',
      code: 1638,
    })
  })

  it('gives up when flow control stalls an upload, and goes on with the next request', async () => {
    const server = await startServer(
      (stream, _headers, request) => {
        if (request > 1) answer(stream)
        else stream.pause()
      },
      { settings: { initialWindowSize: 1_000 } },
    )
    const connection = open(createTestClient(), server.origin)
    const stalled = begin(connection, { method: 'POST', body: 'x'.repeat(1_000_000), timeoutUs: 150_000 })
    expect(await stalled.outcome).toMatchObject({ failure: 'request timeout', code: 1050 })
    expect(await begin(connection).outcome).toMatchObject(succeeded)
  })

  it('gives up when the server never answers, and when it pauses in the body', async () => {
    const server = await startServer((stream, headers) => {
      if (headers[':path'] === '/never') return
      stream.respond({ ':status': 200 })
      stream.write('half')
    })
    const client = createTestClient({ headersTimeoutUs: 60_000, bodyTimeoutUs: 60_000 })
    const connection = open(client, server.origin)
    expect(await begin(connection, { path: '/never' }).outcome).toMatchObject({
      failure: 'headers timeout',
      code: 1050,
    })
    expect(await begin(connection, { path: '/pause' }).outcome).toMatchObject({ failure: 'body timeout', status: 200 })
  })

  it('takes an early answer to a large upload and sends the rest to nobody', async () => {
    const server = await startServer((stream, _headers, request) => {
      if (request > 1) return answer(stream)
      stream.pause()
      stream.respond({ ':status': 413 })
      stream.end()
    })
    const connection = open(createTestClient(), server.origin)
    const body = Buffer.alloc(30_000_000, 'x')
    const outcome = await begin(connection, { method: 'POST', body }).outcome
    expect(outcome).toMatchObject({ failure: undefined, status: 413 })
    expect(outcome.bytesSent).toBeLessThan(body.length)
    expect(await begin(connection).outcome).toMatchObject(succeeded)
  })

  it.each([
    ['closes', (socket: Socket): void => void socket.destroy(), 'connection closed by the server'],
    ['resets', (socket: Socket): void => void socket.resetAndDestroy(), 'connection reset'],
  ])('names a server that %s the connection in the body', async (_name, lose, failure) => {
    const server = await startServer((stream, _headers, request) => {
      if (request > 1) return answer(stream)
      stream.respond({ ':status': 200 })
      stream.write('half')
      setTimeout(() => lose(server.sockets[0] as Socket), 30)
    })
    const connection = open(createTestClient(), server.origin)
    expect(await begin(connection).outcome).toMatchObject({ failure })
    expect(await begin(connection).outcome).toMatchObject(succeeded)
  })

  it('opens a new connection after the server has closed an idle one', async () => {
    const server = await startServer((stream) => answer(stream))
    const connection = open(createTestClient(), server.origin)
    await begin(connection).outcome
    const closed = new Promise((resolve) => server.sockets[0]?.once('close', resolve))
    server.sockets[0]?.destroy()
    await closed
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await begin(connection, { method: 'POST', body: 'x' }).outcome).toMatchObject(succeeded)
    expect(server.sockets).toHaveLength(2)
  })

  it('names a head that is too large, and a body that is', async () => {
    const server = await startServer(
      (stream, headers) => {
        if (headers[':path'] === '/head')
          answer(stream, Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`x-${at}`, 'x'.repeat(1_000)])))
        else if (headers[':path'] === '/announced') answer(stream, { 'content-length': '2' })
        else {
          stream.respond({ ':status': 200 })
          const flood = (): void => {
            if (!stream.destroyed) stream.write('x'.repeat(50_000), flood)
          }
          flood()
        }
      },
      { maxSendHeaderBlockLength: 2_000_000 },
    )
    const connection = open(createTestClient({ maxResponseBytes: 100_000 }), server.origin)
    expect(await begin(connection, { path: '/endless' }).outcome).toMatchObject({
      failure: 'response too large',
      code: 1032,
    })
    expect(await begin(connection, { path: '/announced' }).outcome).toMatchObject(succeeded)
    expect((await begin(connection, { path: '/head' }).outcome).failure).toBe('response head too large')
    expect(await begin(connection, { path: '/announced' }).outcome).toMatchObject(succeeded)
  })

  it('names what is no HTTP/2 at all', async () => {
    const sockets: Socket[] = []
    const server = createTlsServer({ cert: CERTIFICATE, key: KEY, ALPNProtocols: ['h2'] }, (socket) => {
      sockets.push(socket)
      socket.on('error', () => {})
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const origin = originOf(`https://127.0.0.1:${(server.address() as AddressInfo).port}`)
    expect(await begin(open(createTestClient(), origin)).outcome).toMatchObject({
      failure: 'HTTP/2 failed',
      code: 1600,
    })
  })

  it('cuts a request off without a word, and keeps the connection', async () => {
    const resets: number[] = []
    const server = await startServer((stream, _headers, request) => {
      if (request > 1) return answer(stream)
      stream.on('close', () => resets.push(stream.rstCode))
      stream.respond({ ':status': 200 })
      stream.write('half')
    })
    const connection = open(createTestClient(), server.origin)
    const cut = begin(connection)
    await expect.poll(() => server.sockets.length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    connection.abort()
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(cut.calls()).toBe(0)
    expect(resets).toEqual([constants.NGHTTP2_CANCEL])
    expect(server.sockets).toHaveLength(1)
  })
})
