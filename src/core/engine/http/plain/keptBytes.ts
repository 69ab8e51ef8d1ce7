const NONE = new Uint8Array(0)

/**
 * Bytes kept up to a limit. The first run is a view into the caller's buffer, without a copy; a second run, or `detach`,
 * makes it a copy of its own.
 */
export class KeptBytes {
  /** More came than the limit allowed; the beginning is kept. */
  truncated = false
  private limit = 0
  private length = 0
  private view: Uint8Array = NONE
  private owned = false

  clear(limit: number): void {
    this.limit = limit
    this.length = 0
    this.truncated = false
    this.view = NONE
    this.owned = false
  }

  append(source: Uint8Array, from: number, to: number): void {
    const wanted = Math.min(to - from, this.limit - this.length)
    if (wanted < to - from) this.truncated = true
    if (wanted <= 0) return
    if (this.length === 0) {
      this.view = source.subarray(from, from + wanted)
      this.owned = false
    } else {
      this.own(this.length + wanted)
      this.view.set(source.subarray(from, from + wanted), this.length)
    }
    this.length += wanted
  }

  detach(): void {
    if (this.length > 0) this.own(this.length)
  }

  bytes(): Uint8Array {
    return this.view.length === this.length ? this.view : this.view.subarray(0, this.length)
  }

  /** Makes `view` memory of our own with room for `needed`; grows by doubling. */
  private own(needed: number): void {
    if (this.owned && this.view.length >= needed) return
    const grown = new Uint8Array(this.owned ? Math.max(needed, this.view.length * 2) : needed)
    grown.set(this.view.subarray(0, this.length))
    this.view = grown
    this.owned = true
  }
}
