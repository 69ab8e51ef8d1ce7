import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer } from 'node:tls'
import { onTestFinished } from 'vitest'
import { HTTP_DEFAULTS } from '../../../shared/scenario/http.ts'
import { createMonotonicClock } from '../monotonicClock.ts'
import { CERTIFICATE, KEY } from '../testing/certificate.ts'
import { ConnectSlots } from './connectSlots.ts'
import type { HttpClient, HttpConnection, HttpRequest, HttpResult } from './client.ts'
import { createHttpClient } from './httpClient.ts'
import { Origins } from './origin.ts'
import type { Origin } from './origin.ts'
import { GuardedResolver } from './resolver.ts'
import { transportOf } from './scenarioClient.ts'
import type { TransportOptions } from './transport.ts'

/** For tests: HTTP/1.1 over TCP and over TLS, which must do the same. */
export const CLIENTS: readonly {
  name: 'plain' | 'TLS'
  create: (resolver?: GuardedResolver) => HttpClient
  startServer: (serve: Serve) => Promise<ScriptedServer>
}[] = [
  {
    name: 'plain',
    create: (resolver) => createTestClient({}, resolver),
    startServer: (serve) => startScriptedServer(serve),
  },
  {
    name: 'TLS',
    create: (resolver) => createTestClient({}, resolver),
    startServer: (serve) => startScriptedServer(serve, true),
  },
]

const trusting = createSecureContext({ ca: CERTIFICATE })

/** A client that trusts the test certificate, and otherwise is as scenarios have it. */
export function createTestClient(
  change: Partial<TransportOptions> = {},
  resolver = new GuardedResolver(undefined),
  slots = new ConnectSlots(),
): HttpClient {
  const options = { ...transportOf(HTTP_DEFAULTS), secureContext: () => trusting, ...change }
  return createHttpClient(createMonotonicClock(), resolver, options, slots)
}

type Serve = (socket: Socket, requestNumber: number, connectionNumber: number) => void

/** A server that does just what the test says, closed with all its connections when the test ends. */
export interface ScriptedServer {
  readonly origin: Origin
  readonly sockets: Socket[]
  /** Everything that came, per connection. */
  readonly received: string[]
  close(closed: () => void): void
}

/** @param serve called for each connection, and with each request head that comes on it, counted from 1 */
export async function startScriptedServer(serve: Serve, isSecure = false): Promise<ScriptedServer> {
  const sockets: Socket[] = []
  const received: string[] = []
  const accept = (socket: Socket): void => {
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
      // Enough to find an end of a head that is split.
      unseen = (parts.pop() ?? '').slice(-3)
      for (let part = 0; part < parts.length; part++) serve(socket, ++heads, connection)
    })
  }
  const server = isSecure ? createTlsServer({ cert: CERTIFICATE, key: KEY }, accept) : createServer(accept)
  server.on('connection', (socket: Socket) => {
    tcpSockets.set(`${socket.remotePort}`, socket)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const origin = originOf(`${isSecure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return { origin, sockets, received, close: (closed) => server.close(closed) }
}

const tcpSockets = new Map<string, Socket>()

/** Ends a connection with a reset, as a crash does; beneath TLS if need be. */
export function reset(socket: Socket): void {
  tcpSockets.get(`${socket.remotePort}`)?.resetAndDestroy()
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
  lookingUpUs: number
  connectingUs: number
  tlsHandshakingUs: number
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
    lookingUpUs: result.lookingUpUs,
    connectingUs: result.connectingUs,
    tlsHandshakingUs: result.tlsHandshakingUs,
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
