import type { SparseCounts } from '../../../shared/metrics/sparseCounts.ts'
import { bucketBounds } from '../../../shared/metrics/histogram.ts'

/** More windows tell no more; longer runs get longer windows. */
const MOST_WINDOWS = 240

/** How runs that have so many whole seconds in common are cut into windows. */
export function windowsOf(seconds: number): { windows: number; windowSeconds: number } {
  const windowSeconds = Math.max(1, Math.ceil(seconds / MOST_WINDOWS))
  return { windows: Math.floor(seconds / windowSeconds), windowSeconds }
}

/** All durations of a run in rising order: the buckets that hold any, and how many lie in them and below. */
export interface Distribution {
  count: number
  buckets: Int32Array
  /** Microseconds, the middle of each bucket. */
  values: Float64Array
  upTo: Float64Array
}

/** One group of series of one run, cut into windows of equal length from the start. */
export class RunWindows {
  readonly requests: Float64Array
  readonly failed: Float64Array
  /** What `failed` is a share of: also what failed before a request could be sent. */
  readonly attempts: Float64Array
  /** Durations in each window. */
  readonly durations: Float64Array
  private readonly buckets: { index: number; count: number }[][]
  private whole: Distribution | undefined

  constructor(windows: number) {
    this.requests = new Float64Array(windows)
    this.failed = new Float64Array(windows)
    this.attempts = new Float64Array(windows)
    this.durations = new Float64Array(windows)
    this.buckets = Array.from({ length: windows }, () => [])
  }

  /** Adds the durations of one second of one series. */
  addDurations(window: number, counts: SparseCounts): void {
    const bucket = this.buckets[window]
    if (bucket === undefined) return
    for (let entry = 0; entry < counts.length; entry++) {
      const count = counts.countAt(entry)
      bucket.push({ index: counts.indexAt(entry), count })
      addTo(this.durations, window, count)
    }
    this.whole = undefined
  }

  addRequests(window: number, requests: number): void {
    addTo(this.requests, window, requests)
  }

  addFailed(window: number, failed: number, attempts: number): void {
    addTo(this.failed, window, failed)
    addTo(this.attempts, window, attempts)
  }

  /** Over all windows. */
  get distribution(): Distribution {
    return (this.whole ??= distributionOf(this.buckets))
  }

  /** How many durations of each window lie in higher buckets. */
  above(bucket: number): Float64Array {
    return Float64Array.from(this.buckets, (window) => {
      let above = 0
      for (const { index, count } of window) if (index > bucket) above += count
      return above
    })
  }
}

function distributionOf(windows: readonly (readonly { index: number; count: number }[])[]): Distribution {
  const counts = new Map<number, number>()
  for (const window of windows) {
    for (const { index, count } of window) counts.set(index, (counts.get(index) ?? 0) + count)
  }
  const buckets = Int32Array.from(counts.keys()).toSorted((one, other) => one - other)
  let count = 0
  const upTo = Float64Array.from(buckets, (bucket) => (count += counts.get(bucket) ?? 0))
  const values = Float64Array.from(buckets, (bucket) => {
    const [low, high] = bucketBounds(bucket)
    return (low + high) / 2
  })
  return { count, buckets, values, upTo }
}

/** The place in a distribution where a share of the values is reached, by the rule of Histogram.percentile. */
export function placeOf({ count, upTo }: Distribution, share: number): number {
  const wanted = Math.max(1, Math.ceil(share * count - 1e-9))
  let [low, high] = [0, upTo.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((upTo[middle] ?? 0) >= wanted) high = middle
    else low = middle + 1
  }
  return low
}

function addTo(sums: Float64Array, window: number, value: number): void {
  sums[window] = (sums[window] ?? 0) + value
}
