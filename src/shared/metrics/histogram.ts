/**
 * High dynamic range histogram: 3 significant digits from 1 to 3.6e9 (1 us to 1 h), after Gil Tene's HdrHistogram
 * (http://hdrhistogram.org, public domain). Own code because it is the engine's hot path: recording is a clz and an
 * increment, and emptying or encoding costs the touched range only.
 */
const SUB_BUCKET_BITS = 11
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS
const HALF = SUB_BUCKETS >> 1
export const HIGHEST_TRACKABLE = 3_600_000_000
/** Buckets until the highest value fits: 2048 << 21 > 3.6e9. */
const BUCKETS = 22
export const COUNTS_LENGTH = (BUCKETS + 1) * HALF
/** Counts start this long (values below 100 ms or so) and double when a higher value comes: most series stay small. */
const INITIAL_LENGTH = 8 * HALF

/** Index of the count that holds a value; values are whole numbers, 0 to HIGHEST_TRACKABLE (clamped by the caller). */
function indexOf(value: number): number {
  const bucket = 32 - SUB_BUCKET_BITS - Math.clz32(value | (SUB_BUCKETS - 1))
  return bucket * HALF + (value >>> bucket)
}

/** The lowest value that falls on this index. */
function lowestAt(index: number): number {
  if (index < SUB_BUCKETS) return index
  const bucket = Math.floor(index / HALF) - 1
  return (index - bucket * HALF) * 2 ** bucket
}

/** Width of the range of values that fall on this index. */
function widthAt(index: number): number {
  return index < SUB_BUCKETS ? 1 : 2 ** (Math.floor(index / HALF) - 1)
}

export class Histogram {
  count = 0
  sum = 0
  min = Infinity
  max = 0
  private counts: Float64Array | Uint32Array
  private first = COUNTS_LENGTH
  private last = -1

  /** @param wide counts may pass 2^32 - 1 (totals of very long runs); costs twice the memory. */
  constructor(wide = false) {
    this.counts = wide ? new Float64Array(INITIAL_LENGTH) : new Uint32Array(INITIAL_LENGTH)
  }

  /** Records one value (for durations: microseconds). Rounded to a whole number and clamped to 0..HIGHEST_TRACKABLE. */
  record(value: number): void {
    const whole = value < HIGHEST_TRACKABLE ? (value > 0 ? (value + 0.5) >>> 0 : 0) : HIGHEST_TRACKABLE
    this.count++
    this.sum += whole
    if (whole < this.min) this.min = whole
    if (whole > this.max) this.max = whole
    this.addAt(indexOf(whole), 1)
  }

  /** Adds another histogram. Merging in any order gives the same result. */
  merge(other: Histogram): void {
    if (other.count === 0) return
    for (let index = other.first; index <= other.last; index++) {
      const added = other.counts[index] as number
      if (added > 0) this.addAt(index, added)
    }
    this.count += other.count
    this.sum += other.sum
    if (other.min < this.min) this.min = other.min
    if (other.max > this.max) this.max = other.max
  }

  /**
   * The value at a percentile 0..100 by HdrHistogram's rule: the smallest recorded value that at least that share of
   * values does not exceed, to 3 significant digits; never above the maximum. 0 when empty.
   */
  percentile(percent: number): number {
    if (this.count === 0) return 0
    const wanted = Math.max(1, Math.ceil((Math.min(percent, 100) / 100) * this.count - 1e-9))
    let seen = 0
    for (let index = this.first; index <= this.last; index++) {
      seen += this.counts[index] as number
      if (seen >= wanted) return this.valueAt(index)
    }
    return this.max
  }

  /** Share of values (0..1) that do not exceed `value`, to the histogram's precision. NaN when empty. */
  shareAtOrBelow(value: number): number {
    const end = Math.min(indexOf(Math.min(Math.max(0, Math.round(value)), HIGHEST_TRACKABLE)), this.last)
    let seen = 0
    for (let index = this.first; index <= end; index++) seen += this.counts[index] as number
    return seen / this.count
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count
  }

  /** Calls back with (value, count) for every non-empty bucket in rising order; value is the bucket's midpoint. */
  forEach(visit: (value: number, count: number) => void): void {
    for (let index = this.first; index <= this.last; index++) {
      const count = this.counts[index] as number
      if (count > 0) visit(this.valueAt(index), count)
    }
  }

  /** Empties it, at the cost of the touched range only. */
  reset(): void {
    if (this.last >= this.first) this.counts.fill(0, this.first, this.last + 1)
    this.count = 0
    this.sum = 0
    this.min = Infinity
    this.max = 0
    this.first = COUNTS_LENGTH
    this.last = -1
  }

  /** Touched index range [first, last]; last < first when empty. For the encoder. */
  get range(): readonly [number, number] {
    return [this.first, this.last]
  }

  countAt(index: number): number {
    return this.counts[index] ?? 0
  }

  /** Adds to a bucket without touching count, sum, min and max. For the decoder, which sets them itself. */
  addAt(index: number, added: number): void {
    if (index < this.first) this.first = index
    if (index > this.last) this.last = index
    if (index >= this.counts.length) this.grow(index)
    this.counts[index] = (this.counts[index] as number) + added
  }

  private grow(index: number): void {
    let length = this.counts.length
    while (length <= index) length *= 2
    length = Math.min(length, COUNTS_LENGTH)
    const grown = this.counts instanceof Float64Array ? new Float64Array(length) : new Uint32Array(length)
    grown.set(this.counts)
    this.counts = grown
  }

  private valueAt(index: number): number {
    const middle = lowestAt(index) + (widthAt(index) >> 1)
    return Math.min(Math.max(middle, this.min), this.max)
  }
}

/** Lowest and highest value that share the bucket of an index; for charts of the distribution. */
export function bucketBounds(index: number): readonly [number, number] {
  const low = lowestAt(index)
  return [low, low + widthAt(index) - 1]
}
