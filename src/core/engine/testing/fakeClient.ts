import type { Clock, TimerHandle } from '../clock.ts'
import type { HttpClient, HttpConnection, HttpRequest, HttpResult, ResponseHandler } from '../http/client.ts'
import type { RequestFailure } from '../http/failures.ts'
import type { Origin } from '../http/origin.ts'

export interface FakeResponse {
  status?: number
  headers?: Record<string, string>
  body?: string
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
  private readonly clock: Clock
  private readonly respond: (request: SentRequest) => FakeResponse

  constructor(clock: Clock, respond: (request: SentRequest) => FakeResponse) {
    this.clock = clock
    this.respond = respond
  }

  open(origin: Origin): HttpConnection {
    let pending: TimerHandle | undefined
    return {
      origin,
      send: (request, cookie, handler) => {
        const sent = this.note(request, cookie)
        const response = this.respond(sent)
        const done = (): void => {
          pending = undefined
          handler.done(this.result(sent.atUs, response, handler))
        }
        pending = this.clock.at(sent.atUs + (response.afterUs ?? 0), done)
      },
      abort: () => {
        if (!pending) return
        this.aborted++
        this.clock.cancel(pending)
        pending = undefined
      },
      close: () => {},
    }
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
      body: String(request.body ?? ''),
      cookie,
      atUs: this.clock.nowUs(),
    }
    this.sent.push(sent)
    return sent
  }

  private result(startedAtUs: number, response: FakeResponse, handler: ResponseHandler): HttpResult {
    const { failure, headers = {}, body = '', afterUs = 0 } = response
    const status = failure ? 0 : (response.status ?? 200)
    const limit = failure ? 0 : handler.bodyLimit(status)
    const bytes = Buffer.from(body)
    return {
      status,
      failure,
      startedAtUs,
      endedAtUs: startedAtUs + afterUs,
      blockedUs: 0,
      connectingUs: 0,
      tlsHandshakingUs: 0,
      sendingUs: 0,
      waitingUs: afterUs,
      receivingUs: 0,
      bytesSent: 100,
      bytesReceived: 50 + bytes.length,
      bodyTruncated: limit > 0 && bytes.length > limit,
      body: () => bytes.subarray(0, limit),
      header: (name) => headers[name],
      headers: () => Object.entries(headers).flat(),
    }
  }
}
