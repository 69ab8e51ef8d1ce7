import { COUNTS_LENGTH, HIGHEST_TRACKABLE, type Histogram, bucketBounds } from './histogram.ts'
import { HeadroomError } from '../errors.ts'
import { SparseCounts } from './sparseCounts.ts'

/**
 * The standard HdrHistogram V2 encoding, not compressed (HdrHistogram's `encodeIntoByteBuffer`, cookie 0x1c849303):
 * big-endian header of 40 bytes, then counts as zigzag LEB128 in which a negative number is a run of zeros. Other HDR
 * implementations read it. Sum, minimum and maximum are not part of it: they stand beside it.
 */
const COOKIE = 0x1c849303
/** V2 word size 1 in the cookie's second nibble: 0x1c849303 | 0x10. */
const COOKIE_WITH_WORD = COOKIE | 0x10
const HEADER = 40
const DIGITS = 3

/** Bytes of a run of zeros and of a count, at most. */
const ENTRY = 3 + 8

const scratch = new SparseCounts()
/** The longest encoding. Shared, because allocating this much per histogram costs more than encoding. */
const buffer = new Uint8Array(HEADER + COUNTS_LENGTH * ENTRY)
const bufferView = new DataView(buffer.buffer)
bufferView.setUint32(0, COOKIE_WITH_WORD)
bufferView.setInt32(8, 0) // normalizing index offset
bufferView.setInt32(12, DIGITS)
bufferView.setBigInt64(16, 1n) // lowest discernible value
bufferView.setBigInt64(24, BigInt(HIGHEST_TRACKABLE))
bufferView.setFloat64(32, 1) // integer to double conversion ratio

/** Encodes a histogram; an empty one gives a header alone. */
export function encodeHistogram(histogram: Histogram): Uint8Array {
  scratch.readHistogram(histogram)
  return encodeCounts(scratch)
}

/** Encodes counts in the same form. */
export function encodeCounts(counts: SparseCounts): Uint8Array {
  let at = HEADER
  let next = 0
  for (let entry = 0; entry < counts.length; entry++) {
    const index = counts.indexAt(entry)
    const zeros = index - next
    if (zeros > 0) at = writeZigZag(buffer, at, zeros === 1 ? 0 : -zeros)
    at = writeZigZag(buffer, at, counts.countAt(entry))
    next = index + 1
  }
  bufferView.setUint32(4, at - HEADER)
  return buffer.slice(0, at)
}

/** Exact sums that the encoding does not carry. */
export interface HistogramStats {
  sum: number
  min: number
  max: number
}

/**
 * Adds an encoded histogram to `into`. Without `stats`, sum, minimum and maximum are taken from the buckets.
 * @throws HeadroomError HISTOGRAM_CORRUPT when the bytes are not such an encoding.
 */
export function mergeEncoded(into: Histogram, bytes: Uint8Array, stats?: HistogramStats): void {
  decodeCounts(scratch, bytes)
  if (scratch.length === 0) return
  let total = 0
  let sum = 0
  for (let entry = 0; entry < scratch.length; entry++) {
    const count = scratch.countAt(entry)
    total += count
    if (stats) continue
    const [low, high] = bucketBounds(scratch.indexAt(entry))
    sum += count * Math.floor((low + high + 1) / 2)
  }
  scratch.addTo(into)
  const [lowest, highest] = [bucketBounds(scratch.indexAt(0)), bucketBounds(scratch.indexAt(scratch.length - 1))]
  into.count += total
  into.sum += stats?.sum ?? sum
  into.min = Math.min(into.min, stats?.min ?? lowest[0])
  into.max = Math.max(into.max, stats?.max ?? Math.min(highest[1], HIGHEST_TRACKABLE))
}

/**
 * Reads an encoded histogram's counts; what `into` held before is gone.
 * @throws HeadroomError HISTOGRAM_CORRUPT
 */
export function decodeCounts(into: SparseCounts, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER || view.getUint32(0) !== COOKIE_WITH_WORD || view.getInt32(12) !== DIGITS) throw corrupt()
  const end = HEADER + view.getUint32(4)
  if (end > bytes.length) throw corrupt()
  into.clear()
  let at = HEADER
  let index = 0
  while (at < end) {
    let value = 0
    let scale = 1
    for (let n = 0; ; n++) {
      if (at >= end || n > 7) throw corrupt() // counts stay below 2^52, so eight bytes of seven bits at most
      const byte = bytes[at++] as number
      value += (byte & 0x7f) * scale
      if (byte < 0x80) break
      scale *= 128
    }
    const count = value % 2 === 0 ? value / 2 : -(value + 1) / 2
    if (count <= 0) {
      index += count === 0 ? 1 : -count
      continue
    }
    if (index >= COUNTS_LENGTH) throw corrupt()
    into.push(index++, count)
  }
}

/** Zigzag LEB128 of a whole number within 2^52; ZigZag(n) = 2n for n >= 0, -2n - 1 below. */
function writeZigZag(bytes: Uint8Array, start: number, value: number): number {
  let at = start
  let rest = value >= 0 ? value * 2 : -value * 2 - 1
  while (rest >= 0x80) {
    bytes[at++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  bytes[at++] = rest
  return at
}

function corrupt(): HeadroomError {
  return new HeadroomError({
    code: 'HISTOGRAM_CORRUPT',
    message: 'A stored histogram is not a valid HDR V2 encoding with 3 significant digits.',
    hint: 'Run the integrity check of the database; restore it from a backup if that fails.',
  })
}
