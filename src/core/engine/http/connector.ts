import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { buildConnector } from 'undici'
import type { Clock } from '../clock.ts'
import type { Origin } from './origin.ts'
import type { GuardedResolver } from './resolver.ts'

/** Opens the sockets of one undici connection and takes the times of it. */
export class TimedConnector {
  private readonly origin: Origin
  private readonly clock: Clock
  private readonly resolver: GuardedResolver
  socket: Socket | undefined
  connecting = false
  /** A socket was opened since the last `reset`. */
  connectedNow = false
  connectingUs = 0
  tlsHandshakingUs = 0

  constructor(origin: Origin, clock: Clock, resolver: GuardedResolver) {
    this.origin = origin
    this.clock = clock
    this.resolver = resolver
  }

  /** Before each request: one on a connection that stays open has connected in no time. */
  reset(): void {
    this.connectedNow = false
    this.connectingUs = 0
    this.tlsHandshakingUs = 0
  }

  readonly connect: buildConnector.connector = (_options, callback) => {
    const { origin, clock, resolver } = this
    const refusal = resolver.refusal(origin.hostname)
    if (refusal) {
      setImmediate(() => callback(refusal, null))
      return
    }
    this.connecting = true
    let atUs = clock.nowUs()
    let settled = false
    const settle = (error: Error | null): void => {
      if (settled) return
      settled = true
      this.connecting = false
      if (error) {
        callback(error, null)
        return
      }
      this.connectedNow = true
      socket.off('error', settle)
      callback(null, ready)
    }
    const socket = connectTcp({
      host: origin.hostname,
      port: origin.port,
      lookup: resolver.lookup,
      noDelay: true,
      keepAlive: true,
    })
    let ready: Socket = socket
    this.socket = socket
    socket.once('error', settle)
    socket.once('lookup', () => {
      atUs = clock.nowUs()
    })
    socket.once('connect', () => {
      const connectedAtUs = clock.nowUs()
      this.connectingUs = connectedAtUs - atUs
      if (origin.protocol === 'http:') {
        settle(null)
        return
      }
      const name = isIP(origin.hostname) === 0 ? { servername: origin.hostname } : {}
      const secure = connectTls({ socket, ...name, ALPNProtocols: ['http/1.1'] })
      ready = secure
      secure.once('error', settle)
      secure.once('secureConnect', () => {
        this.tlsHandshakingUs = clock.nowUs() - connectedAtUs
        secure.off('error', settle)
        settle(null)
      })
    })
  }
}
