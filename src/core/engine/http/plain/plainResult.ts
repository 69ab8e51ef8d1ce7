import type { HttpResult } from '../client.ts'
import type { RequestFailure } from '../failures.ts'
import { forEachHeader } from './responseHead.ts'
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

  get bodyTruncated(): boolean {
    return this.reader.body.truncated
  }

  body(): Uint8Array {
    return this.reader.body.bytes()
  }

  header(name: string): string | undefined {
    let found: string | undefined
    this.visit((each, value) => {
      if (each === name) found = value
      return found === undefined
    })
    return found
  }

  headers(): readonly string[] {
    const flat: string[] = []
    this.visit((name, value) => {
      flat.push(name, value)
      return true
    })
    return flat
  }

  private visit(visit: (name: string, value: string) => boolean): void {
    if (this.status === 0) return
    const head = this.reader.head.bytes()
    forEachHeader(head, 0, head.length, visit)
  }
}
