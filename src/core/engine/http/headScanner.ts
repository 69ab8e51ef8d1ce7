const LF = 10
const CR = 13

/** Finds the empty line that ends a head, over any split of the bytes. */
export class HeadScanner {
  /** 0: within a line; 1: after LF; 2: after LF CR. Starts within a line: a head begins with its status line. */
  private state = 0

  reset(): void {
    this.state = 0
  }

  /** Index after the empty line's LF within bytes[start, end), or -1 when it has not come yet. */
  scan(bytes: Uint8Array, start: number, end: number): number {
    let state = this.state
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number
      if (byte === LF) {
        if (state !== 0) return at + 1
        state = 1
      } else {
        state = state === 1 && byte === CR ? 2 : 0
      }
    }
    this.state = state
    return -1
  }
}
