const NOTHING = new Uint8Array(0)

/**
 * Bytes kept up to a limit; with a limit of 0 nothing is wanted, and nothing counts as truncated. While they lie in one piece in the caller's buffer they are only pointed at; a second piece, or
 * `detach`, makes a copy of our own.
 */
export class KeptBytes {
  /** More came than the limit allowed; the beginning is kept. */
  truncated = false
  length = 0
  /** Where the bytes lie: source[start, start + length). */
  source: Uint8Array = NOTHING
  start = 0
  private limit = 0
  private owned = false

  /** Forgets everything, memory included. */
  clear(limit: number): void {
    this.limit = limit
    this.length = 0
    this.truncated = false
    this.source = NOTHING
    this.start = 0
    this.owned = false
  }

  append(source: Uint8Array, from: number, to: number): void {
    if (this.limit === 0) return
    let taken = to - from
    if (taken > this.limit - this.length) {
      this.truncated = true
      taken = this.limit - this.length
    }
    if (taken <= 0) return
    if (this.length === 0) {
      this.source = source
      this.start = from
    } else if (this.owned || source !== this.source || from !== this.start + this.length) {
      this.own(this.length + taken)
      this.source.set(source.subarray(from, from + taken), this.length)
    }
    this.length += taken
  }

  /** Copies what lies in the caller's buffer, before that is used again. */
  detach(): void {
    if (this.length > 0) this.own(this.length)
  }

  bytes(): Uint8Array {
    return this.source.subarray(this.start, this.start + this.length)
  }

  /** Makes `source` memory of our own with room for `needed`; grows by doubling. */
  private own(needed: number): void {
    if (this.owned && this.source.length >= needed) return
    const room = this.owned ? Math.min(this.limit, Math.max(needed, this.source.length * 2)) : needed
    const grown = new Uint8Array(room)
    grown.set(this.bytes())
    this.source = grown
    this.start = 0
    this.owned = true
  }
}
