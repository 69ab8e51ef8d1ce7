import type { Socket } from 'node:net'
import type { HttpResult } from './client.ts'
import type { RequestFailure } from './failures.ts'

const NO_BYTES = new Uint8Array()
const NO_HEADERS: readonly (Buffer | string)[] = []

/** One request and what came of it, filled in as it goes; used again for the connection's next request. */
export class Exchange implements HttpResult {
  status = 0
  failure: RequestFailure | undefined
  startedAtUs = 0
  endedAtUs = 0
  blockedUs = 0
  connectingUs = 0
  tlsHandshakingUs = 0
  sendingUs = 0
  waitingUs = 0
  receivingUs = 0
  bytesSent = 0
  bytesReceived = 0
  bodyTruncated = false
  private sendingAtUs = 0
  private sentAtUs = 0
  private headAtUs = 0
  private rawHeaders: readonly (Buffer | string)[] = NO_HEADERS
  private bodyLimit = 0
  private bodyBytes = 0
  private readonly chunks: Uint8Array[] = []
  private socket: Socket | undefined
  private writtenBefore = 0
  private readBefore = 0

  begin(startedAtUs: number): void {
    this.status = 0
    this.failure = undefined
    this.startedAtUs = startedAtUs
    this.blockedUs = 0
    this.connectingUs = 0
    this.tlsHandshakingUs = 0
    this.sendingAtUs = 0
    this.sentAtUs = 0
    this.headAtUs = 0
    this.bytesSent = 0
    this.bytesReceived = 0
    this.bodyTruncated = false
    this.rawHeaders = NO_HEADERS
    this.bodyLimit = 0
    this.bodyBytes = 0
    if (this.chunks.length > 0) this.chunks.length = 0
  }

  /** @param socket the TCP socket: its counters give the bytes on the wire, TLS included */
  sendingStarts(nowUs: number, connectingUs: number, tlsHandshakingUs: number, socket: Socket | undefined): void {
    this.connectingUs = connectingUs
    this.tlsHandshakingUs = tlsHandshakingUs
    this.blockedUs = Math.max(0, nowUs - this.startedAtUs - connectingUs - tlsHandshakingUs)
    this.sendingAtUs = nowUs
    if (socket !== this.socket) {
      this.socket = socket
      this.writtenBefore = 0
      this.readBefore = 0
    }
  }

  sendingEnds(nowUs: number): void {
    if (this.sentAtUs === 0) this.sentAtUs = nowUs
  }

  head(nowUs: number, status: number, rawHeaders: readonly (Buffer | string)[]): void {
    this.headAtUs = nowUs
    this.status = status
    this.rawHeaders = rawHeaders
  }

  keepUpTo(bodyLimit: number): void {
    this.bodyLimit = bodyLimit
  }

  keep(chunk: Uint8Array): void {
    const room = this.bodyLimit - this.bodyBytes
    if (this.bodyLimit === 0) return
    if (chunk.length <= room) this.chunks.push(chunk)
    else {
      this.bodyTruncated = true
      if (room > 0) this.chunks.push(chunk.subarray(0, room))
    }
    this.bodyBytes += Math.min(room, chunk.length)
  }

  /** Phases that were not reached stay 0; the one that was cut off lasts until the end. */
  end(nowUs: number, failure: RequestFailure | undefined): void {
    this.endedAtUs = nowUs
    this.failure = failure
    if (this.sendingAtUs === 0) {
      this.blockedUs = nowUs - this.startedAtUs
      this.sendingUs = 0
      this.waitingUs = 0
      this.receivingUs = 0
      return
    }
    const sentAtUs = this.sentAtUs || nowUs
    const headAtUs = this.headAtUs || nowUs
    this.sendingUs = Math.max(0, Math.min(sentAtUs, headAtUs) - this.sendingAtUs)
    this.waitingUs = Math.max(0, headAtUs - this.sendingAtUs - this.sendingUs)
    this.receivingUs = nowUs - headAtUs
    this.countBytes()
  }

  body(): Uint8Array {
    const [first] = this.chunks
    if (first === undefined) return NO_BYTES
    return this.chunks.length === 1 ? first : Buffer.concat(this.chunks)
  }

  header(name: string): string | undefined {
    const raw = this.rawHeaders
    for (let index = 0; index + 1 < raw.length; index += 2) {
      const text = raw[index]
      // Most headers are told apart by their length.
      if (text?.length === name.length && latin1(text).toLowerCase() === name) return latin1(raw[index + 1])
    }
    return undefined
  }

  headers(): readonly string[] {
    return this.rawHeaders.map((text, index) => (index % 2 === 0 ? latin1(text).toLowerCase() : latin1(text)))
  }

  private countBytes(): void {
    const socket = this.socket
    if (!socket) return
    // A destroyed socket keeps its counters.
    const written = socket.bytesWritten
    const read = socket.bytesRead
    this.bytesSent = written - this.writtenBefore
    this.bytesReceived = read - this.readBefore
    this.writtenBefore = written
    this.readBefore = read
  }
}

function latin1(text: Buffer | string | undefined): string {
  if (text === undefined) return ''
  return typeof text === 'string' ? text : text.toString('latin1')
}
