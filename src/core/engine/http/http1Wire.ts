import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { HttpRequest } from './client.ts'
import type { ExchangeResult } from './exchangeResult.ts'
import { FAILURES, failureOf } from './failures.ts'
import type { RequestFailure } from './failures.ts'
import type { EncodedRequest } from './requestHead.ts'
import { ResponseReader } from './responseReader.ts'
import type { ResponseReaderOwner } from './responseReader.ts'
import type { Transport } from './transport.ts'
import { pump } from './upload.ts'
import type { Retry, Wire, WireOwner } from './wire.ts'

/**
 * HTTP/1.1 over an open socket, plain or TLS.
 *
 *   idle --write--> busy --response complete--> idle        busy --failure | cut | connection: close--> unusable
 */
export class Http1Wire implements Wire, ResponseReaderOwner {
  usable = true
  private readonly socket: Socket
  private readonly tcp: Socket
  private readonly owner: WireOwner
  private readonly transport: Transport
  private readonly reader: ResponseReader
  private result: ExchangeResult | undefined
  private upload: Readable | undefined
  private receivedAtUs = 0
  /** On plain sockets we count what goes out and comes in, which is cheaper than asking the socket. */
  private readonly isPlain: boolean
  /** Of the TCP socket when the request before ended. */
  private writtenBefore = 0
  private readBefore = 0

  /** @param tcp the socket itself, or the one beneath TLS */
  constructor(socket: Socket, tcp: Socket, owner: WireOwner, transport: Transport) {
    this.socket = socket
    this.tcp = tcp
    this.owner = owner
    this.transport = transport
    this.isPlain = socket === tcp
    this.reader = new ResponseReader(this, transport.options.maxResponseBytes)
    if (!this.isPlain) socket.on('data', (bytes: Buffer) => this.received(bytes, bytes.length))
    socket.on('error', (error) => this.ended(failureOf(error)))
    socket.once('end', () => this.ended(undefined))
    socket.once('close', () => this.ended(undefined))
  }

  write(request: HttpRequest, encoded: EncodedRequest, cookie: string, streams: boolean, result: ExchangeResult): void {
    const { socket, reader } = this
    reader.begin(request.method === 'HEAD', streams)
    this.result = result
    result.source = reader
    const { body } = encoded
    const text = cookie === '' ? encoded.whole : `${encoded.head}cookie: ${cookie}\r\n${encoded.tail}`
    if (this.isPlain) result.bytesSent += text.length
    if (body === undefined) {
      this.written(socket.write(text, 'latin1'), result)
    } else if (typeof body === 'string' || body instanceof Uint8Array) {
      if (this.isPlain) result.bytesSent += encoded.bodyBytes
      socket.cork()
      socket.write(text, 'latin1')
      const flushed = socket.write(body)
      socket.uncork()
      this.written(flushed, result)
    } else {
      socket.write(text, 'latin1')
      const upload = body.open()
      this.upload = upload
      pump(
        upload,
        socket,
        body.byteLength,
        (bytes) => {
          if (this.isPlain) result.bytesSent += bytes
        },
        (whole) => {
          if (this.upload !== upload) return
          this.upload = undefined
          if (whole) this.written(socket.writableLength === 0, result)
          else this.fail(FAILURES.fileUnreadable, 'never')
        },
      )
    }
  }

  received(bytes: Uint8Array, length: number): void {
    const { reader, result } = this
    // Bytes that nobody asked for, on an idle connection: it cannot be trusted any more.
    if (result === undefined) return this.idleLost()
    const now = this.transport.clock.nowUs()
    this.receivedAtUs = now
    if (result.firstByteAtUs === 0) result.firstByteAtUs = now
    if (this.isPlain) result.bytesReceived += length
    reader.read(bytes, length)
    // The handler may have cut the request off within.
    if (this.result === undefined) return
    if (reader.state === 'complete') this.complete(now)
    else if (reader.state === 'failed') this.fail(reader.failure ?? FAILURES.generic, 'never')
    else {
      reader.detach()
      this.owner.progressed()
    }
  }

  headRead(): number {
    return this.owner.headRead(this.reader.framing.status, this.receivedAtUs)
  }

  bodyRead(bytes: Uint8Array, from: number, to: number): void {
    this.owner.bodyRead(bytes.subarray(from, to), this.receivedAtUs)
  }

  cut(): void {
    this.destroy()
    this.reader.stop()
  }

  destroy(): void {
    this.usable = false
    this.idle()
    this.socket.destroy()
  }

  private written(flushed: boolean, result: ExchangeResult): void {
    if (flushed) return this.sent(result)
    this.socket.once('drain', () => {
      if (this.result === result) this.sent(result)
    })
  }

  private sent(result: ExchangeResult): void {
    if (result.sentAtUs !== 0) return
    result.sentAtUs = this.transport.clock.nowUs()
    this.owner.requestSent()
  }

  private complete(now: number): void {
    // An early answer to a large upload: what has not been sent is of no use to anybody.
    const stillSending = this.upload !== undefined || (this.result?.sentAtUs === 0 && this.socket.writableLength > 0)
    if (!this.reader.framing.keepAlive || stillSending) this.usable = false
    this.idle()
    this.owner.completed(now)
  }

  /** The socket ended, closed or failed. */
  private ended(failure: RequestFailure | undefined): void {
    const { reader, result } = this
    if (result === undefined) return this.idleLost()
    this.usable = false
    if (failure === undefined) {
      reader.close()
      if (reader.state === 'complete') return this.complete(this.transport.clock.nowUs())
    }
    this.fail(failure ?? FAILURES.connectionClosed, result.firstByteAtUs === 0 ? 'safe' : 'never')
  }

  private fail(failure: RequestFailure, retry: Retry): void {
    this.usable = false
    this.idle()
    this.owner.responseFailed(failure, retry)
  }

  private idleLost(): void {
    if (!this.usable) return
    this.usable = false
    this.owner.lost()
  }

  /** No request is in flight from now on. */
  private idle(): void {
    const { result, tcp } = this
    this.result = undefined
    if (this.upload) this.upload.destroy()
    this.upload = undefined
    if (result === undefined) return
    if (this.isPlain) {
      // What waits to be written never goes out.
      if (result.sentAtUs === 0) result.bytesSent -= tcp.writableLength
      return
    }
    result.bytesSent += tcp.bytesWritten - this.writtenBefore
    result.bytesReceived += tcp.bytesRead - this.readBefore
    this.writtenBefore = tcp.bytesWritten
    this.readBefore = tcp.bytesRead
  }
}
