import type { HttpRequest } from '../client.ts'

/** What a request looks like on the wire; made once for a request that does not change. */
export interface EncodedRequest {
  /** Request line and headers, without cookie and without the empty line. Latin-1. */
  head: string
  body: Uint8Array | string
  /** The body is ASCII text that can go out in one write with the head. */
  plainBody: boolean
  bodyBytes: number
}

/** A path on the wire: visible ASCII only (RFC 9112 section 3.2). */
const PATH = /^[\x21-\x7e]+$/
/** A header's name: a token (RFC 9110 section 5.1). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** A header's value: Latin-1 without control characters other than the tab (RFC 9110 section 5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Whether a header value may go on the wire; line breaks would smuggle headers in. */
export function isHeaderValue(value: string): boolean {
  return VALUE.test(value)
}

/** The request as it goes on the wire, or undefined when its method, path or headers cannot stand there. */
export function encodeRequest(request: HttpRequest): EncodedRequest | undefined {
  const { method, path, headers } = request
  if (!NAME.test(method) || !PATH.test(path)) return undefined
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${request.origin.host}\r\n`
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] as string
    const value = headers[index + 1] as string
    if (!NAME.test(name) || !VALUE.test(value)) return undefined
    head += `${name}: ${value}\r\n`
  }
  const body = request.body ?? ''
  const bodyBytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
  // Methods that have a body by their nature say so even when it is empty (RFC 9110 section 8.6).
  if (bodyBytes > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH') {
    head += `content-length: ${bodyBytes}\r\n`
  }
  return { head, body, plainBody: typeof body === 'string' && bodyBytes === body.length, bodyBytes }
}

/** Methods that may be sent again when a kept connection turns out to be closed (RFC 9110 section 9.2.2). */
export function isIdempotent(method: string): boolean {
  return method !== 'POST' && method !== 'PATCH' && method !== 'CONNECT'
}
