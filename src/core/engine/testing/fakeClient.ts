import type { Clock, TimerHandle } from '../clock.ts'
import type { HttpClient, HttpConnection, HttpRequest, HttpResult, SocketConnector } from '../http/client.ts'
import type { RequestFailure } from '../http/failures.ts'
import type { Origin } from '../http/origin.ts'

export interface FakeResponse {
  status?: number
  headers?: Record<string, string>
  body?: string
  /** The body in pieces, each so long after the head; in the place of `body`. */
  pieces?: readonly { afterUs: number; bytes: string | Uint8Array }[]
  /** How long the server takes. */
  afterUs?: number
  failure?: RequestFailure
}

export interface SentRequest {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  cookie: string
  atUs: number
}

/** Test support: a server without sockets, on the clock that it is given. */
export class FakeClient implements HttpClient {
  readonly sent: SentRequest[] = []
  aborted = 0
  left = 0
  private readonly clock: Clock
  private readonly respond: (request: SentRequest) => FakeResponse

  constructor(clock: Clock, respond: (request: SentRequest) => FakeResponse) {
    this.clock = clock
    this.respond = respond
  }

  open(origin: Origin): HttpConnection {
    let pending: TimerHandle | undefined
    let left = (): void => {}
    return {
      origin,
      send: (request, cookie, handler) => {
        const sent = this.note(request, cookie)
        const response = this.respond(sent)
        const { afterUs = 0, body, pieces = body ? [{ afterUs: 0, bytes: body }] : [], failure } = response
        const headAtUs = sent.atUs + afterUs
        const result = new FakeResult(sent.atUs, response)
        left = () => {
          if (!pending) return
          this.left++
          this.clock.cancel(pending)
          pending = undefined
          result.end(this.clock.nowUs())
          handler.done(result)
        }
        // One step at a time, so that `abort` within any of them ends it.
        const next = (at: number): void => {
          const piece = pieces[at]
          if (!piece || failure) {
            pending = undefined
            result.end(this.clock.nowUs())
            handler.done(result)
            return
          }
          pending = this.clock.at(headAtUs + piece.afterUs, () => {
            const bytes = Buffer.from(piece.bytes)
            result.keep(bytes)
            handler.onData?.(bytes, this.clock.nowUs())
            if (pending) next(at + 1)
          })
        }
        pending = this.clock.at(headAtUs, () => {
          if (!failure) {
            handler.onHead?.(result, headAtUs)
            if (!pending) return
            result.limit = handler.bodyLimit(result.status)
          }
          next(0)
        })
      },
      abort: () => {
        if (!pending) return
        this.aborted++
        this.clock.cancel(pending)
        pending = undefined
      },
      leave: () => left(),
      close: () => {},
    }
  }

  connector(): SocketConnector {
    throw new Error('The fake server has no sockets.')
  }

  private note(request: HttpRequest, cookie: string): SentRequest {
    const headers: Record<string, string> = {}
    for (let index = 0; index < request.headers.length; index += 2) {
      headers[request.headers[index] ?? ''] = request.headers[index + 1] ?? ''
    }
    const sent: SentRequest = {
      method: request.method,
      url: request.origin.text + request.path,
      headers,
      body: textOf(request.body),
      cookie,
      atUs: this.clock.nowUs(),
    }
    this.sent.push(sent)
    return sent
  }
}

function textOf(body: HttpRequest['body']): string {
  if (body === undefined || typeof body === 'string') return body ?? ''
  return body instanceof Uint8Array ? Buffer.from(body).toString() : `${body.byteLength} bytes`
}

class FakeResult implements HttpResult {
  readonly status: number
  readonly failure: RequestFailure | undefined
  readonly startedAtUs: number
  endedAtUs = 0
  readonly blockedUs = 0
  readonly lookingUpUs = 0
  readonly connectingUs = 0
  readonly tlsHandshakingUs = 0
  readonly sendingUs = 0
  readonly waitingUs: number
  receivingUs = 0
  readonly bytesSent = 100
  bytesReceived = 50
  bodyTruncated = false
  /** How many bytes of the body to keep. */
  limit = 0
  private kept = Buffer.alloc(0)
  private readonly given: Readonly<Record<string, string>>

  constructor(startedAtUs: number, { failure, status = 200, afterUs = 0, headers = {} }: FakeResponse) {
    this.status = failure ? 0 : status
    this.failure = failure
    this.startedAtUs = startedAtUs
    this.waitingUs = afterUs
    this.given = headers
  }

  keep(bytes: Uint8Array): void {
    this.bytesReceived += bytes.length
    const all = Buffer.concat([this.kept, bytes])
    this.bodyTruncated ||= this.limit > 0 && all.length > this.limit
    this.kept = all.subarray(0, this.limit)
  }

  end(nowUs: number): void {
    this.endedAtUs = nowUs
    this.receivingUs = nowUs - this.startedAtUs - this.waitingUs
  }

  body(): Uint8Array {
    return this.kept
  }

  header(name: string): string | undefined {
    return this.given[name]
  }

  headers(): readonly string[] {
    return Object.entries(this.given).flat()
  }
}
