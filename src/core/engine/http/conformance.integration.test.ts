import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { begin, CLIENTS, open, startScriptedServer } from './conformanceHarness.ts'
import type { Outcome } from './conformanceHarness.ts'
import { BROKEN_RESPONSES, RESPONSES_WITH_SURPLUS, WHOLE_RESPONSES } from './plain/responseExamples.ts'
import type { ResponseExample } from './plain/responseExamples.ts'

const EXAMPLES = [...WHOLE_RESPONSES, ...BROKEN_RESPONSES, ...RESPONSES_WITH_SURPLUS]

const malformed = { failure: 'malformed response' }
const closed = { failure: 'connection closed by the server' }
const timeout = { failure: 'request timeout' }

/**
 * Where undici, which serves TLS and all else that the plain client does not, reads a response in another way. Its parser
 * (llhttp, strict) refuses some spellings that RFC 9112 allows, and lets some pass that ours refuses.
 */
const UNDICI_DIFFERS: Readonly<Record<string, Partial<Outcome>>> = {
  'blanks around a length': malformed,
  'equal lengths': malformed,
  'bare line feeds': malformed,
  'chunk extensions': malformed,
  'blanks behind a chunk size': malformed,
  // 100 Continue that nobody asked for: it closes the connection.
  'interim answers': closed,
  'endless interim answers': closed,
  '304 with a length': malformed,
  'an empty line first': { failure: undefined, status: 200 },
  // Read as a body until the connection is closed.
  'HTTP/2': timeout,
  'a length beyond measure': timeout,
  'chunked twice': timeout,
  'another transfer coding': timeout,
  'a disguised chunked': timeout,
  'a chunk size beyond measure': timeout,
  // What stands behind a response closes the connection, and the response counts.
  'a body longer than its length': { failure: undefined, body: 'ok' },
  'a second response': { failure: undefined, body: 'ok' },
  'garbage behind the last chunk': { failure: undefined, body: '' },
  'HEAD with a body': { failure: undefined, body: '' },
}

function expected(example: ResponseExample, client: string): Partial<Outcome> {
  const differs = client === 'undici' ? UNDICI_DIFFERS[example.name] : undefined
  if (differs) return differs
  const { failure, status = 200, body = '' } = example
  return failure === undefined ? { failure, status, body } : { failure }
}

/** A byte per turn of the event loop; the kernel may still join some. */
function drip(socket: Socket, wire: string): void {
  let at = 0
  const next = (): void => {
    if (socket.destroyed || at >= wire.length) return
    socket.write(wire.charAt(at++), 'latin1')
    setImmediate(next)
  }
  next()
}

describe.each(CLIENTS)('HTTP conformance of the $name client', ({ name, create }) => {
  it.each(EXAMPLES)('reads: $name', async (example) => {
    const server = await startScriptedServer((socket) => {
      socket.write(example.wire, 'latin1')
      if (example.closes) socket.end()
    })
    const outcome = expected(example, name)
    const request = {
      method: example.isHead ? 'HEAD' : 'GET',
      timeoutUs: outcome.failure === timeout.failure ? 200_000 : 5_000_000,
    }
    expect(await begin(open(create(), server.origin), request).outcome).toMatchObject(outcome)
  })

  it.each([
    ['in chunks', 'chunked', ['3\r\nabc\r\n', '2;x=y\r\nde\r\n', '0\r\nx-sum: 1\r\n\r\n'].join('')],
    ['by its length', 'content-length', 'abcde'],
  ])('reads a body %s that comes byte by byte, and uses the connection again', async (_name, framing, body) => {
    const header = framing === 'chunked' ? 'transfer-encoding: chunked' : 'content-length: 5'
    const server = await startScriptedServer((socket) => {
      socket.setNoDelay(true)
      drip(socket, `HTTP/1.1 200 OK\r\n${header}\r\n\r\n${body}`)
    })
    const connection = open(create(), server.origin)
    for (let request = 0; request < 3; request++) {
      expect(await begin(connection).outcome).toMatchObject({ failure: undefined, status: 200, body: 'abcde' })
    }
    expect(server.sockets).toHaveLength(1)
  })
})
