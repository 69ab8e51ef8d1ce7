import { connect, constants } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { goAwayFailure, streamResetFailure } from '../../../shared/failures.ts'
import type { HttpRequest } from './client.ts'
import type { ExchangeResult } from './exchangeResult.ts'
import { FAILURES, failureOf } from './failures.ts'
import type { RequestFailure } from './failures.ts'
import { KeptBytes } from './keptBytes.ts'
import type { Origin } from './origin.ts'
import type { EncodedRequest } from './requestHead.ts'
import type { Transport } from './transport.ts'
import { pump } from './upload.ts'
import type { ResponseSource, Retry, Wire, WireOwner } from './wire.ts'

/** As browsers have it: a small window would measure round trips, not the server. */
const WINDOW_BYTES = 6 * 1024 * 1024
/** nghttp2 takes no more than eight CONTINUATION frames, some 140 KB, and says so: that is the limit on heads. */
const MAX_HEAD_BYTES = 256 * 1024
const MAX_HEADERS = 2_000
const SETTINGS = { enablePush: false, initialWindowSize: WINDOW_BYTES, maxHeaderListSize: MAX_HEAD_BYTES }
/** Bodies that wait to be sent count too, and are the scenario's own; what a server may send is bounded by window and head. */
const SESSION_MEGABYTES = 1024

/**
 * HTTP/2 over an open TLS socket (RFC 9113), with one request at a time: a virtual user waits for its answers, so its
 * connection holds one stream. On node:http2 itself, because what a server says with GOAWAY and RST_STREAM must be told
 * apart: undici fails the request in flight when a server says politely that it takes no more after it, as nginx does
 * after each thousandth.
 *
 *   idle --write--> busy --stream ended--> idle      busy --RST_STREAM--> idle, usable      GOAWAY --> no further requests
 */
export class Http2Wire implements Wire, ResponseSource {
  private readonly tcp: Socket
  private readonly origin: Origin
  private readonly owner: WireOwner
  private readonly transport: Transport
  private readonly session: ClientHttp2Session
  private readonly kept = new KeptBytes()
  private stream: ClientHttp2Stream | undefined
  private upload: Readable | undefined
  private result: ExchangeResult | undefined
  private response: IncomingHttpHeaders | undefined
  private bodyBytes = 0
  private goAwayCode: number | undefined
  private socketFailure: RequestFailure | undefined
  private ended = false
  private writtenBefore = 0
  private readBefore = 0

  constructor(socket: Socket, tcp: Socket, origin: Origin, owner: WireOwner, transport: Transport) {
    this.tcp = tcp
    this.origin = origin
    this.owner = owner
    this.transport = transport
    // The socket's own errors reach the session as well; here they tell a reset from a close.
    const failed = (error: Error): void => {
      this.socketFailure ??= sessionFailureOf(error)
    }
    socket.prependListener('error', failed)
    tcp.prependListener('error', failed)
    this.session = connect(origin.text, {
      createConnection: () => socket,
      settings: SETTINGS,
      maxHeaderListPairs: MAX_HEADERS,
      maxSessionMemory: SESSION_MEGABYTES,
    })
    this.session.once('connect', () => this.session.setLocalWindowSize(WINDOW_BYTES))
    this.session.on('goaway', (code: number) => {
      this.goAwayCode ??= code
      if (!this.result) this.gone()
    })
    this.session.on('error', failed)
    this.session.once('close', () => this.gone())
  }

  get usable(): boolean {
    return this.goAwayCode === undefined && !this.ended && !this.session.closed && !this.session.destroyed
  }

  get bodyTruncated(): boolean {
    return this.kept.truncated
  }

  body(): Uint8Array {
    return this.kept.bytes()
  }

  header(name: string): string | undefined {
    const value = this.response?.[name]
    return Array.isArray(value) ? value[0] : value
  }

