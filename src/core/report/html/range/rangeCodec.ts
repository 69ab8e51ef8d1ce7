import type { SeriesDefinition } from '../../../../shared/metrics/series.ts'
import { bucketBounds } from '../../../../shared/metrics/histogram.ts'
import { decodeCounts, encodeCounts } from '../../../../shared/metrics/histogramCodec.ts'
import { SparseCounts } from '../../../../shared/metrics/sparseCounts.ts'
import { decodeColumns, encodeColumns } from './columns.ts'
import type { RangeData, WindowPoint, WindowedSeries } from './rangeData.ts'

/** Everything but the points, whose numbers follow as columns. */
interface Head extends Omit<RangeData, 'series'> {
  series: readonly { definition: SeriesDefinition; windowSeconds: number; points: number }[]
}

/** Of all points of all series, one after the other. */
const COLUMNS = {
  /** Windows since the point before. */
  window: 0,
  sum: 1,
  /** Of trends: above the low end of the lowest bucket. */
  min: 2,
  /** Of trends: below the high end of the highest bucket. */
  max: 3,
  /** Of all but trends, whose buckets tell it. */
  count: 4,
  /** Trends: how many buckets are not empty; of each its distance from the one before, and its count. */
  buckets: 5,
  bucket: 6,
  bucketCount: 7,
} as const
const COLUMN_COUNT = Object.keys(COLUMNS).length
const HEAD_LENGTH_BYTES = 4

const scratch = new SparseCounts()

/** Not compressed. Nothing is lost: what is decoded merges to the same figures. */
export function encodeRangeData({ series, ...rest }: RangeData): Uint8Array {
  const columns = Array.from({ length: COLUMN_COUNT }, (): number[] => [])
  const add = (column: keyof typeof COLUMNS, value: number): void => void columns[COLUMNS[column]]?.push(value)
  for (const { windowSeconds, points } of series) {
    let before = 0
    for (const point of points) {
      const window = point.second / windowSeconds
      add('window', window - before)
      before = window
      add('sum', point.sum)
      if (point.histogram === undefined) {
        add('min', point.min)
        add('max', point.max)
        add('count', point.count)
        continue
      }
      decodeCounts(scratch, point.histogram)
      add('min', point.min - bucketBounds(scratch.indexAt(0))[0])
      add('max', bucketBounds(scratch.indexAt(scratch.length - 1))[1] - point.max)
      add('buckets', scratch.length)
      let last = 0
      for (let entry = 0; entry < scratch.length; entry++) {
        add('bucket', scratch.indexAt(entry) - last)
        add('bucketCount', scratch.countAt(entry))
        last = scratch.indexAt(entry)
      }
    }
  }
  const described = series.map(({ points, ...one }) => ({ ...one, points: points.length }))
  const head = new TextEncoder().encode(JSON.stringify({ ...rest, series: described } satisfies Head))
  const body = encodeColumns(columns)
  const bytes = new Uint8Array(HEAD_LENGTH_BYTES + head.length + body.length)
  new DataView(bytes.buffer).setUint32(0, head.length)
  bytes.set(head, HEAD_LENGTH_BYTES)
  bytes.set(body, HEAD_LENGTH_BYTES + head.length)
  return bytes
}

/** @param bytes as `encodeRangeData` made them */
export function decodeRangeData(bytes: Uint8Array): RangeData {
  const headEnd = HEAD_LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD_LENGTH_BYTES, headEnd))) as Head
  const columns = decodeColumns(bytes.subarray(headEnd))
  const places = columns.map(() => 0)
  const next = (column: keyof typeof COLUMNS): number => {
    const index = COLUMNS[column]
    const place = places[index] ?? 0
    places[index] = place + 1
    return columns[index]?.[place] ?? 0
  }
  const readTrend = (): Omit<WindowPoint, 'series' | 'second'> => {
    const [sum, aboveLow, belowHigh, buckets] = [next('sum'), next('min'), next('max'), next('buckets')]
    scratch.clear()
    let index = 0
    let count = 0
    for (let entry = 0; entry < buckets; entry++) {
      index += next('bucket')
      const added = next('bucketCount')
      scratch.push(index, added)
      count += added
    }
    const [low, high] = [bucketBounds(scratch.indexAt(0))[0], bucketBounds(index)[1]]
    return { count, sum, min: low + aboveLow, max: high - belowHigh, histogram: encodeCounts(scratch) }
  }
  const readPlain = (): Omit<WindowPoint, 'series' | 'second'> => ({
    sum: next('sum'),
    min: next('min'),
    max: next('max'),
    count: next('count'),
  })
  const series = head.series.map(({ definition, windowSeconds, points }): WindowedSeries => {
    let window = 0
    const read = (): WindowPoint => {
      window += next('window')
      const stats = definition.kind === 'trend' ? readTrend() : readPlain()
      return { series: definition.id, second: window * windowSeconds, ...stats }
    }
    return { definition, windowSeconds, points: Array.from({ length: points }, read) }
  })
  return { ...head, series }
}
