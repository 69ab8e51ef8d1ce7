import type { HttpRequest, HttpResult } from './client.ts'
import type { EncodedRequest } from './requestHead.ts'
import type { RequestFailure } from './failures.ts'
import type { ExchangeResult } from './exchangeResult.ts'

/** One open connection, and how requests and responses go over it. One request at a time. */
export interface Wire {
  /** Another request may go out on it. */
  readonly usable: boolean
  /** Writes the request; the owner is told what follows, never within this call. */
  write(request: HttpRequest, encoded: EncodedRequest, cookie: string, streams: boolean, result: ExchangeResult): void
  /** Bytes have come that lie in the shared buffer; HTTP/1.1 over plain TCP only. */
  received(bytes: Uint8Array, length: number): void
  /** Gives up the request in flight; afterwards `usable` tells whether the connection stays. */
  cut(): void
  destroy(): void
}

/** The response as far as it has come. */
export interface ResponseSource extends Pick<HttpResult, 'body' | 'header' | 'headers'> {
  readonly bodyTruncated: boolean
  /** Nobody looks at it any more: gives its memory back. */
  release(): void
}

/** `safe`: nothing was answered, so that a method without effects may. `always`: the server says that it did nothing. */
export type Retry = 'never' | 'safe' | 'always'

/** The connection, as its wire sees it. */
export interface WireOwner {
  /** The final head has come. @returns how many bytes of the body to keep */
  headRead(status: number, atUs: number): number
  bodyRead(bytes: Uint8Array, atUs: number): void
  /** Bytes of the response have come, and it is not over: the pause before them is. */
  progressed(): void
  /** The request is out, to the last byte. */
  requestSent(): void
  completed(atUs: number): void
  /** The response will not become whole. @param retry whether the request may go out once more on a new connection */
  responseFailed(failure: RequestFailure, retry: Retry): void
  /** The connection ended while no request was in flight. */
  lost(): void
}
