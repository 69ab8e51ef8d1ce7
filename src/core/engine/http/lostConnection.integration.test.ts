import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { begin, CLIENTS, open, reset } from './conformanceHarness.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const succeeded = { failure: undefined, status: 200, body: 'ok' }

describe.each(CLIENTS)('lost connections and the $name client', ({ create, startServer }) => {
  it.each([
    ['before the head', ''],
    ['in the head', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['after the head', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n'],
    ['in the body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok'],
    ['in a body without length', 'HTTP/1.1 200 OK\r\n\r\nok'],
  ])('names a reset %s', async (_name, wire) => {
    const server = await startServer((socket) => {
      if (wire === '') reset(socket)
      // What was sent must have arrived: a reset overtakes what waits in the kernel.
      else socket.write(wire, () => setTimeout(reset, 50, socket))
    })
    const { outcome, calls } = begin(open(create(), server.origin))
    expect(await outcome).toMatchObject({ failure: 'connection reset', code: 1220 })
    expect(calls()).toBe(1)
    expect(server.sockets).toHaveLength(1)
  })

  it('opens a new connection after the server has closed an idle one', async () => {
    const server = await startServer((socket) => socket.write(OK))
    const connection = open(create(), server.origin)
    await begin(connection).outcome
    const closed = new Promise((resolve) => server.sockets[0]?.once('close', resolve))
    server.sockets[0]?.end()
    await closed
    expect(await begin(connection, { method: 'POST', body: 'x' }).outcome).toMatchObject(succeeded)
    expect(server.sockets).toHaveLength(2)
  })

  it.each([
    ['closes', (socket: Socket): void => void socket.end()],
    ['resets', reset],
  ])('sends a GET once more when the server %s a kept connection just then', async (_name, lose) => {
    const server = await startServer((socket, request, connection) => {
      if (connection === 1 && request === 2) lose(socket)
      else socket.write(OK)
    })
    const connection = open(create(), server.origin)
    await begin(connection).outcome
    const second = await begin(connection).outcome
    expect(second).toMatchObject(succeeded)
    expect(second.connectingUs).toBeGreaterThan(0)
    expect(server.received.map((text) => text.split('GET /').length - 1)).toEqual([2, 1])
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('sends a %s only once', async (method) => {
    const server = await startServer((socket, request) => {
      if (request === 2) socket.end()
      else socket.write(OK)
    })
    const connection = open(create(), server.origin)
    await begin(connection).outcome
    expect(await begin(connection, { method }).outcome).toMatchObject({
      failure: 'connection closed by the server',
      status: 0,
    })
    expect(server.sockets).toHaveLength(1)
    expect(await begin(connection).outcome).toMatchObject(succeeded)
  })

  it('gives up when the new connection is closed as well', async () => {
    const server = await startServer((socket, request, connection) => {
      if (connection === 1 && request === 1) socket.write(OK)
      else socket.end()
    })
    const connection = open(create(), server.origin)
    await begin(connection).outcome
    const { outcome, calls } = begin(connection)
    expect(await outcome).toMatchObject({ failure: 'connection closed by the server', code: 1040 })
    expect(calls()).toBe(1)
    expect(server.sockets).toHaveLength(2)
  })

  it('does not send again what was answered in part, nor on a new connection', async () => {
    const server = await startServer((socket, request) => {
      if (request === 1) socket.write(OK)
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok')
    })
    const connection = open(create(), server.origin)
    await begin(connection).outcome
    expect(await begin(connection).outcome).toMatchObject({ failure: 'connection closed by the server' })
    expect(server.sockets).toHaveLength(1)

    const closing = await startServer((socket) => socket.end())
    await begin(open(create(), closing.origin)).outcome
    expect(closing.sockets).toHaveLength(1)
  })

  it.each([
    ['connection: close', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  ])('opens a connection for each request after %s', async (_name, wire) => {
    const server = await startServer((socket) => socket.write(wire))
    const connection = open(create(), server.origin)
    for (let request = 0; request < 3; request++) {
      expect(await begin(connection).outcome).toMatchObject(succeeded)
    }
    expect(server.sockets).toHaveLength(3)
  })

  it('trusts no connection on which bytes come that nobody asked for', async () => {
    const server = await startServer((socket) => socket.write(OK))
    const connection = open(create(), server.origin)
    await begin(connection).outcome
    const closed = new Promise((resolve) => server.sockets[0]?.once('close', resolve))
    server.sockets[0]?.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison')
    await closed
    expect(await begin(connection).outcome).toMatchObject(succeeded)
    expect(server.sockets).toHaveLength(2)
  })
})
