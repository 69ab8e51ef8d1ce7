import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { begin, CLIENTS, open, originOf } from './conformanceHarness.ts'
import { GuardedResolver } from './resolver.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const succeeded = { failure: undefined, status: 200, body: 'ok' }

/** Sends the same bytes for as long as the client takes them. */
function flood(socket: Socket, text: string): void {
  const bytes = Buffer.from(text.repeat(Math.ceil(16_384 / text.length)))
  const next = (): void => {
    if (!socket.destroyed) socket.write(bytes, next)
  }
  next()
}

const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
const TOO_LARGE = 'response head too large'
const MALFORMED = 'malformed response'

/** What never ends. */
const ENDLESS: readonly { what: string; beginning: string; more: string; failure: string }[] = [
  { what: 'one header', beginning: 'HTTP/1.1 200 OK\r\nx: ', more: 'a', failure: TOO_LARGE },
  { what: 'headers', beginning: 'HTTP/1.1 200 OK\r\n', more: 'a: b\r\n', failure: TOO_LARGE },
  { what: 'a reason', beginning: 'HTTP/1.1 200 ', more: 'a', failure: TOO_LARGE },
  { what: 'a chunk extension', beginning: `${CHUNKED}5;`, more: 'a', failure: MALFORMED },
  { what: 'a chunk size', beginning: CHUNKED, more: '0', failure: MALFORMED },
  { what: 'trailers', beginning: `${CHUNKED}0\r\n`, more: 'a: b\r\n', failure: MALFORMED },
]

describe.each(CLIENTS)('a hostile server and the $name client', ({ name, create, startServer }) => {
  it('gives up on a server that never answers, and goes on with the next request', async () => {
    const server = await startServer((socket, _request, connection) => {
      if (connection > 1) socket.write(OK)
    })
    const connection = open(create(), server.origin)
    const { outcome, calls } = begin(connection, { timeoutUs: 100_000 })
    const { totalUs, ...rest } = await outcome
    expect(rest).toMatchObject({ failure: 'request timeout', code: 1050, status: 0 })
    expect(totalUs).toBeGreaterThanOrEqual(100_000)
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(calls()).toBe(1)
  })

  it('counts the time limit from the beginning however slowly a response drips', async () => {
    const server = await startServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n')
      const drip = setInterval(() => socket.write('x'), 10)
      socket.once('close', () => clearInterval(drip))
    })
    const outcome = await begin(open(create(), server.origin), { timeoutUs: 150_000 }).outcome
    expect(outcome.failure).toBe('request timeout')
    expect(outcome.totalUs).toBeGreaterThanOrEqual(150_000)
  })

  it('keeps no more of an endless body than is wanted', async () => {
    const server = await startServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      flood(socket, 'x')
    })
    const connection = open(create(), server.origin)
    const outcome = await begin(connection, { timeoutUs: 200_000 }, 1_000).outcome
    expect(outcome).toMatchObject({ failure: 'request timeout', body: 'x'.repeat(1_000), bodyTruncated: true })
    expect(outcome.bytesReceived).toBeGreaterThan(100_000)
  })

  it.each(ENDLESS)('refuses $what at once', async ({ beginning, more, failure }) => {
    const server = await startServer((socket) => {
      socket.write(beginning)
      flood(socket, more)
    })
    expect(await begin(open(create(), server.origin)).outcome).toMatchObject({ failure })
  })

  it('takes an early answer to a large upload and sends the rest to nobody', async () => {
    const server = await startServer((socket, _request, connection) => {
      if (connection === 1) {
        socket.pause()
        socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n')
      } else socket.write(OK)
    })
    const connection = open(create(), server.origin)
    const body = Buffer.alloc(30_000_000, 'x')
    const outcome = await begin(connection, { method: 'POST', body }).outcome
    expect(outcome).toMatchObject({ failure: undefined, status: 413 })
    // Of TLS we know what was handed to the socket only.
    if (name === 'plain') expect(outcome.bytesSent).toBeLessThan(body.length)
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(server.sockets).toHaveLength(2)
  })

  it('cuts a request off without a word, and sends the next on a new connection', async () => {
    const server = await startServer((socket, _request, connection) => {
      socket.write(connection === 1 ? 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nok' : OK)
    })
    const connection = open(create(), server.origin)
    const cut = begin(connection)
    const closed = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        const [socket] = server.sockets
        if (server.received[0] === undefined || server.received[0] === '' || !socket) return
        clearInterval(look)
        socket.once('close', () => resolve())
        connection.abort()
      }, 5)
    })
    await closed
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(cut.calls()).toBe(0)
  })

  it('cuts a request off while it connects', async () => {
    const server = await startServer((socket) => socket.write(OK))
    const connection = open(create(), server.origin)
    const cut = begin(connection)
    connection.abort()
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(cut.calls()).toBe(0)
  })

  it('names a server that refuses, request after request, and leaves nothing behind', async () => {
    const server = await startServer(() => undefined)
    const { origin } = server
    // A port that was just given back.
    await new Promise<void>((resolve) => server.close(resolve))
    const connection = open(create(), origin)
    const before = process.getActiveResourcesInfo().length
    for (let request = 0; request < 300; request++) {
      expect(await begin(connection).outcome).toMatchObject({ failure: 'connection refused', code: 1212, status: 0 })
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before + 2)
  })

  it('names a name that is unknown, one that is not allowed, and one that is never resolved', async () => {
    const unknown = new GuardedResolver(undefined, (hostname, _options, callback) => {
      callback(Object.assign(new Error(hostname), { code: 'ENOTFOUND' }), [])
    })
    const origin = originOf('http://shop.example:8080')
    const failureOf = async (resolver: GuardedResolver): Promise<string | undefined> =>
      (await begin(open(create(resolver), origin), { timeoutUs: 100_000 }).outcome).failure
    expect(await failureOf(unknown)).toBe('host name unknown')
    const elsewhere = new GuardedResolver(['127.0.0.2'], (_hostname, _options, callback) => {
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    })
    expect(await failureOf(elsewhere)).toBe('host not allowed')
    expect(await failureOf(new GuardedResolver(undefined, () => undefined))).toBe('connect timeout')
    const address = begin(open(create(new GuardedResolver(['127.0.0.2'])), originOf('http://127.0.0.1:9')))
    expect(address.calls()).toBe(0)
    expect((await address.outcome).failure).toBe('host not allowed')
  })

  it('tries the next address of a name when the first one refuses', async () => {
    const server = await startServer((socket) => socket.write(OK))
    const resolver = new GuardedResolver(undefined, (_hostname, _options, callback) => {
      callback(null, [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ])
    })
    const connection = open(create(resolver), originOf(server.origin.text.replace('127.0.0.1', 'localhost')))
    expect(await begin(connection).outcome).toMatchObject(succeeded)
  })
})
