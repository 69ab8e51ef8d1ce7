import { FAILURES } from './failures.ts'
import type { RequestFailure } from './failures.ts'
import { ChunkedDecoder } from './chunkedDecoder.ts'
import { HeadScanner } from './headScanner.ts'
import { findHeader, listHeaders } from './headLines.ts'
import { KeptBytes } from './keptBytes.ts'
import { INCOMPLETE, mayBeHead, newFraming, readFraming } from './responseHead.ts'
import type { ResponseSource } from './wire.ts'

/** Longest head that is taken in; Node's own limit is 16 KiB, browsers' 256 KiB. */
export const MAX_HEAD_BYTES = 65_536
/** Interim answers (1xx) before the real one; more than this is an attack or a bug. */
const MAX_INTERIM = 16

const NOTHING = new Uint8Array(0)

/** Who is told of a response while it is read. */
export interface ResponseReaderOwner {
  /** The final head has been read. @returns how many bytes of the body to keep */
  headRead(): number
  /** Body bytes as they come: bytes[from, to). Only while `streams`. */
  bodyRead(bytes: Uint8Array, from: number, to: number): void
}

type State = 'head' | 'length' | 'chunked' | 'untilClose' | 'complete' | 'failed'

/**
 * Reads one response from the bytes of a connection, however they are split, and counts or keeps its body.
 *
 *   head -> (1xx: head) -> length | chunked | untilClose -> complete
 *        any state -> failed
 *
 * What is kept of head and body only points into the caller's buffer while that is possible: a response that comes in
 * one piece is never copied. `detach` copies what is still needed before the caller uses its buffer again.
 *
 * The owner may begin the next response within its own calls: reading on in the bytes of the old one then ends.
 */
export class ResponseReader implements ResponseSource {
  state: State = 'complete'
  failure: RequestFailure | undefined
  readonly framing = newFraming()
  readonly head = new KeptBytes()
  readonly kept = new KeptBytes()
  /** The final head has been read: its status is known. */
  hasHead = false
  /** The owner wants the body as it comes. */
  streams = false
  private readonly owner: ResponseReaderOwner
  private readonly maxBodyBytes: number
  private bodyBytes = 0
  private readonly scanner = new HeadScanner()
  private readonly chunks = new ChunkedDecoder()
  private isHead = false
  private interim = 0
  private left = 0
  private source: Uint8Array = NOTHING
  /** Tells a response from the one after it. */
  private responses = 0
  /** The response whose bytes are being read. */
  private reading = 0
  private readonly takeBody = (from: number, to: number): void => {
    if (this.reading !== this.responses) return
    this.bodyBytes += to - from
    if (this.bodyBytes > this.maxBodyBytes) {
      this.responses++
      return this.fail(FAILURES.responseTooLarge)
    }
    this.kept.append(this.source, from, to)
    if (this.streams && to > from) this.owner.bodyRead(this.source, from, to)
  }

  /** @param maxBodyBytes a longer body is a failure, and is read no further */
  constructor(owner: ResponseReaderOwner, maxBodyBytes = Infinity) {
    this.owner = owner
    this.maxBodyBytes = maxBodyBytes
  }

  get bodyTruncated(): boolean {
    return this.kept.truncated
  }

  body(): Uint8Array {
    return this.kept.bytes()
  }

  header(name: string): string | undefined {
    if (!this.hasHead || (name === 'set-cookie' && !this.framing.setsCookie)) return undefined
    const { source, start, length } = this.head
    return findHeader(source, start, start + length, name)
  }

  headers(): readonly string[] {
    if (!this.hasHead) return []
    const { source, start, length } = this.head
    return listHeaders(source, start, start + length)
  }

  /** Gets ready for the response to a request. @param streams the owner wants the body as it comes */
  begin(isHead: boolean, streams: boolean): void {
    this.responses++
    this.state = 'head'
    this.failure = undefined
    this.isHead = isHead
    this.streams = streams
    this.interim = 0
    this.hasHead = false
    this.bodyBytes = 0
    this.beginHead()
    this.kept.clear(0)
  }

