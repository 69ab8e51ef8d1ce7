import type { HttpResult } from '../client.ts'
import type { RequestFailure } from '../failures.ts'
import { findHeader, listHeaders } from './headLines.ts'
import type { ResponseReader } from './responseReader.ts'

/** What became of a request; one object per connection, filled anew each time. */
export class PlainResult implements HttpResult {
  status = 0
  failure: RequestFailure | undefined
  startedAtUs = 0
  endedAtUs = 0
  blockedUs = 0
  connectingUs = 0
  readonly tlsHandshakingUs = 0
  sendingUs = 0
  waitingUs = 0
  receivingUs = 0
  bytesSent = 0
  bytesReceived = 0
  private readonly reader: ResponseReader

  constructor(reader: ResponseReader) {
    this.reader = reader
  }

  begin(startedAtUs: number): void {
    this.startedAtUs = startedAtUs
    this.blockedUs = 0
    this.connectingUs = 0
    this.bytesSent = 0
    this.bytesReceived = 0
  }

  connected(resolvedAtUs: number, connectedAtUs: number): void {
    this.blockedUs = resolvedAtUs - this.startedAtUs
    this.connectingUs = connectedAtUs - resolvedAtUs
  }

  /**
   * Cuts the time into phases. Instants that were not reached are 0: their phases stay 0, and the one that was cut off
   * lasts until the end.
   */
  end(
    failure: RequestFailure | undefined,
    endedAtUs: number,
    readyAtUs: number,
    sentAtUs: number,
    firstByteAtUs: number,
  ): void {
    this.failure = failure
    this.endedAtUs = endedAtUs
    if (readyAtUs === 0) {
      this.blockedUs = endedAtUs - this.startedAtUs
      this.sendingUs = 0
      this.waitingUs = 0
      this.receivingUs = 0
      return
    }
    const first = firstByteAtUs === 0 ? endedAtUs : firstByteAtUs
    // An answer may come before all is sent: sending then ends with its first byte.
    const sent = sentAtUs === 0 ? first : Math.min(sentAtUs, first)
    this.sendingUs = sent - readyAtUs
    this.waitingUs = first - sent
    this.receivingUs = endedAtUs - first
  }

  get bodyTruncated(): boolean {
    return this.reader.body.truncated
  }

  body(): Uint8Array {
    return this.reader.body.bytes()
  }

  header(name: string): string | undefined {
    if (this.status === 0) return undefined
    if (name === 'set-cookie' && !this.reader.framing.setsCookie) return undefined
    const { source, start, length } = this.reader.head
    return findHeader(source, start, start + length, name)
  }

  headers(): readonly string[] {
    if (this.status === 0) return []
    const { source, start, length } = this.reader.head
    return listHeaders(source, start, start + length)
  }
}
