import type { SparseCounts } from '../../../shared/metrics/sparseCounts.ts'
import { bucketBounds } from '../../../shared/metrics/histogram.ts'

/** What is compared of a group of series, over a whole run or a resample of it. Durations in microseconds. */
export interface GroupStatistics {
  p50: number
  p95: number
  p99: number
  failed: number
  requests: number
}

/**
 * One group of series of one run, cut into windows of equal length from the start. Resampling adds windows up: a window
 * holds its non-empty buckets only, and buckets are numbered by the group's own, so a resample costs what the windows hold.
 */
export class RunWindows {
  readonly requests: Float64Array
  readonly failed: Float64Array
  private readonly buckets: { index: number; count: number }[][]
  private values: Float64Array | undefined
  private compact: { slots: Int32Array; counts: Float64Array }[] = []
  private total = new Float64Array(0)

  constructor(windows: number) {
    this.requests = new Float64Array(windows)
    this.failed = new Float64Array(windows)
    this.buckets = Array.from({ length: windows }, () => [])
  }

  /** Adds the durations of one second of one series. */
  addDurations(window: number, counts: SparseCounts): void {
    const bucket = this.buckets[window]
    for (let entry = 0; entry < counts.length; entry++) {
      bucket?.push({ index: counts.indexAt(entry), count: counts.countAt(entry) })
    }
  }

  addRequests(window: number, requests: number): void {
    this.requests[window] = (this.requests[window] ?? 0) + requests
  }

  addFailed(window: number, failed: number): void {
    this.failed[window] = (this.failed[window] ?? 0) + failed
  }

  /** @param positions windows to add up; one may come several times */
  statistics(positions: Iterable<number>): GroupStatistics {
    this.values ??= this.prepare()
    const { total, values } = this
    total.fill(0)
    let [seen, requests, failed] = [0, 0, 0]
    for (const position of positions) {
      requests += this.requests[position] ?? 0
      failed += this.failed[position] ?? 0
      const window = this.compact[position]
      if (window === undefined) continue
      for (let entry = 0; entry < window.slots.length; entry++) {
        const slot = window.slots[entry] as number
        const count = window.counts[entry] as number
        total[slot] = (total[slot] as number) + count
        seen += count
      }
    }
    const [p50, p95, p99] = percentiles(total, values, seen)
    return { p50, p95, p99, failed, requests }
  }

  private prepare(): Float64Array {
    const indexes = [...new Set(this.buckets.flatMap((window) => window.map(({ index }) => index)))].toSorted(
      (one, other) => one - other,
    )
    const slotOf = new Map(indexes.map((index, slot) => [index, slot]))
    this.total = new Float64Array(indexes.length)
    this.compact = this.buckets.map((window) => ({
      slots: Int32Array.from(window, ({ index }) => slotOf.get(index) ?? 0),
      counts: Float64Array.from(window, ({ count }) => count),
    }))
    return Float64Array.from(indexes, (index) => {
      const [low, high] = bucketBounds(index)
      return (low + high) / 2
    })
  }
}

/** By the rule of Histogram.percentile; NaN when there is nothing. */
function percentiles(counts: Float64Array, values: Float64Array, total: number): [number, number, number] {
  const found: [number, number, number] = [Number.NaN, Number.NaN, Number.NaN]
  if (total === 0) return found
  let seen = 0
  let next = 0
  for (let slot = 0; slot < counts.length && next < 3; slot++) {
    seen += counts[slot] as number
    while (next < 3 && seen >= Math.ceil((WANTED[next] as number) * total - 1e-9)) {
      found[next++] = values[slot] as number
    }
  }
  return found
}

const WANTED = [0.5, 0.95, 0.99]
