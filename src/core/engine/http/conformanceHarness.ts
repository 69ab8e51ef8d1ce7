import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createMonotonicClock } from '../monotonicClock.ts'
import type { HttpClient, HttpConnection, HttpRequest, HttpResult } from './client.ts'
import { Origins } from './origin.ts'
import type { Origin } from './origin.ts'
import { PlainHttpClient } from './plain/plainClient.ts'
import { GuardedResolver } from './resolver.ts'
import { createUndiciClient } from './undici.ts'

/** For tests: both clients, which must do the same. */
export const CLIENTS: readonly { name: 'plain' | 'undici'; create: (resolver?: GuardedResolver) => HttpClient }[] = [
  { name: 'plain', create: (resolver = anywhere()) => new PlainHttpClient(createMonotonicClock(), resolver) },
  { name: 'undici', create: (resolver = anywhere()) => createUndiciClient(createMonotonicClock(), resolver) },
]

const anywhere = (): GuardedResolver => new GuardedResolver(undefined)

/** A server that does just what the test says, closed with all its connections when the test ends. */
export interface ScriptedServer {
  readonly origin: Origin
  readonly sockets: Socket[]
  /** Everything that came, per connection. */
  readonly received: string[]
  close(closed: () => void): void
}

/** @param serve called for each connection, and with each request head that comes on it, counted from 1 */
export async function startScriptedServer(
  serve: (socket: Socket, requestNumber: number, connectionNumber: number) => void,
): Promise<ScriptedServer> {
  const sockets: Socket[] = []
  const received: string[] = []
  const server = createServer((socket) => {
    const connection = sockets.push(socket)
    received.push('')
    let heads = 0
    let unseen = ''
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      received[connection - 1] += text
      unseen += text
      const parts = unseen.split('\r\n\r\n')
      unseen = parts.pop() ?? ''
      for (let part = 0; part < parts.length; part++) serve(socket, ++heads, connection)
    })
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const origin = originOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return { origin, sockets, received, close: (closed) => server.close(closed) }
}

export function originOf(url: string): Origin {
  const origin = new Origins().of(new URL(url))
  if (!origin) throw new Error(`${url} is no origin`)
  return origin
}

/** What a test looks at; copied, because a result is valid during `done` only. */
export interface Outcome {
  status: number
  failure: string | undefined
  code: number | undefined
  body: string
  bodyTruncated: boolean
  headers: readonly string[]
  bytesSent: number
  bytesReceived: number
  blockedUs: number
  connectingUs: number
  sendingUs: number
  waitingUs: number
  receivingUs: number
  totalUs: number
}

function copyOf(result: HttpResult): Outcome {
  return {
    status: result.status,
    failure: result.failure?.name,
    code: result.failure?.code,
    body: Buffer.from(result.body()).toString('latin1'),
    bodyTruncated: result.bodyTruncated,
    headers: [...result.headers()],
    bytesSent: result.bytesSent,
    bytesReceived: result.bytesReceived,
    blockedUs: result.blockedUs,
    connectingUs: result.connectingUs,
    sendingUs: result.sendingUs,
    waitingUs: result.waitingUs,
    receivingUs: result.receivingUs,
    totalUs: result.endedAtUs - result.startedAtUs,
  }
}

export interface Sent {
  readonly outcome: Promise<Outcome>
  /** How often `done` has come. */
  calls: () => number
}

/** Sends one request; keeps the body up to `keep` bytes. */
export function begin(connection: HttpConnection, change: Partial<HttpRequest> = {}, keep = 1e6, cookie = ''): Sent {
  const request: HttpRequest = {
    method: 'GET',
    origin: connection.origin,
    path: '/',
    headers: [],
    body: undefined,
    timeoutUs: 5e6,
    encoded: undefined,
    ...change,
  }
  let calls = 0
  const outcome = new Promise<Outcome>((resolve) => {
    connection.send(request, cookie, {
      bodyLimit: () => keep,
      done: (result) => {
        calls++
        resolve(copyOf(result))
      },
    })
  })
  return { outcome, calls: () => calls }
}

/** A connection that is closed when the test ends. */
export function open(client: HttpClient, origin: Origin): HttpConnection {
  const connection = client.open(origin)
  onTestFinished(() => {
    connection.abort()
    connection.close()
  })
  return connection
}
