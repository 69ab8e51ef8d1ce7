import type { Socket } from 'node:net'
import type { HttpConnection, HttpRequest, ResponseHandler } from './client.ts'
import { Connector } from './connector.ts'
import type { ConnectorOwner } from './connector.ts'
import { Deadline } from './deadline.ts'
import { ExchangeResult } from './exchangeResult.ts'
import { FAILURES } from './failures.ts'
import type { RequestFailure } from './failures.ts'
import { Http1Wire } from './http1Wire.ts'
import { Http2Wire } from './http2Wire.ts'
import type { Origin } from './origin.ts'
import { encodeRequest, isHeaderValue } from './requestHead.ts'
import type { EncodedRequest } from './requestHead.ts'
import { maySendAgain } from './sendAgain.ts'
import type { Transport } from './transport.ts'
import type { Retry, Wire, WireOwner } from './wire.ts'

/**
 * One virtual user's connection to an origin and its request in flight.
 *
 *   no wire --send--> connecting --> open, busy --response complete--> open, idle --send--> open, busy
 *   open, busy --failure | abort | connection: close--> no wire        open, idle --closed by the server--> no wire
 *
 * A request on a kept connection that the server closes before it answers anything is sent once more on a new one when
 * its method allows: the server closed while the request was on its way (RFC 9112 section 9.3.1). HTTP/2 servers say
 * when they have not looked at a request: then any method may go again (RFC 9113 section 8.7).
 */
export class Connection implements HttpConnection, ConnectorOwner, WireOwner {
  readonly origin: Origin
  private readonly transport: Transport
  private readonly connector: Connector
  private readonly deadline: Deadline
  private readonly result = new ExchangeResult()
  private wire: Wire | undefined
  private tcp: Socket | undefined
  private handler: ResponseHandler | undefined
  private request: HttpRequest | undefined
  private encoded: EncodedRequest | undefined
  private cookie = ''
  /** The connection served a request before this one. */
  private reused = false
  /** How many were sent: tells a request from the one after it. */
  private requests = 0
  /** The time limit of the whole request. */
  private dueUs = 0

  constructor(origin: Origin, transport: Transport) {
    this.origin = origin
    this.transport = transport
    this.connector = new Connector(origin, transport, this)
    this.deadline = new Deadline(transport.clock, () => this.outOfTime())
  }

  send(request: HttpRequest, cookie: string, handler: ResponseHandler): void {
    const { transport, connector, wire } = this
    const now = transport.clock.nowUs()
    this.requests++
    this.handler = handler
    this.request = request
    this.cookie = cookie
    this.result.begin(now)
    const encoded = (request.encoded as EncodedRequest | undefined) ?? encodeRequest(request, connector)
    if (encoded === undefined || (cookie !== '' && !isHeaderValue(cookie))) return this.refuse(FAILURES.invalidRequest)
    request.encoded = encoded
    this.encoded = encoded
    this.dueUs = now + request.timeoutUs
    this.deadline.set(this.dueUs)
    this.reused = wire !== undefined
    if (wire) this.write(wire, now)
    else this.connect(now)
  }

  abort(): void {
    if (this.handler === undefined) return
    this.end()
    this.connector.cancel()
    this.cutWire()
    this.result.release()
  }

  leave(): void {
    if (this.handler === undefined) return
    this.connector.cancel()
    this.cutWire()
    this.finish(undefined)
  }

  close(): void {
    this.abort()
    this.connector.cancel()
    this.dropWire()
    this.deadline.dispose()
  }

  connected(socket: Socket, tcp: Socket, isHttp2: boolean): void {
    const { transport, result } = this
    const now = transport.clock.nowUs()
    result.connected(this.connector, now)
    this.tcp = tcp
    const wire = isHttp2
      ? new Http2Wire(socket, tcp, this.origin, this, transport)
      : new Http1Wire(socket, tcp, this, transport)
    this.wire = wire
    if (transport.options.connectTimeoutUs !== Infinity) this.deadline.set(this.dueUs)
    this.write(wire, now)
  }

  connectFailed(failure: RequestFailure): void {
    this.finish(failure)
  }

