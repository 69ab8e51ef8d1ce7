import type { Socket } from 'node:net'
import type { RequestFailure } from './failures.ts'
import type { Origin } from './origin.ts'
import type { UploadBody } from './upload.ts'

/**
 * The HTTP client as virtual users see it: callbacks, no promises and no signals, because this is the hot path. A
 * connection belongs to one virtual user and has at most one request in flight.
 */
export interface HttpClient {
  /** A connection to that origin; nothing is opened before the first request. */
  open(origin: Origin): HttpConnection
  /** Opens one bare connection, TLS included, for what is not HTTP after its first answer. */
  connector(origin: Origin): SocketConnector
}

/** Opens one connection by the rules of all: guards, name resolution, slots, TLS. */
export interface SocketConnector {
  /** `callback` follows once, never synchronously, unless `cancel` comes first. The socket is the caller's from then on. */
  connect(callback: (failure: RequestFailure | undefined, socket: Socket | undefined) => void): void
  cancel(): void
}

export interface HttpConnection {
  readonly origin: Origin
  /**
   * Sends one request; only when none is in flight. `handler.done` follows exactly once, never synchronously, unless
   * `abort` comes first. A connection that was lost is opened again by the next request.
   * @param cookie value of the cookie header, '' for none
   */
  send(request: HttpRequest, cookie: string, handler: ResponseHandler): void
  /** Cuts the request in flight off; its handler is not called any more. A no-op when idle. */
  abort(): void
  /**
   * Leaves the response as it is: its handler's `done` comes within this call, without a failure, and the socket is closed (HTTP/2: the stream alone). Not within a
   * handler's call; a no-op when idle.
   */
  leave(): void
  /** Closes the connection. Only when idle; it may not be used afterwards. */
  close(): void
}

export interface HttpRequest {
  readonly method: string
  readonly origin: Origin
  /** Path with query, as it goes on the wire. */
  readonly path: string
  /** name, value, name, value ...; without host, content-length, connection and cookie, which the client adds. */
  readonly headers: readonly string[]
  readonly body: string | Uint8Array | UploadBody | undefined
  /** From `send` to the last byte. */
  readonly timeoutUs: number
  /**
   * Room for what a client makes of the request (encoded head). A request that does not change from one iteration to
   * the next is the same object, for all virtual users of a worker.
   */
  encoded: unknown
}

/** Within each of these calls the handler may abort the request, and then send the next one. */
export interface ResponseHandler {
  /** The final head has come: status and headers of the result may be read, and `startedAtUs`; all else not yet. */
  onHead?(result: HttpResult, atUs: number): void
  /** Asked after `onHead`: how many bytes of the body to keep for `done`; all are counted. 0: none. */
  bodyLimit(status: number): number
  /**
   * A piece of the body as it comes, transfer coding removed, content coding not (contentDecoder.ts removes it); nothing is
   * buffered for it. The bytes are valid during this call only.
   */
  onData?(bytes: Uint8Array, atUs: number): void
  /** The result is valid during this call only: the connection uses it again. */
  done(result: HttpResult): void
}

/**
 * What became of one request. Instants are on the engine's clock, in microseconds; spans likewise.
 * blocked (waiting for a slot) -> looking up -> connecting -> tlsHandshaking -> sending -> waiting -> receiving
 */
export interface HttpResult {
  /** 0 when no response came. */
  readonly status: number
  /** Why there is no (whole) response; undefined when one came, whatever its status. */
  readonly failure: RequestFailure | undefined
  readonly startedAtUs: number
  readonly endedAtUs: number
  readonly blockedUs: number
  /** Resolving the name; 0 on a kept connection, for an address, and for a name that is known. */
  readonly lookingUpUs: number
  readonly connectingUs: number
  readonly tlsHandshakingUs: number
  readonly sendingUs: number
  readonly waitingUs: number
  readonly receivingUs: number
  readonly bytesSent: number
  readonly bytesReceived: number
  /** The body was longer than the limit; `body` holds its beginning. */
  readonly bodyTruncated: boolean
  /** As it came on the wire (transfer coding removed, content coding not); empty when none was kept. */
  body(): Uint8Array
  /** First value of a header by its lower-case name. */
  header(name: string): string | undefined
  /** name, value, name, value ... with lower-case names; repeated headers appear repeatedly. */
  headers(): readonly string[]
}
