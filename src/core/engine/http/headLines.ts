const LF = 10
const CR = 13
const TAB = 9
const SPACE = 32
const COLON = 58

/** Whether the text in bytes[from, to) is `lower` (lower-case letters, digits and hyphens), whatever its case. */
export function isText(bytes: Uint8Array, from: number, to: number, lower: string): boolean {
  if (to - from !== lower.length) return false
  for (let index = 0; index < lower.length; index++) {
    const byte = bytes[from + index] as number
    // Bit 5 tells capital letters from small ones; digits and the hyphen have it already.
    if (byte < SPACE || (byte | 0x20) !== lower.charCodeAt(index)) return false
  }
  return true
}

/** First index in [from, to) that is not a blank. */
export function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++
  return at
}

/** Index after the last byte of [from, to) that is neither blank nor line end. */
export function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  while (end > from) {
    const byte = bytes[end - 1]
    if (byte !== SPACE && byte !== TAB && byte !== CR && byte !== LF) break
    end--
  }
  return end
}

/** First value of a header by its lower-case name, in the well-formed head bytes[start, end). */
export function findHeader(bytes: Uint8Array, start: number, end: number, name: string): string | undefined {
  let at = nextLine(bytes, start, end)
  while (at < end) {
    const colon = at + name.length
    if (bytes[colon] === COLON && isText(bytes, at, colon, name)) return valueAt(bytes, colon, end)
    at = nextLine(bytes, at, end)
  }
  return undefined
}

/** name, value, name, value ... of the well-formed head bytes[start, end): names in lower case, values as Latin-1. */
export function listHeaders(bytes: Uint8Array, start: number, end: number): string[] {
  const flat: string[] = []
  let at = nextLine(bytes, start, end)
  while (at < end) {
    const colon = bytes.indexOf(COLON, at)
    const next = nextLine(bytes, at, end)
    if (colon > at && colon < next) flat.push(latin1(bytes, at, colon).toLowerCase(), valueAt(bytes, colon, end))
    at = next
  }
  return flat
}

function nextLine(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && bytes[at] !== LF) at++
  return at + 1
}

function valueAt(bytes: Uint8Array, colon: number, end: number): string {
  const lineEnd = nextLine(bytes, colon, end)
  const from = skipBlanks(bytes, colon + 1, lineEnd)
  return latin1(bytes, from, trimEnd(bytes, from, lineEnd))
}

export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}