  headers(): readonly string[] {
    const flat: string[] = []
    for (const [name, value] of Object.entries(this.response ?? {})) {
      if (name.startsWith(':')) continue
      for (const each of [value].flat()) flat.push(name, String(each))
    }
    return flat
  }

  write(request: HttpRequest, encoded: EncodedRequest, cookie: string, streams: boolean, result: ExchangeResult): void {
    this.result = result
    result.source = this
    this.response = undefined
    this.bodyBytes = 0
    this.kept.clear(0)
    const { body } = request
    const hasBody = body !== undefined && encoded.bodyBytes > 0
    let stream: ClientHttp2Stream
    try {
      stream = this.session.request(headersOf(request, encoded, cookie, this.origin), { endStream: !hasBody })
    } catch {
      // A session that has just been closed, or headers that HTTP/2 has not (connection, upgrade).
      const failure = this.usable ? FAILURES.invalidRequest : (this.socketFailure ?? FAILURES.connectionClosed)
      setImmediate(() => {
        if (this.result === result) this.fail(failure, this.usable ? 'never' : 'always')
      })
      return
    }
    this.stream = stream
    this.listen(stream, streams)
    if (!hasBody) queueMicrotask(() => this.sent(stream))
    else if (typeof body === 'string' || body instanceof Uint8Array) stream.end(body, () => this.sent(stream))
    else {
      const upload = body.open()
      this.upload = upload
      pump(
        upload,
        stream,
        body.byteLength,
        () => {},
        (whole) => {
          if (this.upload !== upload) return
          this.upload = undefined
          if (whole) stream.end(() => this.sent(stream))
          else this.giveUp(FAILURES.fileUnreadable)
        },
      )
    }
  }

  /** Only sockets that are read into the shared buffer call this. */
  received(): void {}

  cut(): void {
    const { stream } = this
    this.idle()
    stream?.close(constants.NGHTTP2_CANCEL)
  }

  release(): void {
    this.kept.clear(0)
    this.response = undefined
  }

  destroy(): void {
    this.ended = true
    this.idle()
    this.session.destroy()
    this.tcp.destroy()
  }

  private listen(stream: ClientHttp2Stream, streams: boolean): void {
    const current = (): boolean => this.stream === stream
    stream.once('response', (headers) => {
      if (current()) this.headCame(headers)
    })
    stream.on('data', (bytes: Buffer) => {
      if (current()) this.bodyCame(bytes, streams)
    })
    stream.once('end', () => {
      // The end that a reset or a lost connection makes is none.
      if (current() && this.response && stream.rstCode === 0 && !stream.aborted) this.complete(stream)
    })
    // 'close' follows, with the code.
    stream.on('error', () => {})
    stream.once('close', () => {
      // What ended the connection as a whole is told after its streams have closed: `gone` settles those.
      setImmediate(() => {
        if (current() && (this.ended || !this.session.destroyed)) this.streamClosed(stream)
      })
    })
  }

  private headCame(headers: IncomingHttpHeaders): void {
    const { result } = this
    if (!result) return
    if (result.firstByteAtUs === 0) result.firstByteAtUs = this.transport.clock.nowUs()
    this.response = headers
    const announced = Number(headers['content-length'])
    const status = Number(headers[constants.HTTP2_HEADER_STATUS])
    const limit = this.owner.headRead(status, this.transport.clock.nowUs())
    if (this.result !== result || this.response !== headers) return
    this.kept.clear(limit)
    if (announced > this.transport.options.maxResponseBytes) this.giveUp(FAILURES.responseTooLarge)
  }

  private bodyCame(bytes: Buffer, streams: boolean): void {
    const { result, stream } = this
    if (!result) return
    this.bodyBytes += bytes.length
    if (this.bodyBytes > this.transport.options.maxResponseBytes) return this.giveUp(FAILURES.responseTooLarge)
    this.kept.append(bytes, 0, bytes.length)
    if (streams) this.owner.bodyRead(bytes, this.transport.clock.nowUs())
    if (this.stream === stream) this.owner.progressed()
  }

