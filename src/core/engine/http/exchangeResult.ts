import type { HttpResult } from './client.ts'
import type { Connector } from './connector.ts'
import type { RequestFailure } from './failures.ts'
import type { ResponseSource } from './wire.ts'

const NO_BYTES = new Uint8Array(0)
const NO_RESPONSE: ResponseSource = {
  bodyTruncated: false,
  body: () => NO_BYTES,
  header: () => undefined,
  headers: () => [],
  release: () => {},
}

/** What became of a request; one object per connection, filled anew each time. Instants that were not reached are 0. */
export class ExchangeResult implements HttpResult {
  status = 0
  failure: RequestFailure | undefined
  startedAtUs = 0
  endedAtUs = 0
  blockedUs = 0
  lookingUpUs = 0
  connectingUs = 0
  tlsHandshakingUs = 0
  sendingUs = 0
  waitingUs = 0
  receivingUs = 0
  bytesSent = 0
  bytesReceived = 0
  readyAtUs = 0
  sentAtUs = 0
  firstByteAtUs = 0
  source: ResponseSource = NO_RESPONSE

  begin(startedAtUs: number): void {
    this.startedAtUs = startedAtUs
    this.bytesSent = 0
    this.bytesReceived = 0
    this.attempt()
  }

  /** Gets ready for another attempt at the same request; bytes are counted over all of them. */
  attempt(): void {
    this.status = 0
    this.blockedUs = 0
    this.lookingUpUs = 0
    this.connectingUs = 0
    this.tlsHandshakingUs = 0
    this.readyAtUs = 0
    this.sentAtUs = 0
    this.firstByteAtUs = 0
    this.source = NO_RESPONSE
  }

  /** A connection was opened for this request. */
  connected({ lookingUpUs, connectingUs, tlsHandshakingUs }: Connector, nowUs: number): void {
    this.lookingUpUs = lookingUpUs
    this.connectingUs = connectingUs
    this.tlsHandshakingUs = tlsHandshakingUs
    this.blockedUs = Math.max(0, nowUs - this.startedAtUs - lookingUpUs - connectingUs - tlsHandshakingUs)
  }

  /** Cuts the time into phases: those that were not reached stay 0, and the one that was cut off lasts until the end. */
  end(failure: RequestFailure | undefined, endedAtUs: number): void {
    const { readyAtUs, sentAtUs, firstByteAtUs } = this
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

  release(): void {
    this.source.release()
    this.source = NO_RESPONSE
  }

  get bodyTruncated(): boolean {
    return this.source.bodyTruncated
  }

  body(): Uint8Array {
    return this.source.body()
  }

  header(name: string): string | undefined {
    return this.source.header(name)
  }

  headers(): readonly string[] {
    return this.source.headers()
  }
}
