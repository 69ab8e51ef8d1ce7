import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { begin, CLIENTS, open } from './conformanceHarness.ts'
import type { Outcome } from './conformanceHarness.ts'
import { BROKEN_RESPONSES, RESPONSES_WITH_SURPLUS, WHOLE_RESPONSES } from './responseExamples.ts'
import type { ResponseExample } from './responseExamples.ts'

const EXAMPLES = [...WHOLE_RESPONSES, ...BROKEN_RESPONSES, ...RESPONSES_WITH_SURPLUS]

function expected(example: ResponseExample): Partial<Outcome> {
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

describe.each(CLIENTS)('HTTP conformance of the $name client', ({ create, startServer }) => {
  it.each(EXAMPLES)('reads: $name', async (example) => {
    const server = await startServer((socket) => {
      socket.write(example.wire, 'latin1')
      if (example.closes) socket.end()
    })
    const request = { method: example.isHead ? 'HEAD' : 'GET' }
    expect(await begin(open(create(), server.origin), request).outcome).toMatchObject(expected(example))
  })

  it.each(WHOLE_RESPONSES.filter(({ closes, keepAlive }) => closes !== true && keepAlive !== false))(
    'reads the same wherever it is split: $name',
    async (example) => {
      const { wire } = example
      const server = await startServer((socket, request) => {
        socket.setNoDelay(true)
        socket.write(wire.slice(0, request), 'latin1')
        // Two turns of the loop, in between which the client reads the first part.
        setImmediate(() => setImmediate(() => void socket.write(wire.slice(request), 'latin1')))
      })
      const connection = open(create(), server.origin)
      const request = { method: example.isHead ? 'HEAD' : 'GET' }
      for (let split = 1; split < wire.length; split++) {
        const outcome = await begin(connection, request).outcome
        expect({ ...outcome, split }).toMatchObject({ ...expected(example), split })
      }
      expect(server.sockets).toHaveLength(1)
    },
  )

  it.each([
    ['in chunks', 'chunked', ['3\r\nabc\r\n', '2;x=y\r\nde\r\n', '0\r\nx-sum: 1\r\n\r\n'].join('')],
    ['by its length', 'content-length', 'abcde'],
  ])('reads a body %s that comes byte by byte, and uses the connection again', async (_name, framing, body) => {
    const header = framing === 'chunked' ? 'transfer-encoding: chunked' : 'content-length: 5'
    const server = await startServer((socket) => {
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
