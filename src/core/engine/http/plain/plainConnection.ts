import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Clock } from '../../clock.ts'
import type { HttpConnection, HttpRequest, ResponseHandler } from '../client.ts'
import type { ConnectSlots, SlotWaiter } from '../connectSlots.ts'
import { FAILURES, failureOf } from '../failures.ts'
import type { RequestFailure } from '../failures.ts'
import type { Origin } from '../origin.ts'
import type { GuardedResolver } from '../resolver.ts'
import { maySendAgain } from '../sendAgain.ts'
import { Deadline } from './deadline.ts'
import { PlainResult } from './plainResult.ts'
import { encodeRequest, isHeaderValue } from './requestHead.ts'
import type { EncodedRequest } from './requestHead.ts'
import { ResponseReader } from './responseReader.ts'
import type { ResponseReaderOwner } from './responseReader.ts'

/** What the connections of one worker share. */
export interface PlainShared {
  readonly clock: Clock
  readonly resolver: GuardedResolver
  readonly slots: ConnectSlots
  /** Every socket reads into this one buffer: what it holds is used up before the next read. */
  readonly readBuffer: Uint8Array
}

/**
 * One keep-alive connection over plain HTTP/1.1 and its request in flight.
 *
 *   no socket --send--> waiting for a slot --> connecting --> open, busy --response complete--> open, idle --send--> open, busy
 *   open, busy --failure | abort | connection: close--> no socket        open, idle --closed by the server--> no socket
 *
 * A request on a kept connection that the server closes before it answers anything is sent once more on a new one when
 * its method allows: the server closed while the request was on its way (RFC 9112 section 9.3.1).
 */
export class PlainConnection implements HttpConnection, SlotWaiter, ResponseReaderOwner {
  readonly origin: Origin
  private readonly shared: PlainShared
  private readonly reader = new ResponseReader(this)
  private readonly result = new PlainResult(this.reader)
  private readonly deadline: Deadline
  private socket: Socket | undefined
  private connected = false
  private slot: 'none' | 'waiting' | 'held' = 'none'
  private handler: ResponseHandler | undefined
  private request: HttpRequest | undefined
  private encoded: EncodedRequest | undefined
  private cookie = ''
  /** The connection served a request before this one. */
  private reused = false
  /** How many were sent: tells a request from the one after it. */
  private requests = 0
  private readyAtUs = 0
  private sentAtUs = 0
  private firstByteAtUs = 0
  /** Of the bytes that are being read. */
  private receivedAtUs = 0

  constructor(origin: Origin, shared: PlainShared) {
    this.origin = origin
    this.shared = shared
    this.deadline = new Deadline(shared.clock, () => this.outOfTime())
  }

  send(request: HttpRequest, cookie: string, handler: ResponseHandler): void {
    const now = this.shared.clock.nowUs()
    this.requests++
    this.handler = handler
    this.request = request
    this.cookie = cookie
    this.result.begin(now)
    this.begin(request)
    const encoded = (request.encoded as EncodedRequest | undefined) ?? encodeRequest(request)
    if (encoded === undefined || (cookie !== '' && !isHeaderValue(cookie))) return this.refuse(FAILURES.invalidRequest)
    request.encoded = encoded
    this.encoded = encoded
    this.deadline.set(now + request.timeoutUs)
    this.reused = this.connected
    if (this.connected) this.write(now)
    else this.connect()
  }

  abort(): void {
    if (this.handler === undefined) return
    this.end()
    this.dropSocket()
    this.reader.release()
  }

  leave(): void {
    this.dropAndFinish(undefined)
  }

  close(): void {
    this.abort()
    this.dropSocket()
    this.deadline.dispose()
  }

  /** Gets ready for an attempt at the request. */
  private begin(request: HttpRequest): void {
    this.readyAtUs = 0
    this.sentAtUs = 0
    this.firstByteAtUs = 0
    this.reader.begin(request.method === 'HEAD', this.handler?.onData !== undefined)
  }

  private connect(): void {
    const refusal = this.shared.resolver.refusal(this.origin.hostname)
    if (refusal) return this.refuse(failureOf(refusal))
    this.slot = 'waiting'
    if (this.shared.slots.take(this)) this.slotGranted()
  }

  slotGranted(): void {
    this.slot = 'held'
    this.open()
  }

