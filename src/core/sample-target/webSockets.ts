import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { FaultSwitches } from './faults.ts'
import type { FreezeGate } from './freezeGate.ts'
import type { MatchCatalogue } from './matchCatalogue.ts'
import type { TargetTimers } from './timers.ts'

const MAX_MESSAGE_BYTES = 64 * 1024
const DEFAULT_EVERY_MS = 1000
const FASTEST_MS = 5
const MAX_EVENTS = 1_000_000
/** A client that does not read what it is sent is let go of before the target's memory grows. */
const MAX_UNSENT_BYTES = 1024 * 1024
/** WebSocket close codes (RFC 6455, 7.4.1): going away; a condition that it cannot fulfil, at the moment. */
const GOING_AWAY = 1001
const TRY_AGAIN_LATER = 1013

export interface WebSocketParts {
  gate: FreezeGate
  faults: FaultSwitches
  timers: TargetTimers
  catalogue: MatchCatalogue
}

/**
 * WebSockets: `/ws/echo` sends back what it gets; `/ws/feed?every=500&count=10` sends a new match each so many milliseconds,
 * `count` times or until the client goes, and then closes.
 * @returns ends every connection
 */
export function serveWebSockets(server: Server, parts: WebSocketParts): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    // The first protocol that a client offers is taken, as servers of one protocol do.
    handleProtocols: (offered) => [...offered][0] ?? false,
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'ws://sample-target')
    const serve = url.pathname === '/ws/echo' ? echo : url.pathname === '/ws/feed' ? feed : undefined
    if (serve === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    socket.on('error', () => socket.destroy())
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate())
      serve(client, parts, url.searchParams)
    })
  })
  return () => {
    for (const client of sockets.clients) {
      client.close(GOING_AWAY)
      client.terminate()
    }
  }
}

function echo(client: WebSocket, { gate, faults, timers }: WebSocketParts): void {
  client.on('message', (data: Buffer, isBinary: boolean) => {
    const send = (): void => whenThawed(client, gate, () => deliver(client, isBinary ? data : data.toString()))
    const { slowMs } = faults.current
    if (slowMs > 0) timers.after(slowMs, send)
    else send()
  })
}

function feed(client: WebSocket, { gate, timers, catalogue }: WebSocketParts, query: URLSearchParams): void {
  const everyMs = Math.max(FASTEST_MS, numberOf(query.get('every'), DEFAULT_EVERY_MS))
  const count = Math.min(MAX_EVENTS, numberOf(query.get('count'), MAX_EVENTS))
  const matches = catalogue.page(1, 100).items
  let sent = 0
  const next = (): void => {
    timers.after(everyMs, () => {
      if (client.readyState !== client.OPEN) return
      whenThawed(client, gate, () => {
        sent++
        deliver(client, JSON.stringify({ type: 'match', number: sent, match: matches[(sent - 1) % matches.length] }))
        if (sent < count) next()
        else client.close()
      })
    })
  }
  next()
}

function deliver(client: WebSocket, data: Buffer | string): void {
  if (client.readyState !== client.OPEN) return
  if (client.bufferedAmount > MAX_UNSENT_BYTES) client.close(TRY_AGAIN_LATER)
  else client.send(data)
}

function whenThawed(client: WebSocket, gate: FreezeGate, next: () => void): void {
  if (gate.isFrozen) client.once('close', gate.hold(next))
  else next()
}

function numberOf(text: string | null, fallback: number): number {
  const value = Number(text)
  return text !== null && Number.isFinite(value) && value > 0 ? value : fallback
}
