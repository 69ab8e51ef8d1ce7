import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { FAILURES, failureOf } from './failures.ts'
import type { RequestFailure } from './failures.ts'
import type { Origin } from './origin.ts'
import type { HeadExtras } from './requestHead.ts'
import { openTunnel } from './proxyTunnel.ts'
import type { Route } from './resolver.ts'
import type { SocketConnector } from './client.ts'
import type { SlotWaiter } from './connectSlots.ts'
import type { Proxy, Transport } from './transport.ts'

/** The connection that wants a socket. */
export interface ConnectorOwner {
  /** @param tcp the TCP socket beneath, whose counters give the bytes on the wire, TLS included */
  connected(socket: Socket, tcp: Socket, isHttp2: boolean): void
  connectFailed(failure: RequestFailure): void
  /**
   * So many bytes of a plain socket are in the shared read buffer. Without it the socket is read by its events, and is for what is not
   * HTTP: a proxy is asked for a tunnel, and HTTP/2 is not offered.
   */
  received?(length: number, tcp: Socket): void
}

const ALPN = { both: ['h2', 'http/1.1'], http1: ['http/1.1'] }

/**
 * Opens the sockets of one connection and takes the times of it.
 *
 *   idle -> connect() -> waiting for a slot -> looking up -> connecting (-> tunnel) (-> TLS) -> idle, the owner has it
 *                              '-- cancel() --------------------------------------------'-> idle, nobody is called
 */
export class Connector implements SlotWaiter, HeadExtras {
  private readonly origin: Origin
  private readonly transport: Transport
  private readonly owner: ConnectorOwner
  private readonly proxy: Proxy | undefined
  private route: Route
  /** Spans of the connection that was opened last; 0 for what it did not need. */
  lookingUpUs = 0
  connectingUs = 0
  tlsHandshakingUs = 0
  private socket: Socket | undefined
  private slot: 'none' | 'waiting' | 'held' = 'none'
  private openedAtUs = 0
  private resolvedAtUs = 0
  private connectedAtUs = 0

  constructor(origin: Origin, transport: Transport, owner: ConnectorOwner) {
    this.origin = origin
    this.transport = transport
    this.owner = owner
    this.proxy = transport.options.proxyFor(origin)
    this.route = origin
  }

  /** Requests go to a proxy, which wants whole URLs. */
  get wantsAbsoluteForm(): boolean {
    return this.proxy !== undefined && this.origin.protocol === 'http:'
  }

  get proxyAuthorization(): string | undefined {
    return this.wantsAbsoluteForm ? this.proxy?.authorization : undefined
  }

  get closes(): boolean {
    return !this.transport.options.reuse
  }

  /** @returns why load may not go there; otherwise the owner is called later on */
  connect(): RequestFailure | undefined {
    const { resolver, slots } = this.transport
    const { proxy, origin } = this
    const refusal = proxy && resolver.refusalOfName(origin.hostname)
    const route = refusal ?? resolver.route(proxy ?? origin)
    if (route instanceof Error) return failureOf(route)
    this.route = route
    this.slot = 'waiting'
    if (slots.take(this)) this.slotGranted()
    return undefined
  }

  slotGranted(): void {
    this.slot = 'held'
    this.open()
  }

  /** Gives up what is being opened. */
  cancel(): void {
    const { socket } = this
    this.socket = undefined
    this.freeSlot()
    socket?.destroy()
  }

  private open(): void {
    const { transport, origin, route } = this
    const { clock, resolver, readBuffer } = transport
    this.openedAtUs = clock.nowUs()
    this.resolvedAtUs = this.openedAtUs
    const common = { host: route.hostname, port: route.port, lookup: resolver.lookup, noDelay: true, keepAlive: true }
    const { owner } = this
    const socket: Socket =
      owner.received && origin.protocol === 'http:'
        ? connectTcp({
            ...common,
            onread: {
              buffer: readBuffer,
              callback: (length: number): boolean => {
                owner.received?.(length, socket)
                return true
              },
            },
          })
        : connectTcp(common)
    this.socket = socket
    socket.once('lookup', () => {
      this.resolvedAtUs = clock.nowUs()
    })
    socket.once('connect', () => this.tcpConnected(socket))
    this.watch(socket, socket)
  }

  private tcpConnected(tcp: Socket): void {
    if (this.socket !== tcp) return
    this.connectedAtUs = this.transport.clock.nowUs()
    const isPlain = this.origin.protocol === 'http:'
    if (!this.proxy || (isPlain && this.owner.received)) return this.opened(tcp, isPlain)
    openTunnel(tcp, this.origin, this.proxy, (failure) => {
      if (this.socket !== tcp) return
      if (failure) return this.failed(tcp, failure)
      this.connectedAtUs = this.transport.clock.nowUs()
      this.opened(tcp, isPlain)
    })
  }

  private opened(tcp: Socket, isPlain: boolean): void {
    if (isPlain) this.ready(tcp, tcp, false)
    else this.secure(tcp)
  }

  private secure(tcp: Socket): void {
    const { origin, transport } = this
    const { options } = transport
    const { hostname } = origin
    const secure = connectTls({
      socket: tcp,
      // Names only (RFC 6066); the certificate is checked against the address otherwise.
      ...(isIP(hostname) === 0 ? { servername: hostname } : { host: hostname }),
      secureContext: options.secureContext(hostname),
      ALPNProtocols: options.http2 && this.owner.received ? ALPN.both : ALPN.http1,
      rejectUnauthorized: options.verifiesCertificates,
    })
    this.watch(secure, tcp)
    secure.once('secureConnect', () => {
      if (this.socket !== tcp) return
      this.tlsHandshakingUs = transport.clock.nowUs() - this.connectedAtUs
      this.ready(secure, tcp, secure.alpnProtocol === 'h2')
    })
  }

  /** Until the owner has the socket, its end is a failure to connect; afterwards it is the owner's. */
  private watch(socket: Socket, tcp: Socket): void {
    const ended = (failure: RequestFailure | undefined): void => {
      if (this.socket === tcp) this.failed(tcp, failure ?? FAILURES.connectionClosed)
    }
    socket.on('error', (error) => ended(failureOf(error)))
    socket.once('end', () => ended(undefined))
    socket.once('close', () => ended(undefined))
  }

  private failed(tcp: Socket, failure: RequestFailure): void {
    this.socket = undefined
    this.freeSlot()
    tcp.destroy()
    this.owner.connectFailed(failure)
  }

  private ready(socket: Socket, tcp: Socket, isHttp2: boolean): void {
    this.socket = undefined
    this.freeSlot()
    this.lookingUpUs = this.resolvedAtUs - this.openedAtUs
    this.connectingUs = this.connectedAtUs - this.resolvedAtUs
    this.owner.connected(socket, tcp, isHttp2)
  }

  private freeSlot(): void {
    const { slots } = this.transport
    const { slot } = this
    this.slot = 'none'
    if (slot === 'held') slots.release()
    else if (slot === 'waiting') slots.leave(this)
  }
}

/** One connection for what is not HTTP after its first answer: always a tunnel, and never HTTP/2. */
export function socketConnector(origin: Origin, transport: Transport): SocketConnector {
  let done: Parameters<SocketConnector['connect']>[0] | undefined
  const connector = new Connector(origin, transport, {
    connected: (socket) => done?.(undefined, socket),
    connectFailed: (failure) => done?.(failure, undefined),
  })
  return {
    connect(callback) {
      done = callback
      const refusal = connector.connect()
      if (refusal) setImmediate(() => done?.(refusal, undefined))
    },
    cancel() {
      done = undefined
      connector.cancel()
    },
  }
}
