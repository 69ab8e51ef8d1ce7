import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { buildConnector } from 'undici'
import type { Clock } from '../clock.ts'
import type { ConnectSlots, SlotWaiter } from './connectSlots.ts'
import type { SocketConnector } from './client.ts'
import type { Origin } from './origin.ts'
import type { GuardedResolver } from './resolver.ts'

/**
 * Opens the sockets of one undici connection and takes the times of it.
 *
 *   idle -> connect() -> waiting for a slot -> connecting -> idle, undici has the socket or the error
 *                              '-- cancel() ----'-> idle, nobody is called
 */
export class TimedConnector implements SlotWaiter {
  private readonly origin: Origin
  private readonly clock: Clock
  private readonly resolver: GuardedResolver
  private readonly slots: ConnectSlots
  socket: Socket | undefined
  /** A socket was opened since the last `reset`. */
  connectedNow = false
  connectingUs = 0
  tlsHandshakingUs = 0
  private callback: buildConnector.Callback | undefined
  private hasSlot = false

  constructor(origin: Origin, clock: Clock, resolver: GuardedResolver, slots: ConnectSlots) {
    this.origin = origin
    this.clock = clock
    this.resolver = resolver
    this.slots = slots
  }

  /** Before each request: one on a connection that stays open has connected in no time. */
  reset(): void {
    this.connectedNow = false
    this.connectingUs = 0
    this.tlsHandshakingUs = 0
  }

  get connecting(): boolean {
    return this.callback !== undefined
  }

  /** As undici wants it. */
  readonly connect: buildConnector.connector = (_options, callback) => this.begin(callback)

  begin(callback: buildConnector.Callback): void {
    const refusal = this.resolver.refusal(this.origin.hostname)
    if (refusal) {
      setImmediate(() => callback(refusal, null))
      return
    }
    this.callback = callback
    if (this.slots.take(this)) this.slotGranted()
  }

  slotGranted(): void {
    this.hasSlot = true
    this.open()
  }

  /** Gives up a connection that is being opened. */
  cancel(): void {
    if (!this.callback) return
    this.callback = undefined
    this.socket?.destroy()
    this.freeSlot()
  }

  private open(): void {
    const { origin, clock, resolver } = this
    let sinceUs = clock.nowUs()
    const socket = connectTcp({
      host: origin.hostname,
      port: origin.port,
      lookup: resolver.lookup,
      noDelay: true,
      keepAlive: true,
    })
    this.socket = socket
    // Undici adds its own listener for errors of an open connection; until then, and after `cancel`, this is the only one.
    const failed = (error: Error): void => this.settle(socket, error, socket)
    socket.on('error', failed)
    socket.once('lookup', () => {
      sinceUs = clock.nowUs()
    })
    socket.once('connect', () => {
      const connectedAtUs = clock.nowUs()
      this.connectingUs = connectedAtUs - sinceUs
      if (origin.protocol === 'http:') {
        this.settle(socket, null, socket)
        return
      }
      const name = isIP(origin.hostname) === 0 ? { servername: origin.hostname } : {}
      const secure = connectTls({ socket, ...name, ALPNProtocols: ['http/1.1'] })
      secure.on('error', (error) => this.settle(socket, error, secure))
      secure.once('secureConnect', () => {
        this.tlsHandshakingUs = clock.nowUs() - connectedAtUs
        this.settle(socket, null, secure)
      })
    })
  }

  private settle(socket: Socket, error: Error | null, ready: Socket): void {
    const { callback } = this
    if (!callback || this.socket !== socket) return
    this.callback = undefined
    this.freeSlot()
    if (error) {
      socket.destroy()
      callback(error, null)
      return
    }
    this.connectedNow = true
    callback(null, ready)
  }

  private freeSlot(): void {
    if (this.hasSlot) this.slots.release()
    else this.slots.leave(this)
    this.hasSlot = false
  }
}

/** One connection for what is not HTTP after its first answer. */
export function socketConnector(
  origin: Origin,
  clock: Clock,
  resolver: GuardedResolver,
  slots: ConnectSlots,
): SocketConnector {
  const connector = new TimedConnector(origin, clock, resolver, slots)
  return {
    connect(callback) {
      connector.begin((...[error, socket]) => callback(error, socket))
    },
    cancel: () => connector.cancel(),
  }
}
