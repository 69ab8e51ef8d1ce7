import { type Histogram, bucketBounds } from './histogram.ts'

/**
 * The non-empty buckets of a histogram, in rising order: all that a second of one series usually is. Merging, encoding and
 * asking percentiles cost the number of entries, not the range of buckets. Made to be reused.
 */
export class SparseCounts {
  length = 0
  private indexes = new Int32Array(256)
  private counts = new Float64Array(256)
  /** For merging. */
  private otherIndexes = new Int32Array(256)
  private otherCounts = new Float64Array(256)

  clear(): void {
    this.length = 0
  }

  /** Adds a bucket above all that are there. */
  push(index: number, count: number): void {
    if (this.length === this.indexes.length) this.reserve(this.length * 2)
    this.indexes[this.length] = index
    this.counts[this.length] = count
    this.length++
  }

  indexAt(entry: number): number {
    return this.indexes[entry] ?? -1
  }

  countAt(entry: number): number {
    return this.counts[entry] ?? 0
  }

  /** Becomes what the histogram holds. */
  readHistogram(histogram: Histogram): void {
    this.clear()
    const [first, last] = histogram.range
    for (let index = first; index <= last; index++) {
      const count = histogram.countAt(index)
      if (count > 0) this.push(index, count)
    }
  }

  /** Adds another one's counts. Merging in any order gives the same result. */
  merge(other: SparseCounts): void {
    const { indexes, counts, length } = this
    this.indexes = this.otherIndexes
    this.counts = this.otherCounts
    this.otherIndexes = indexes
    this.otherCounts = counts
    this.clear()
    this.reserve(length + other.length)
    let mine = 0
    let theirs = 0
    while (mine < length || theirs < other.length) {
      const index = mine < length ? (indexes[mine] as number) : Infinity
      const otherIndex = theirs < other.length ? other.indexAt(theirs) : Infinity
      let count = 0
      if (index <= otherIndex) count += counts[mine++] as number
      if (otherIndex <= index) count += other.countAt(theirs++)
      this.push(Math.min(index, otherIndex), count)
    }
  }

  /** Adds the counts to a histogram's buckets; its count, sum, minimum and maximum are the caller's. */
  addTo(histogram: Histogram): void {
    for (let entry = 0; entry < this.length; entry++) {
      histogram.addAt(this.indexes[entry] as number, this.counts[entry] as number)
    }
  }

  /**
   * Values at several percentiles 0..100, by the same rule as Histogram.percentile.
   * @param percents rising
   */
  percentiles(percents: readonly number[], stats: { count: number; min: number; max: number }): number[] {
    const values: number[] = []
    let seen = 0
    let entry = -1
    for (const percent of percents) {
      const wanted = Math.max(1, Math.ceil((Math.min(percent, 100) / 100) * stats.count - 1e-9))
      while (seen < wanted && entry + 1 < this.length) seen += this.counts[++entry] as number
      values.push(seen < wanted ? stats.max : this.valueAt(entry, stats))
    }
    return values
  }

  private valueAt(entry: number, { min, max }: { min: number; max: number }): number {
    const [low, high] = bucketBounds(this.indexAt(entry))
    return Math.min(Math.max(low + ((high - low + 1) >> 1), min), max)
  }

  private reserve(length: number): void {
    if (length <= this.indexes.length) return
    const [indexes, counts] = [this.indexes, this.counts]
    this.indexes = new Int32Array(length)
    this.counts = new Float64Array(length)
    this.indexes.set(indexes)
    this.counts.set(counts)
  }
}
