/**
 * The head of an HTTP/1.1 response, read in place: status and framing at once, single headers when somebody asks
 * (RFC 9112). A bare LF ends a line as RFC 9112 section 2.2 allows; a bare CR, a NUL, folded lines and lines without a
 * name are refused.
 */
export const MAX_HEAD_BYTES = 65_536

const LF = 10
const CR = 13
const SPACE = 32
const TAB = 9
const COLON = 58
const ZERO = 48
const NINE = 57

/** Framing of a body as the head announces it. */
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

/**
 * Reads status and framing of the head in bytes[start, end), its empty line included, into `framing`.
 * @returns false when the head is malformed or its framing ambiguous (request smuggling: RFC 9112 section 6.3)
 */
export function readFraming(bytes: Uint8Array, start: number, end: number, framing: Framing): boolean {
  framing.contentLength = -1
  framing.chunked = false
  // "HTTP/1.1 200": the reason phrase is free, and may be missing with its blank.
  if (end - start < 14 || !startsWith(bytes, start, 'HTTP/1.')) return false
  const minor = (bytes[start + 7] as number) - ZERO
  const status = readDigits(bytes, start + 9, start + 12)
  if ((minor !== 0 && minor !== 1) || bytes[start + 8] !== SPACE || status < 100 || status > 999) return false
  const afterStatus = bytes[start + 12]
  if (afterStatus !== SPACE && afterStatus !== CR && afterStatus !== LF) return false
  framing.status = status
  framing.keepAlive = minor === 1
  let at = endOfLine(bytes, start + 12, end)
  while (at >= 0 && at < end) {
    const first = bytes[at] as number
    if (first === LF || (first === CR && bytes[at + 1] === LF)) return !(framing.chunked && framing.contentLength >= 0)
    const next = endOfLine(bytes, at, end)
    if (next < 0 || !readFramingHeader(bytes, at, next, framing)) return false
    at = next
  }
  return false
}

/** Calls back with each header: lower-case name, value as Latin-1 without surrounding blanks. False ends the walk. */
export function forEachHeader(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (name: string, value: string) => boolean,
): void {
  let at = endOfLine(bytes, start, end)
  while (at >= 0 && at < end) {
    const next = endOfLine(bytes, at, end)
    const colon = bytes.indexOf(COLON, at)
    if (next < 0 || colon < 0 || colon >= next) return
    if (!visit(latin1(bytes, at, colon).toLowerCase(), valueText(bytes, colon + 1, next))) return
    at = next
  }
}

/** One header line in bytes[at, next). */
function readFramingHeader(bytes: Uint8Array, at: number, next: number, framing: Framing): boolean {
  let colon = at
  while (colon < next && bytes[colon] !== COLON) {
    const byte = bytes[colon] as number
    if (byte <= SPACE || byte >= 127) return false // names are tokens; a leading blank would be a folded line
    colon++
  }
  if (colon === at || colon === next) return false
  // The three headers that frame a message begin with c or t and have lengths of their own.
  const length = colon - at
  if (length === 14 && isName(bytes, at, 'content-length')) {
    return readContentLength(valueText(bytes, colon + 1, next), framing)
  }
  if (length === 17 && isName(bytes, at, 'transfer-encoding')) {
    // Only chunked frames a response here: no other transfer coding was asked for.
    if (framing.chunked || valueText(bytes, colon + 1, next).toLowerCase() !== 'chunked') return false
    framing.chunked = true
  } else if (length === 10 && isName(bytes, at, 'connection')) {
    const value = valueText(bytes, colon + 1, next).toLowerCase()
    if (value.includes('close')) framing.keepAlive = false
    else if (value.includes('keep-alive')) framing.keepAlive = true
  }
  return true
}

/** Several equal lengths are one; differing ones are refused. */
function readContentLength(text: string, framing: Framing): boolean {
  for (const part of text.split(',')) {
    const digits = part.trim()
    if (!/^\d{1,15}$/.test(digits)) return false
    const length = Number(digits)
    if (framing.contentLength >= 0 && framing.contentLength !== length) return false
    framing.contentLength = length
  }
  return true
}

/** Index after the LF of the line that holds `from`; -1 when the line has a NUL or a bare CR, or does not end. */
function endOfLine(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === LF) return at + 1
    if (byte === 0 || (byte === CR && bytes[at + 1] !== LF)) return -1
  }
  return -1
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false
  return true
}

/** Compares without regard to case; `name` is lower case. Setting bit 5 leaves digits and the hyphen as they are. */
function isName(bytes: Uint8Array, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if (((bytes[at + index] as number) | 0x20) !== name.charCodeAt(index)) return false
  }
  return true
}

/** Whole number from ASCII digits; -1 when one of them is none. */
function readDigits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if (byte < ZERO || byte > NINE) return -1
    value = value * 10 + (byte - ZERO)
  }
  return value
}

function valueText(bytes: Uint8Array, from: number, lineEnd: number): string {
  let first = from
  let last = lineEnd
  while (first < last && (bytes[first] === SPACE || bytes[first] === TAB)) first++
  while (last > first && (bytes[last - 1] as number) <= SPACE) last--
  return latin1(bytes, first, last)
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] as number)
  return text
}
