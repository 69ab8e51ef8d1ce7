import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Clock, TimerHandle } from '../../clock.ts'
import type { HttpConnection, HttpRequest, ResponseHandler } from '../client.ts'
import { FAILURES, failureOf } from '../failures.ts'
import type { RequestFailure } from '../failures.ts'
import type { Origin } from '../origin.ts'
import type { GuardedResolver } from '../resolver.ts'
import { PlainResult } from './plainResult.ts'
import { encodeRequest, isHeaderValue, isIdempotent } from './requestHead.ts'
import type { EncodedRequest } from './requestHead.ts'
import { ResponseReader } from './responseReader.ts'

/** What the connections of one worker share. */
export interface PlainShared {
  readonly clock: Clock
  readonly resolver: GuardedResolver
  /** Every socket reads into this one buffer: what it holds is used up before the next read. */
  readonly readBuffer: Uint8Array
}

/**
 * One keep-alive connection over plain HTTP/1.1 and its request in flight.
 *
 *   no socket --send--> connecting --> open, busy --response complete--> open, idle --send--> open, busy
 *   open, busy --failure | abort | connection: close--> no socket        open, idle --closed by the server--> no socket
 *
 * A request on a kept connection that the server closes before it answers anything is sent once more on a new one when
 * its method is idempotent: the server closed while the request was on its way (RFC 9112 section 9.3.1).
 */
export class PlainConnection implements HttpConnection {
  readonly origin: Origin
  private readonly shared: PlainShared
  private readonly reader = new ResponseReader()
  private readonly result = new PlainResult(this.reader)
  private socket: Socket | undefined
  private connected = false
  private handler: ResponseHandler | undefined
  private request: HttpRequest | undefined
  private encoded: EncodedRequest | undefined
  private cookie = ''
  /** The connection served a request before this one. */
  private reused = false
  private deadlineUs = 0
  private timer: TimerHandle | undefined
  private timerDueUs = 0
  private readyAtUs = 0
  private sentAtUs = 0
  private firstByteAtUs = 0
  private readonly bodyLimit = (status: number): number => this.handler?.bodyLimit(status) ?? 0
  private readonly onTimer = (): void => this.checkDeadline()

  constructor(origin: Origin, shared: PlainShared) {
    this.origin = origin
    this.shared = shared
  }

  send(request: HttpRequest, cookie: string, handler: ResponseHandler): void {
    const { clock } = this.shared
    const { result } = this
    const now = clock.nowUs()
    this.handler = handler
    this.request = request
    this.cookie = cookie
    result.startedAtUs = now
    result.blockedUs = 0
    result.connectingUs = 0
    result.bytesReceived = 0
    result.bytesSent = 0
    this.readyAtUs = 0
    this.sentAtUs = 0
    this.firstByteAtUs = 0
    this.reader.begin(request.method === 'HEAD', this.bodyLimit)
    const encoded = (request.encoded as EncodedRequest | undefined) ?? encodeRequest(request)
    if (!encoded || !isHeaderValue(cookie)) return this.failLater(FAILURES.invalidRequest)
    request.encoded = encoded
    this.encoded = encoded
    this.deadlineUs = now + request.timeoutUs
    if (this.timer === undefined || this.timerDueUs > this.deadlineUs) this.armTimer()
    this.reused = this.connected
    if (this.connected) this.write(now)
    else this.connect()
  }

  abort(): void {
    if (this.handler === undefined) return
    this.handler = undefined
    this.dropSocket()
  }

  close(): void {
    this.handler = undefined
    this.dropSocket()
    if (this.timer !== undefined) this.shared.clock.cancel(this.timer)
    this.timer = undefined
  }