  /** All of the response is there. */
  private complete(stream: ClientHttp2Stream): void {
    const now = this.transport.clock.nowUs()
    this.idle()
    // An early answer to a large upload: what has not been sent is of no use to anybody (RFC 9113 section 8.1).
    if (!stream.writableFinished) stream.close(constants.NGHTTP2_NO_ERROR)
    this.owner.completed(now)
  }

  /** A stream that ended before its response was whole. */
  private streamClosed(stream: ClientHttp2Stream): void {
    const { rstCode } = stream
    // GOAWAY names the last stream that was looked at; those above were not, and a refused one neither (section 8.7).
    if (rstCode === constants.NGHTTP2_REFUSED_STREAM) return this.fail(streamResetFailure(rstCode), 'always')
    if (this.goAwayCode !== undefined && this.goAwayCode > 0) return this.fail(goAwayFailure(this.goAwayCode), 'never')
    if (this.tcp.destroyed || this.session.destroyed || this.socketFailure) {
      const retry = this.response === undefined ? 'safe' : 'never'
      return this.fail(this.socketFailure ?? FAILURES.connectionClosed, retry)
    }
    if (rstCode === 0) return this.fail(FAILURES.malformedResponse, 'never')
    this.fail(streamResetFailure(rstCode), 'never')
  }

  private sent(stream: ClientHttp2Stream): void {
    const { result } = this
    if (this.stream !== stream || !result || result.sentAtUs !== 0) return
    result.sentAtUs = this.transport.clock.nowUs()
    this.owner.requestSent()
  }

  private giveUp(failure: RequestFailure): void {
    const { stream } = this
    this.fail(failure, 'never')
    stream?.close(constants.NGHTTP2_CANCEL)
  }

  private fail(failure: RequestFailure, retry: Retry): void {
    this.idle()
    this.owner.responseFailed(failure, retry)
  }

  /** The session takes no more requests, and none is in flight. */
  private gone(): void {
    if (this.ended) return
    this.ended = true
    if (this.stream) this.streamClosed(this.stream)
    else this.owner.lost()
  }

  private idle(): void {
    const { result, tcp } = this
    this.stream = undefined
    this.result = undefined
    this.upload?.destroy()
    this.upload = undefined
    if (!result) return
    result.bytesSent += tcp.bytesWritten - this.writtenBefore
    result.bytesReceived += tcp.bytesRead - this.readBefore
    this.writtenBefore = tcp.bytesWritten
    this.readBefore = tcp.bytesRead
  }
}

/** They speak of the connection, which HTTP/2 does itself (RFC 9113 section 8.2.2): imported requests hold them. */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection', 'upgrade', 'http2-settings'])

/** Headers without the cookie are made once for a request that does not change. */
function headersOf(request: HttpRequest, encoded: EncodedRequest, cookie: string, origin: Origin): OutgoingHttpHeaders {
  let known = encoded.http2
  if (!known) {
    known = {
      ':method': request.method,
      ':scheme': 'https',
      ':authority': origin.host,
      ':path': request.path,
    }
    for (let index = 0; index + 1 < request.headers.length; index += 2) {
      const name = (request.headers[index] as string).toLowerCase()
      if (CONNECTION_HEADERS.has(name)) continue
      const value = request.headers[index + 1] as string
      if (name === 'host') known[':authority'] = value
      else if (known[name] === undefined) known[name] = value
      else known[name] = [known[name], value].flat() as string[]
    }
    if (encoded.saysLength) known['content-length'] = encoded.bodyBytes
    encoded.http2 = known
  }
  return cookie === '' ? known : { ...known, cookie }
}

/** What ends a whole session. */
function sessionFailureOf(error: Error): RequestFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (error.message.startsWith('Too many CONTINUATION frames')) return FAILURES.headersTooLarge
  return code.startsWith('ERR_HTTP2') ? FAILURES.http2 : failureOf(error)
}
