import { isText, latin1, skipBlanks, trimEnd } from './headLines.ts'

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
/** A status line without reason, and the empty line. */
const SHORTEST_HEAD = 'HTTP/1.1 200\n\n'.length

/** What every response's head is asked for. */
export interface Framing {
  status: number
  /** Announced length; -1 when there is none. */
  contentLength: number
  chunked: boolean
  keepAlive: boolean
  /** There is a set-cookie header: asked after every response, and there seldom. */
  setsCookie: boolean
}

export function newFraming(): Framing {
  return { status: 0, contentLength: -1, chunked: false, keepAlive: true, setsCookie: false }
}

/** Whether bytes[start, end), the beginning of what a server sends, can become the head of an HTTP/1 response. */
export function mayBeHead(bytes: Uint8Array, start: number, end: number): boolean {
  const length = Math.min(PROTOCOL.length, end - start)
  for (let index = 0; index < length; index++) if (bytes[start + index] !== PROTOCOL.charCodeAt(index)) return false
  return true
}

/** Answers of `readFraming` that are no index. */
export const INCOMPLETE = 0
const MALFORMED = -1

/**
 * Reads status and framing of the head at bytes[start, end) into `framing`, in one pass: this is done for every response.
 * A bare LF ends a line as well, as RFC 9112 section 2.2 allows; a bare CR, a NUL, folded lines and lines without a name
 * are refused, and so is framing that is ambiguous (request smuggling: RFC 9112 section 6.3).
 * @returns index after the head's empty line, INCOMPLETE when it has not come, or less when the head is malformed
 */
export function readFraming(bytes: Uint8Array, start: number, end: number, framing: Framing): number {
  framing.contentLength = -1
  framing.chunked = false
  framing.setsCookie = false
  if (!mayBeHead(bytes, start, end)) return MALFORMED
  if (end - start < SHORTEST_HEAD) return INCOMPLETE
  const minor = (bytes[start + 7] as number) - ZERO
  const status = readStatus(bytes, start + 9)
  if ((minor !== 0 && minor !== 1) || bytes[start + 8] !== SPACE || status < 0) return MALFORMED
  // The reason phrase is free, and may be missing with its blank.
  const afterStatus = bytes[start + 12]
  if (afterStatus !== SPACE && afterStatus !== CR && afterStatus !== LF) return MALFORMED
  framing.status = status
  framing.keepAlive = minor === 1
  let at = endOfLine(bytes, start + 12, end)
  while (at > 0 && at < end) {
    const first = bytes[at]
    if (first === LF || first === CR) {
      const headEnd = endOfLine(bytes, at, end)
      return headEnd > 0 && !settle(framing, minor) ? MALFORMED : headEnd
    }
    const colon = endOfName(bytes, at, end)
    if (colon <= 0) return colon
    const next = endOfLine(bytes, colon, end)
    if (next <= 0) return next
    // The headers that matter have lengths of their own.
    const length = colon - at
    if ((length === 10 || length === 14 || length === 17) && !readHeader(bytes, at, colon, next, framing))
      return MALFORMED
    at = next
  }
  return at < 0 ? MALFORMED : INCOMPLETE
}

/** Index of the colon that ends the name at `from`. Names are tokens; a leading blank would be a folded line. */
function endOfName(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === COLON) return at === from ? MALFORMED : at
    if (byte <= SPACE || byte >= DELETE) return MALFORMED
  }
  return INCOMPLETE
}

/** Index after the LF of the line that holds `from`. */
function endOfLine(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] as number
    if (byte > CR) continue
    if (byte === LF) return at + 1
    if (byte === 0) return MALFORMED
    if (byte === CR && at + 1 < end && bytes[at + 1] !== LF) return MALFORMED
  }
  return INCOMPLETE
}

function settle(framing: Framing, minor: number): boolean {
  if (!framing.chunked) return true
  // HTTP/1.0 knows no transfer codings: one passed on unknowingly may frame differently (RFC 9112 section 6.1).
  if (minor === 0) framing.keepAlive = false
  return framing.contentLength < 0
}

/** The header line in bytes[at, next). */
function readHeader(bytes: Uint8Array, at: number, colon: number, next: number, framing: Framing): boolean {
  const from = skipBlanks(bytes, colon + 1, next)
  const to = trimEnd(bytes, from, next)
  if (isText(bytes, at, colon, 'content-length')) return readContentLength(bytes, from, to, framing)
  if (isText(bytes, at, colon, 'transfer-encoding')) {
    // Only chunked frames a response here: no other transfer coding was asked for.
    if (framing.chunked || !isText(bytes, from, to, 'chunked')) return false
    framing.chunked = true
  } else if (isText(bytes, at, colon, 'connection')) readConnection(bytes, from, to, framing)
  else if (isText(bytes, at, colon, 'set-cookie')) framing.setsCookie = true
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
