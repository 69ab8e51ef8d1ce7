import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { HttpConnection, HttpRequest, HttpResult, ResponseHandler } from './client.ts'
import { CLIENTS, open } from './conformanceHarness.ts'
import { ContentDecoder } from './contentDecoder.ts'

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

const requestOf = (connection: HttpConnection): HttpRequest => ({
  method: 'GET',
  origin: connection.origin,
  path: '/',
  headers: [],
  body: undefined,
  timeoutUs: 5e6,
  encoded: undefined,
})

/** Writes the texts one after the other, so far apart that each is read on its own. */
function drip(socket: Socket, texts: readonly string[]): void {
  socket.setNoDelay(true)
  texts.forEach((text, index) => setTimeout(() => socket.write(text, 'latin1'), index * 30))
}

/** What a handler was told, in order. */
interface Told {
  what: string
  atUs: number
}

function stream(
  connection: HttpConnection,
  change: Partial<ResponseHandler> = {},
  tell: () => void = () => {},
): { told: Told[]; result: Promise<{ failure: string | undefined; body: string; receivingUs: number }> } {
  const told: Told[] = []
  const result = new Promise<{ failure: string | undefined; body: string; receivingUs: number }>((resolve) => {
    connection.send(requestOf(connection), '', {
      onHead: (head: HttpResult, atUs) => {
        told.push({ what: `${head.status} ${head.header('content-type')}`, atUs: atUs - head.startedAtUs })
        tell()
      },
      onData: (bytes, atUs) => {
        told.push({ what: Buffer.from(bytes).toString('latin1'), atUs })
        tell()
      },
      bodyLimit: () => 0,
      done: (response) =>
        resolve({
          failure: response.failure?.name,
          receivingUs: response.receivingUs,
          body: Buffer.from(response.body()).toString(),
        }),
      ...change,
    })
  })
  return { told, result }
}

describe.each(CLIENTS)('streaming of the $name client', ({ create, startServer }) => {
  it('hands a body on as it comes, with the instants, and keeps nothing of it', async () => {
    // Each text leaves 30 ms after the one before was handed on: if that waited for the end of the body, nothing would come.
    let handedOn = (): void => {}
    const serve = async (socket: Socket): Promise<void> => {
      for (const text of [HEAD, chunk('one'), chunk('two') + chunk('three')]) {
        const heard = new Promise<void>((resolve) => (handedOn = resolve))
        socket.write(text, 'latin1')
        await heard
        await pause(30)
      }
      socket.write('0\r\n\r\n')
    }
    const server = await startServer((socket) => void serve(socket))
    const { told, result } = stream(open(create(), server.origin), {}, () => handedOn())
    const { failure, body, receivingUs } = await result
    expect({ failure, body }).toEqual({ failure: undefined, body: '' })
    expect(told.map(({ what }) => what)).toEqual(['200 text/event-stream', 'one', 'two', 'three'])
    const [, one, two, three] = told.map(({ atUs }) => atUs)
    expect(Number(two) - Number(one)).toBeGreaterThan(20_000)
    expect(Number(three) - Number(two)).toBeLessThan(15_000)
    expect(receivingUs).toBeGreaterThan(80_000)
  })

  it('streams a body that is kept as well', async () => {
    const server = await startServer((socket) => drip(socket, [HEAD, chunk('one'), chunk('two'), '0\r\n\r\n']))
    const { told, result } = stream(open(create(), server.origin), { bodyLimit: () => 5 })
    expect(await result).toMatchObject({ body: 'onetw' })
    expect(told).toHaveLength(3)
  })

  it('does not grow with an endless stream', async () => {
    const server = await startServer((socket) => {
      socket.write(HEAD)
      const piece = chunk('x'.repeat(50_000))
      const more = (): void => {
        if (!socket.destroyed) socket.write(piece, more)
      }
      more()
    })
    const connection = open(create(), server.origin)
    let bytes = 0
    let before = 0
    await new Promise<void>((resolve) => {
      stream(connection, {
        onData: (piece) => {
          bytes += piece.length
          if (bytes > 20e6 && before === 0) before = process.memoryUsage().rss
          if (bytes < 300e6) return
          connection.abort()
          resolve()
        },
      })
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6)
  })

  it.each(['onHead', 'onData'] as const)(
    'may be cut off within %s, and the next request sent at once',
    async (when) => {
      const server = await startServer((socket, _request, connection) => {
        if (connection === 1) socket.write(HEAD + chunk('one') + chunk('two') + chunk('three'))
        else socket.write(OK)
      })
      const connection = open(create(), server.origin)
      const seen: string[] = []
      const answer = await new Promise<string>((resolve) => {
        const cut = (): void => {
          seen.push(when)
          connection.abort()
          connection.send(requestOf(connection), '', {
            bodyLimit: () => 10,
            onData: (bytes) => seen.push(Buffer.from(bytes).toString()),
            done: (result) => resolve(Buffer.from(result.body()).toString()),
          })
        }
        stream(connection, { onData: (bytes) => seen.push(Buffer.from(bytes).toString()), [when]: cut })
      })
      expect(answer).toBe('ok')
      expect(seen).toEqual([when, 'ok'])
      expect(server.sockets).toHaveLength(2)
      await expect.poll(() => server.sockets[0]?.destroyed).toBe(true)
    },
  )

  it('decodes a compressed stream as it comes', async () => {
    const wire = gzipSync('x'.repeat(1_000)).toString('latin1')
    const server = await startServer((socket) =>
      drip(socket, [
        HEAD.replace('content-type', 'content-encoding: gzip\r\ncontent-type'),
        chunk(wire.slice(0, 20)),
        `${chunk(wire.slice(20))}0\r\n\r\n`,
      ]),
    )
    let decoder: ContentDecoder | undefined
    let length = 0
    const { result } = stream(open(create(), server.origin), {
      onHead: (head) => {
        decoder = new ContentDecoder(head.header('content-encoding'), (bytes) => (length += bytes.length))
      },
      onData: (bytes, atUs) => decoder?.write(bytes, atUs),
    })
    expect((await result).failure).toBeUndefined()
    expect(decoder?.end()).toBeUndefined()
    expect(length).toBe(1_000)
  })
})
