import type { OutgoingHttpHeaders } from 'node:http2'
import type { HttpRequest } from './client.ts'
import type { UploadBody } from './upload.ts'

/** What a request looks like on the wire; made once for a request that does not change. Texts are Latin-1. */
export interface EncodedRequest {
  /** Request line and headers, without the empty line: a cookie header may follow. */
  readonly head: string
  /** The empty line, and the body if it is small enough to go out in the same piece. */
  readonly tail: string
  /** Head and tail. */
  readonly whole: string
  /** The body if it goes out as a piece of its own. */
  readonly body: Uint8Array | string | UploadBody | undefined
  readonly bodyBytes: number
  /** A content-length header is sent. */
  readonly saysLength: boolean
  /** The headers as HTTP/2 has them, once it has been sent that way. */
  http2: OutgoingHttpHeaders | undefined
}

/** A method, or a header's name: a token (RFC 9110 section 5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** A path on the wire: visible ASCII only (RFC 9112 section 3.2). */
const PATH = /^[\x21-\x7e]+$/
/** A header's value: Latin-1 without control characters other than the tab (RFC 9110 section 5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** Headers that frame the message: were they given, the server could read another message than was sent. */
const FRAMING = /^(?:content-length|transfer-encoding)$/i
/** Up to here copying a body into one piece with its head is cheaper than writing two pieces. */
const ONE_PIECE_BYTES = 16_384

/** Whether a header value may go on the wire; line breaks would smuggle headers in. */
export function isHeaderValue(value: string): boolean {
  return VALUE.test(value)
}

/** What the connection adds to each request. */
export interface HeadExtras {
  /** The request goes to a proxy, which wants the whole URL. */
  readonly wantsAbsoluteForm: boolean
  readonly proxyAuthorization: string | undefined
  /** The connection is not used again. */
  readonly closes: boolean
}

const NO_EXTRAS: HeadExtras = { wantsAbsoluteForm: false, proxyAuthorization: undefined, closes: false }

/** The request as it goes on the wire, or undefined when its method, path or headers cannot stand there. */
export function encodeRequest(request: HttpRequest, extras = NO_EXTRAS): EncodedRequest | undefined {
  const { method, path, headers } = request
  if (!TOKEN.test(method) || !PATH.test(path)) return undefined
  let fields = ''
  let host = `host: ${request.origin.host}\r\n`
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] as string
    const value = headers[index + 1] as string
    if (!TOKEN.test(name) || !VALUE.test(value) || FRAMING.test(name)) return undefined
    // A virtual host of the scenario's own takes the place of the origin's: there may be only one (RFC 9112 section 3.2).
    if (name.toLowerCase() === 'host') host = `host: ${value}\r\n`
    else fields += `${name}: ${value}\r\n`
  }
  if (extras.proxyAuthorization !== undefined) fields += `proxy-authorization: ${extras.proxyAuthorization}\r\n`
  if (extras.closes) fields += 'connection: close\r\n'
  const body = request.body ?? ''
  const bodyBytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
  // Methods that have a body by their nature say so even when it is empty (RFC 9110 section 8.6).
  const saysLength = bodyBytes > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH'
  const target = extras.wantsAbsoluteForm ? request.origin.text + path : path
  const head = `${method} ${target} HTTP/1.1\r\n${host}${fields}${saysLength ? `content-length: ${bodyBytes}\r\n` : ''}`
  const isAscii = typeof body === 'string' && bodyBytes === body.length
  const inOnePiece = isAscii && bodyBytes <= ONE_PIECE_BYTES
  const tail = inOnePiece ? `\r\n${body}` : '\r\n'
  return {
    head,
    tail,
    whole: head + tail,
    body: inOnePiece || bodyBytes === 0 ? undefined : body,
    bodyBytes,
    saysLength,
    http2: undefined,
  }
}