  private connect(): void {
    const { clock, resolver, readBuffer } = this.shared
    const refusal = resolver.refusal(this.origin.hostname)
    if (refusal) return this.failLater(failureOf(refusal))
    let resolvedAtUs = clock.nowUs()
    const socket = connect({
      host: this.origin.hostname,
      port: this.origin.port,
      lookup: resolver.lookup,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length: number): boolean => {
          if (this.socket === socket) this.received(length)
          return true
        },
      },
    })
    this.socket = socket
    socket.once('lookup', () => {
      resolvedAtUs = clock.nowUs()
    })
    socket.once('connect', () => {
      if (this.socket !== socket) return
      const now = clock.nowUs()
      this.connected = true
      this.result.blockedUs = resolvedAtUs - this.result.startedAtUs
      this.result.connectingUs = now - resolvedAtUs
      this.write(now)
    })
    socket.once('error', (error) => {
      if (this.socket === socket) this.lost(failureOf(error))
    })
    socket.once('end', () => {
      if (this.socket === socket) this.lost(undefined)
    })
    socket.once('close', () => {
      if (this.socket === socket) this.lost(undefined)
    })
  }

  private write(now: number): void {
    const { socket, encoded } = this
    if (!socket || !encoded) return
    this.readyAtUs = now
    const head = this.cookie === '' ? encoded.head : `${encoded.head}cookie: ${this.cookie}\r\n`
    let flushed: boolean
    if (encoded.plainBody) {
      flushed = socket.write(`${head}\r\n${encoded.body as string}`, 'latin1')
    } else {
      socket.cork()
      socket.write(`${head}\r\n`, 'latin1')
      flushed = socket.write(encoded.body)
      socket.uncork()
    }
    this.result.bytesSent += head.length + 2 + encoded.bodyBytes
    if (flushed) this.sentAtUs = this.shared.clock.nowUs()
    else
      socket.once('drain', () => {
        if (this.socket === socket) this.sentAtUs = this.shared.clock.nowUs()
      })
  }

  private received(length: number): void {
    if (this.handler === undefined) {
      // Bytes that nobody asked for, on an idle connection: it cannot be trusted any more.
      this.dropSocket()
      return
    }
    const now = this.shared.clock.nowUs()
    if (this.firstByteAtUs === 0) this.firstByteAtUs = now
    this.result.bytesReceived += length
    const { reader } = this
    reader.read(this.shared.readBuffer, length)
    if (reader.state === 'complete') this.complete(now)
    else if (reader.state === 'failed') this.fail(reader.failure ?? FAILURES.generic)
    else reader.detach()
  }

  private complete(now: number): void {
    const stillSending = this.socket !== undefined && this.socket.writableLength > 0
    // An early answer to a large upload: what has not been sent is of no use to anybody.
    if (!this.reader.framing.keepAlive || stillSending) this.dropSocket()
    this.finish(undefined, now)
  }

  /** The socket ended, closed or failed. */
  private lost(failure: RequestFailure | undefined): void {
    if (this.handler === undefined) return this.dropSocket()
    if (failure === undefined) {
      this.reader.close()
      if (this.reader.state === 'complete') {
        this.dropSocket()
        return this.finish(undefined, this.shared.clock.nowUs())
      }
    }
    const { request } = this
    if (this.reused && this.result.bytesReceived === 0 && request && isIdempotent(request.method)) {
      this.dropSocket()
      this.reused = false
      this.reader.begin(request.method === 'HEAD', this.bodyLimit)
      return this.connect()
    }
    return this.fail(failure ?? FAILURES.connectionClosed)
  }

  private fail(failure: RequestFailure): void {
    this.dropSocket()
    this.finish(failure, this.shared.clock.nowUs())
  }

  private failLater(failure: RequestFailure): void {
    const { handler } = this
    setImmediate(() => {
      if (this.handler === handler && handler !== undefined) this.fail(failure)
    })
  }

  private finish(failure: RequestFailure | undefined, now: number): void {
    const { handler, result, reader } = this
    if (handler === undefined) return
    this.handler = undefined
    result.failure = failure
    result.status = reader.hasHead ? reader.framing.status : 0
    result.endedAtUs = now
    const ready = this.readyAtUs === 0 ? now : this.readyAtUs
    const first = this.firstByteAtUs === 0 ? now : this.firstByteAtUs
    // An answer may come before all is sent: sending then ends with the first byte.
    const sent = this.sentAtUs === 0 ? first : Math.min(this.sentAtUs, first)
    if (this.readyAtUs === 0 && result.connectingUs === 0) result.blockedUs = now - result.startedAtUs
    result.sendingUs = Math.max(0, sent - ready)
    result.waitingUs = Math.max(0, first - sent)
    result.receivingUs = now - first
    handler.done(result)
  }

  /** One timer per connection, armed again only when it has fired: a request costs none of its own. */
  private armTimer(): void {
    const { clock } = this.shared
    if (this.timer !== undefined) clock.cancel(this.timer)
    this.timerDueUs = this.deadlineUs
    this.timer = clock.at(this.deadlineUs, this.onTimer)
  }

  private checkDeadline(): void {
    this.timer = undefined
    if (this.handler === undefined) return
    if (this.shared.clock.nowUs() < this.deadlineUs) return this.armTimer()
    return this.fail(this.connected ? FAILURES.timeout : FAILURES.connectTimeout)
  }

  private dropSocket(): void {
    const { socket } = this
    this.socket = undefined
    this.connected = false
    if (!socket) return
    socket.on('error', () => undefined) // what a dropped socket still says concerns nobody
    socket.destroy()
  }
}
