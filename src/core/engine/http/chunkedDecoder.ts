/** Most bytes of extensions of one chunk, and of all trailers: nothing honest comes near. */
const MAX_EXTENSION_BYTES = 16_384
const MAX_TRAILER_BYTES = 65_536
/** 13 hexadecimal digits are 52 bits: exact as a number. */
const MAX_SIZE_DIGITS = 13

const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const SEMICOLON = 59

type State =
  | 'size'
  | 'sizeBlank'
  | 'extension'
  | 'sizeEnd'
  | 'data'
  | 'dataCr'
  | 'dataLf'
  | 'trailerStart'
  | 'trailer'
  | 'trailerLf'
  | 'trailersEnd'

/**
 * Chunked transfer coding (RFC 9112 section 7.1), over any split of the bytes. Extensions and trailers are read over. Lines
 * end with CR LF and nothing else: leniency here is what request smuggling is made of.
 *
 *   size -> (sizeBlank) -> (extension) -> sizeEnd -> data -> dataCr -> dataLf -> size ...
 *   size 0: sizeEnd -> trailerStart -> (trailer -> trailerLf -> trailerStart ...) -> trailersEnd -> done
 */
export class ChunkedDecoder {
  private state: State = 'size'
  private digits = 0
  private left = 0
  private extensionBytes = 0
  private trailerBytes = 0

  reset(): void {
    this.state = 'size'
    this.digits = 0
    this.left = 0
    this.extensionBytes = 0
    this.trailerBytes = 0
  }

  /**
   * Reads bytes[start, end) and hands each run of body bytes to `onData`.
   * @returns index after the last byte of the body when it has ended, -1 when more must come, -2 when it is malformed
   */
  decode(bytes: Uint8Array, start: number, end: number, onData: (from: number, to: number) => void): number {
    let at = start
    while (at < end) {
      if (this.state === 'data') {
        const to = Math.min(end, at + this.left)
        onData(at, to)
        this.left -= to - at
        at = to
        if (this.left === 0) this.state = 'dataCr'
        continue
      }
      const byte = bytes[at++] as number
      if (this.state === 'trailersEnd') return byte === LF ? at : -2
      if (!this.step(byte)) return -2
    }
    return -1
  }

  /** One byte of framing; false when it may not stand there. */
  private step(byte: number): boolean {
    switch (this.state) {
      case 'size':
        return this.sizeByte(byte)
      case 'sizeBlank':
        return this.afterSize(byte)
      case 'extension':
        if (byte === CR) this.state = 'sizeEnd'
        else if (byte === LF || byte === 0 || ++this.extensionBytes > MAX_EXTENSION_BYTES) return false
        return true
      case 'sizeEnd':
        this.state = this.left === 0 ? 'trailerStart' : 'data'
        this.digits = 0
        this.extensionBytes = 0
        return byte === LF
      case 'dataCr':
        this.state = 'dataLf'
        return byte === CR
      case 'dataLf':
        this.state = 'size'
        return byte === LF
      case 'trailerLf':
        this.state = 'trailerStart'
        return byte === LF
      case 'trailerStart':
        if (byte === CR) {
          this.state = 'trailersEnd'
          return true
        }
        this.state = 'trailer'
        return this.trailerByte(byte)
      default:
        return this.trailerByte(byte)
    }
  }

  private sizeByte(byte: number): boolean {
    const digit = hexDigit(byte)
    if (digit < 0) return this.digits > 0 && this.afterSize(byte)
    if (this.digits === MAX_SIZE_DIGITS) return false
    this.left = (this.digits === 0 ? 0 : this.left) * 16 + digit
    this.digits++
    return true
  }

  private afterSize(byte: number): boolean {
    if (byte === CR) this.state = 'sizeEnd'
    else if (byte === SEMICOLON) this.state = 'extension'
    else if (byte === SPACE || byte === TAB) {
      this.state = 'sizeBlank'
      return ++this.extensionBytes <= MAX_EXTENSION_BYTES
    } else return false
    return true
  }

  private trailerByte(byte: number): boolean {
    if (byte === 0 || byte === LF || ++this.trailerBytes > MAX_TRAILER_BYTES) return false
    if (byte === CR) this.state = 'trailerLf'
    return true
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 0x20
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