  private open(): void {
    const { clock, resolver, readBuffer } = this.shared
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
      this.freeSlot()
      this.result.connected(resolvedAtUs, now)
      this.write(now)
    })
    socket.on('error', (error) => {
      if (this.socket === socket) this.lost(failureOf(error))
    })
    const closed = (): void => {
      if (this.socket === socket) this.lost(undefined)
    }
    socket.once('end', closed)
    socket.once('close', closed)
  }

  private write(now: number): void {
    const { socket, encoded, cookie } = this
    if (socket === undefined || encoded === undefined) return
    this.readyAtUs = now
    const { body } = encoded
    const text = cookie === '' ? encoded.whole : `${encoded.head}cookie: ${cookie}\r\n${encoded.tail}`
    let flushed: boolean
    if (body === undefined) {
      flushed = socket.write(text, 'latin1')
      this.result.bytesSent += text.length
    } else {
      socket.cork()
      socket.write(text, 'latin1')
      flushed = socket.write(body)
      socket.uncork()
      this.result.bytesSent += text.length + encoded.bodyBytes
    }
    if (flushed) this.sentAtUs = this.shared.clock.nowUs()
    else
      socket.once('drain', () => {
        if (this.socket === socket) this.sentAtUs = this.shared.clock.nowUs()
      })
  }

  private received(length: number): void {
    // Bytes that nobody asked for, on an idle connection: it cannot be trusted any more.
    if (this.handler === undefined) return this.dropSocket()
    const now = this.shared.clock.nowUs()
    if (this.firstByteAtUs === 0) this.firstByteAtUs = now
    this.receivedAtUs = now
    this.result.bytesReceived += length
    const { reader, requests, handler } = this
    reader.read(this.shared.readBuffer, length)
    // The handler may have aborted the request, and sent another one.
    if (this.requests !== requests || this.handler !== handler) return
    if (reader.state === 'complete') this.complete(now)
    else if (reader.state === 'failed') this.dropAndFinish(reader.failure ?? FAILURES.generic)
    else reader.detach()
  }

  headRead(): number {
    const { handler, requests, result } = this
    if (handler === undefined) return 0
    const { status } = this.reader.framing
    result.status = status
    handler.onHead?.(result, this.receivedAtUs)
    return this.handler === handler && this.requests === requests ? handler.bodyLimit(status) : 0
  }

  bodyRead(bytes: Uint8Array, from: number, to: number): void {
    this.handler?.onData?.(bytes.subarray(from, to), this.receivedAtUs)
  }

  private complete(now: number): void {
    // An early answer to a large upload: what has not been sent is of no use to anybody.
    const stillSending = this.socket !== undefined && this.socket.writableLength > 0
    if (!this.reader.framing.keepAlive || stillSending) this.dropSocket()
    this.finish(undefined, now)
  }

  /** The socket ended, closed or failed. */
  private lost(failure: RequestFailure | undefined): void {
    const { handler, request, reader } = this
    if (handler === undefined || request === undefined) return this.dropSocket()
    if (failure === undefined) {
      reader.close()
      if (reader.state === 'complete') return this.dropAndFinish(undefined)
    }
    if (!this.reused || this.firstByteAtUs !== 0 || !maySendAgain(request.method)) {
      return this.dropAndFinish(failure ?? FAILURES.connectionClosed)
    }
    this.dropSocket()
    this.reused = false
    this.begin(request)
    this.connect()
  }

  /** The request cannot go out. `done` never comes within `send`. */
  private refuse(failure: RequestFailure): void {
    const { requests } = this
    setImmediate(() => {
      // It may have been aborted, and the same handler may have sent another one.
      if (this.requests === requests) this.finish(failure, this.shared.clock.nowUs())
    })
  }

  private outOfTime(): void {
    this.dropAndFinish(this.connected ? FAILURES.timeout : FAILURES.connectTimeout)
  }

  private dropAndFinish(failure: RequestFailure | undefined): void {
    this.dropSocket()
    this.finish(failure, this.shared.clock.nowUs())
  }

  private finish(failure: RequestFailure | undefined, now: number): void {
    const { handler, result, reader } = this
    if (handler === undefined) return
    this.end()
    result.status = reader.hasHead ? reader.framing.status : 0
    result.end(failure, now, this.readyAtUs, this.sentAtUs, this.firstByteAtUs)
    handler.done(result)
    // Unless the handler has sent the next request, nobody looks at this response any more.
    if (this.handler === undefined) reader.release()
  }

  /** No request is in flight from now on. */
  private end(): void {
    this.handler = undefined
    this.request = undefined
    this.encoded = undefined
    this.deadline.clear()
  }

  private dropSocket(): void {
    const { socket } = this
    this.socket = undefined
    this.connected = false
    this.freeSlot()
    if (socket === undefined) return
    this.result.bytesSent -= socket.writableLength
    socket.destroy()
  }

  private freeSlot(): void {
    const { slots } = this.shared
    const { slot } = this
    this.slot = 'none'
    if (slot === 'held') slots.release()
    else if (slot === 'waiting') slots.leave(this)
  }
}