  received(length: number, tcp: Socket): void {
    if (this.tcp === tcp) this.wire?.received(this.transport.readBuffer, length)
  }

  headRead(status: number, atUs: number): number {
    const { handler, requests, result } = this
    if (handler === undefined) return 0
    result.status = status
    this.limitPause()
    handler.onHead?.(result, atUs)
    return this.handler === handler && this.requests === requests ? handler.bodyLimit(status) : 0
  }

  bodyRead(bytes: Uint8Array, atUs: number): void {
    this.handler?.onData?.(bytes, atUs)
  }

  progressed(): void {
    if (this.result.status !== 0) this.limitPause()
  }

  requestSent(): void {
    const { headersTimeoutUs } = this.transport.options
    if (headersTimeoutUs === Infinity || this.result.status !== 0) return
    this.deadline.set(Math.min(this.dueUs, this.result.sentAtUs + headersTimeoutUs))
  }

  completed(atUs: number): void {
    if (!this.wire?.usable || !this.transport.options.reuse) this.dropWire()
    this.finish(undefined, atUs)
  }

  responseFailed(failure: RequestFailure, retry: Retry): void {
    const { request } = this
    if (!this.wire?.usable) this.dropWire()
    const again = retry === 'always' || (retry === 'safe' && request !== undefined && maySendAgain(request.method))
    if (!this.reused || !again) return this.finish(failure)
    this.dropWire()
    this.reused = false
    this.result.attempt()
    this.connect(this.transport.clock.nowUs())
  }

  lost(): void {
    this.dropWire()
  }

  private connect(now: number): void {
    const { connectTimeoutUs } = this.transport.options
    if (connectTimeoutUs !== Infinity) this.deadline.set(Math.min(this.dueUs, now + connectTimeoutUs))
    const refusal = this.connector.connect()
    if (refusal) this.refuse(refusal)
  }

  private write(wire: Wire, now: number): void {
    const { request, encoded, handler, result } = this
    if (request === undefined || encoded === undefined) return
    result.readyAtUs = now
    wire.write(request, encoded, this.cookie, handler?.onData !== undefined, result)
  }

  private limitPause(): void {
    const { bodyTimeoutUs, headersTimeoutUs } = this.transport.options
    if (bodyTimeoutUs !== Infinity) {
      this.deadline.set(Math.min(this.dueUs, this.transport.clock.nowUs() + bodyTimeoutUs))
    } else if (headersTimeoutUs !== Infinity) this.deadline.set(this.dueUs)
  }

  /** The request cannot go out. `done` never comes within `send`. */
  private refuse(failure: RequestFailure): void {
    const { requests } = this
    setImmediate(() => {
      // It may have been aborted, and the same handler may have sent another one.
      if (this.requests === requests) this.finish(failure)
    })
  }

  private outOfTime(): void {
    const { wire, result } = this
    const failure = this.timeoutFailure(wire !== undefined, result.status !== 0)
    this.connector.cancel()
    this.dropWire()
    this.finish(failure)
  }

  private timeoutFailure(isOpen: boolean, hasHead: boolean): RequestFailure {
    if (!isOpen) return FAILURES.connectTimeout
    if (this.transport.clock.nowUs() >= this.dueUs) return FAILURES.timeout
    return hasHead ? FAILURES.bodyTimeout : FAILURES.headersTimeout
  }

  private finish(failure: RequestFailure | undefined, atUs = this.transport.clock.nowUs()): void {
    const { handler, result } = this
    if (handler === undefined) return
    this.end()
    result.end(failure, atUs)
    handler.done(result)
    // Unless the handler has sent the next request, nobody looks at this response any more.
    if (this.handler === undefined) result.release()
  }

  /** No request is in flight from now on. */
  private end(): void {
    this.handler = undefined
    this.request = undefined
    this.encoded = undefined
    this.deadline.clear()
  }

  private cutWire(): void {
    this.wire?.cut()
    if (!this.wire?.usable) this.dropWire()
  }

  private dropWire(): void {
    const { wire } = this
    this.wire = undefined
    this.tcp = undefined
    wire?.destroy()
  }
}
