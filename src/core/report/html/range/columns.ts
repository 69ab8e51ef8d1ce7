/**
 * Lists of numbers as bytes, to be compressed: whole numbers from 0 on as LEB128, all others as doubles. Equal things stand
 * beside each other that way, which is what compression lives on.
 */
const WHOLE = 0
const DOUBLES = 1

/** Each column: its kind, its length in bytes (LEB128 both), its values. */
export function encodeColumns(columns: readonly (readonly number[])[]): Uint8Array {
  const parts = columns.flatMap((column) => {
    const whole = column.every((value) => Number.isSafeInteger(value) && value >= 0)
    const values = whole ? leb128(column) : new Uint8Array(Float64Array.from(column).buffer)
    return [leb128([whole ? WHOLE : DOUBLES, values.length]), values]
  })
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export function decodeColumns(bytes: Uint8Array): number[][] {
  const columns: number[][] = []
  const reader = new Reader(bytes)
  while (reader.at < bytes.length) {
    const kind = reader.next()
    const length = reader.next()
    const end = reader.at + length
    if (kind === DOUBLES) columns.push([...new Float64Array(bytes.slice(reader.at, end).buffer)])
    else columns.push(reader.upTo(end))
    reader.at = end
  }
  return columns
}

/** Reads LEB128. */
class Reader {
  at = 0
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  upTo(end: number): number[] {
    const values: number[] = []
    while (this.at < end) values.push(this.next())
    return values
  }

  next(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
}

function leb128(values: readonly number[]): Uint8Array {
  const bytes: number[] = []
  for (const value of values) {
    let rest = value
    while (rest >= 0x80) {
      bytes.push((rest % 128) | 0x80)
      rest = Math.floor(rest / 128)
    }
    bytes.push(rest)
  }
  return Uint8Array.from(bytes)
}
