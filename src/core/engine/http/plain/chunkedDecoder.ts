/** Most bytes of chunk extensions in one line, and of all trailers: nothing honest comes near. */
const MAX_EXTENSION_BYTES = 16_384
const MAX_TRAILER_BYTES = 65_536
/** 2^52 in hexadecimal has 13 digits and a bit. */
const MAX_SIZE_DIGITS = 13

const CR = 13
const LF = 10

type State = 'size' | 'extension' | 'sizeEnd' | 'data' | 'dataCr' | 'dataLf' | 'trailerStart' | 'trailer' | 'trailerEnd'

/**
 * Chunked transfer coding (RFC 9112 section 7.1), over any split of the bytes. Extensions and trailers are read over.
 *
 *   size -> (extension) -> sizeEnd -> data -> dataCr -> dataLf -> size ... 0: trailerStart -> (trailer) -> trailerEnd -> done
 */
export class ChunkedDecoder {
  private state: State = 'size'
  private digits = 0
  private left = 0
  private overhead = 0
  private trailerBytes = 0

  reset(): void {
    this.state = 'size'
    this.digits = 0
    this.left = 0
    this.overhead = 0
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
      const outcome = this.step(bytes[at++] as number)
      if (outcome === 'done') return at
      if (outcome === 'malformed') return -2
    }
    return -1
  }

  /** One byte of framing. */
  private step(byte: number): 'more' | 'done' | 'malformed' {
    switch (this.state) {
      case 'size':
        return this.sizeByte(byte)
      case 'extension':
        if (byte === CR) this.state = 'sizeEnd'
        else if (byte === LF || byte === 0 || ++this.overhead > MAX_EXTENSION_BYTES) return 'malformed'
        return 'more'
      case 'sizeEnd':
        if (byte !== LF) return 'malformed'
        this.state = this.left === 0 ? 'trailerStart' : 'data'
        this.digits = 0
        return 'more'
      case 'dataCr':
        this.state = 'dataLf'
        return byte === CR ? 'more' : 'malformed'
      case 'dataLf':
        this.state = 'size'
        return byte === LF ? 'more' : 'malformed'
      case 'trailerStart':
        if (byte === CR) {
          this.state = 'trailerEnd'
          return 'more'
        }
        this.state = 'trailer'
        return this.trailerByte(byte)
      case 'trailer':
        return this.trailerByte(byte)
      case 'trailerEnd':
        return byte === LF ? 'done' : 'malformed'
      default:
        return 'malformed'
    }
  }

  private sizeByte(byte: number): 'more' | 'malformed' {
    const digit = hexDigit(byte)
    if (digit >= 0) {
      if (this.digits === MAX_SIZE_DIGITS) return 'malformed'
      this.left = (this.digits === 0 ? 0 : this.left) * 16 + digit
      this.digits++
      return 'more'
    }
    if (this.digits === 0) return 'malformed'
    if (byte === CR) this.state = 'sizeEnd'
    else if (byte === 0x3b || byte === 0x20 || byte === 0x09) this.state = 'extension'
    else return 'malformed'
    return 'more'
  }

  private trailerByte(byte: number): 'more' | 'malformed' {
    if (byte === 0 || ++this.trailerBytes > MAX_TRAILER_BYTES) return 'malformed'
    if (byte === LF) this.state = 'trailerStart'
    return 'more'
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 0x20
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