  /** Reads bytes[0, end); afterwards `state` tells whether the response is complete or failed. */
  read(bytes: Uint8Array, end: number): void {
    this.source = bytes
    const { responses } = this
    this.reading = responses
    let at = 0
    while (at < end && this.responses === responses) {
      if (this.state === 'head') at = this.readHead(bytes, at, end)
      else if (this.state === 'length') at = this.readLength(at, end)
      else if (this.state === 'chunked') at = this.readChunks(bytes, at, end)
      else if (this.state === 'untilClose') {
        this.takeBody(at, end)
        at = end
      } else {
        // Bytes behind a complete response that nobody asked for: its framing cannot be trusted.
        if (this.state === 'complete') this.fail(FAILURES.malformedResponse)
        return
      }
    }
  }

  /** The server closed the connection: the end of a body that runs until then, else a failure. */
  close(): void {
    if (this.state === 'untilClose') this.state = 'complete'
    else if (this.state !== 'complete') this.fail(FAILURES.connectionClosed)
  }

  /** Copies what is still needed: the buffer behind it will be used again. */
  detach(): void {
    this.head.detach()
    this.kept.detach()
  }

  /** What is being read is read no further. */
  stop(): void {
    this.responses++
  }

  /** Gives the memory of a response back that nobody looks at any more; one that is being read is read no further. */
  release(): void {
    this.stop()
    this.head.clear(0)
    this.kept.clear(0)
  }

  private beginHead(): void {
    this.framing.status = 0
    this.scanner.reset()
    this.head.clear(MAX_HEAD_BYTES)
  }

  private readHead(bytes: Uint8Array, at: number, end: number): number {
    const { head, framing } = this
    // Nearly every head comes in one piece and is read where it lies.
    const inPlace = head.length === 0 ? readFraming(bytes, at, end, framing) : INCOMPLETE
    const headEnd = inPlace === INCOMPLETE ? this.scanner.scan(bytes, at, end) : inPlace
    const to = headEnd < 0 ? end : headEnd
    head.append(bytes, at, to)
    const { source, start, length } = head
    if (head.truncated) this.fail(FAILURES.headersTooLarge)
    else if (inPlace > 0) this.headDone()
    else if (inPlace < 0) this.fail(FAILURES.malformedResponse)
    else if (headEnd < 0) {
      // What is no HTTP at all (a banner, a TLS alert) may never end as a head does.
      if (!mayBeHead(source, start, start + length)) this.fail(FAILURES.malformedResponse)
    } else if (readFraming(source, start, start + length, framing) > 0) this.headDone()
    else this.fail(FAILURES.malformedResponse)
    return to
  }

  private headDone(): void {
    const { framing } = this
    const { status } = framing
    if (status < 200) {
      // 101 would hand the connection to another protocol, which nobody asked for.
      if (status === 101 || ++this.interim > MAX_INTERIM) return this.fail(FAILURES.malformedResponse)
      return this.beginHead()
    }
    this.hasHead = true
    const { responses } = this
    const limit = this.owner.headRead()
    if (this.responses !== responses) return
    this.kept.clear(limit)
    // RFC 9112 section 6.3: no body whatever the headers say.
    if (this.isHead || status === 204 || status === 304) this.state = 'complete'
    else if (framing.chunked) {
      this.chunks.reset()
      this.state = 'chunked'
    } else if (framing.contentLength >= 0) {
      this.left = framing.contentLength
      if (this.left > this.maxBodyBytes) return this.fail(FAILURES.responseTooLarge)
      this.state = this.left === 0 ? 'complete' : 'length'
    } else this.state = 'untilClose'
  }

  private readLength(at: number, end: number): number {
    const to = Math.min(end, at + this.left)
    this.left -= to - at
    if (this.left === 0) this.state = 'complete'
    this.takeBody(at, to)
    return to
  }

  private readChunks(bytes: Uint8Array, at: number, end: number): number {
    const { responses } = this
    const next = this.chunks.decode(bytes, at, end, this.takeBody)
    if (this.responses !== responses) return end
    if (next === -2) this.fail(FAILURES.malformedResponse)
    if (next < 0) return end
    this.state = 'complete'
    return next
  }

  private fail(failure: RequestFailure): void {
    this.state = 'failed'
    this.failure = failure
  }
}
