import { endOfLine, isText, latin1, skipBlanks, trimEnd } from './headLines.ts'

const LF = 10
const CR = 13
const SPACE = 32
const COMMA = 44
const COLON = 58
const ZERO = 48
const NINE = 57
const DELETE = 127
/** A body of a petabyte is nobody's: more digits would not be exact. */
const MAX_LENGTH_DIGITS = 15
const PROTOCOL = 'HTTP/1.'

/** Framing of a message as its head announces it. */
export interface Framing {
  status: number
  /** Announced length; -1 when there is none. */
  contentLength: number
  chunked: boolean
  keepAlive: boolean
}

export function newFraming(): Framing {
  return { status: 0, contentLength: -1, chunked: false, keepAlive: true }
}

/** Whether bytes[start, end), the beginning of what a server sends, can become the head of an HTTP/1 response. */
export function mayBeHead(bytes: Uint8Array, start: number, end: number): boolean {
  const length = Math.min(PROTOCOL.length, end - start)
  for (let index = 0; index < length; index++) if (bytes[start + index] !== PROTOCOL.charCodeAt(index)) return false
  return true
}

/**
 * Reads status and framing of the head in bytes[start, end), its empty line included, into `framing`. A bare LF ends a
 * line as well, as RFC 9112 section 2.2 allows; a bare CR, a NUL, folded lines and lines without a name are refused.
 * @returns false when the head is malformed or its framing ambiguous (request smuggling: RFC 9112 section 6.3)
 */
export function readFraming(bytes: Uint8Array, start: number, end: number, framing: Framing): boolean {
  framing.contentLength = -1
  framing.chunked = false
  // "HTTP/1.1 200": the reason phrase is free, and may be missing with its blank.
  if (end - start < 14 || !mayBeHead(bytes, start, end)) return false
  const minor = (bytes[start + 7] as number) - ZERO
  const status = readStatus(bytes, start + 9)
  if ((minor !== 0 && minor !== 1) || bytes[start + 8] !== SPACE || status < 0) return false
  const afterStatus = bytes[start + 12]
  if (afterStatus !== SPACE && afterStatus !== CR && afterStatus !== LF) return false
  framing.status = status
  framing.keepAlive = minor === 1
  let at = endOfLine(bytes, start + 12, end)
  while (at >= 0 && at < end) {
    const first = bytes[at]
    if (first === LF || first === CR) return settle(framing, minor)
    const next = endOfLine(bytes, at, end)
    if (next < 0 || !readHeader(bytes, at, next, framing)) return false
    at = next
  }
  return false
}

function settle(framing: Framing, minor: number): boolean {
  if (!framing.chunked) return true
  // HTTP/1.0 knows no transfer codings: one passed on unknowingly may frame differently (RFC 9112 section 6.1).
  if (minor === 0) framing.keepAlive = false
  return framing.contentLength < 0
}

/** One header line in bytes[at, next). */
function readHeader(bytes: Uint8Array, at: number, next: number, framing: Framing): boolean {
  let colon = at
  for (; colon < next; colon++) {
    const byte = bytes[colon] as number
    if (byte === COLON) break
    if (byte <= SPACE || byte >= DELETE) return false // names are tokens; a leading blank would be a folded line
  }
  if (colon === at || colon === next) return false
  // The three headers that frame a message have lengths of their own.
  const length = colon - at
  if (length !== 14 && length !== 17 && length !== 10) return true
  const from = skipBlanks(bytes, colon + 1, next)
  const to = trimEnd(bytes, from, next)
  if (isText(bytes, at, colon, 'content-length')) return readContentLength(bytes, from, to, framing)
  if (isText(bytes, at, colon, 'transfer-encoding')) {
    // Only chunked frames a response here: no other transfer coding was asked for.
    if (framing.chunked || !isText(bytes, from, to, 'chunked')) return false
    framing.chunked = true
  } else if (isText(bytes, at, colon, 'connection')) readConnection(bytes, from, to, framing)
  return true
}

/** Several equal lengths, in one line or many, are one; differing ones are refused. */
function readContentLength(bytes: Uint8Array, from: number, to: number, framing: Framing): boolean {
  let at = from
  for (;;) {
    let length = 0
    const first = at
    for (; at < to; at++) {
      const byte = bytes[at] as number
      if (byte < ZERO || byte > NINE) break
      length = length * 10 + (byte - ZERO)
    }
    if (at === first || at - first > MAX_LENGTH_DIGITS) return false
    if (framing.contentLength >= 0 && framing.contentLength !== length) return false
    framing.contentLength = length
    at = skipBlanks(bytes, at, to)
    if (at === to) return true
    if (bytes[at] !== COMMA) return false
    at = skipBlanks(bytes, at + 1, to)
  }
}

function readConnection(bytes: Uint8Array, from: number, to: number, framing: Framing): void {
  if (isText(bytes, from, to, 'keep-alive')) framing.keepAlive = true
  else if (isText(bytes, from, to, 'close')) framing.keepAlive = false
  else {
    const options = latin1(bytes, from, to)
      .toLowerCase()
      .split(/[\t ]*,[\t ]*/)
    if (options.includes('close')) framing.keepAlive = false
    else if (options.includes('keep-alive')) framing.keepAlive = true
  }
}

/** Three digits, 100 to 999; -1 when they are not. */
function readStatus(bytes: Uint8Array, from: number): number {
  let value = 0
  for (let at = from; at < from + 3; at++) {
    const byte = bytes[at] as number
    if (byte < ZERO || byte > NINE) return -1
    value = value * 10 + (byte - ZERO)
  }
  return value < 100 ? -1 : value
}
