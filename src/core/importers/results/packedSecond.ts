import type { WindowMessage } from '../../engine/protocol.ts'

/** One series in one second. */
export interface SecondCell {
  count: number
  sum: number
  min: number
  max: number
  /** Encoded histogram of a trend; empty for others. */
  histogram: Uint8Array
}

export type SecondWindow = Pick<WindowMessage, 'ids' | 'stats' | 'histogramLengths' | 'histograms'>

const STATS = 4
const HEAD_BYTES = 8
const BYTES_PER_CELL = STATS * 8 + 4 + 4

/** A second's cells by series, in one piece of memory: as objects, the million cells of an hour take a gigabyte. */
export function packSecond(cells: ReadonlyMap<number, SecondCell>): ArrayBuffer {
  const sorted = [...cells].toSorted(([one], [other]) => one - other)
  const histogramBytes = sorted.reduce((sum, [, { histogram }]) => sum + histogram.length, 0)
  const packed = new ArrayBuffer(HEAD_BYTES + sorted.length * BYTES_PER_CELL + histogramBytes)
  new Uint32Array(packed, 0, 1)[0] = sorted.length
  const { ids, stats, histogramLengths, histograms } = viewSecond(packed)
  let at = 0
  for (const [index, [series, { count, sum, min, max, histogram }]] of sorted.entries()) {
    ids[index] = series
    stats.set([count, sum, min, max], index * STATS)
    histogramLengths[index] = histogram.length
    histograms.set(histogram, at)
    at += histogram.length
  }
  return packed
}

/** What was packed, without a copy, as a load worker would send it. */
export function viewSecond(packed: ArrayBuffer): SecondWindow {
  const count = new Uint32Array(packed, 0, 1)[0] ?? 0
  let at = HEAD_BYTES
  const stats = new Float64Array(packed, at, count * STATS)
  at += stats.byteLength
  const ids = new Uint32Array(packed, at, count)
  at += ids.byteLength
  const histogramLengths = new Uint32Array(packed, at, count)
  return { ids, stats, histogramLengths, histograms: new Uint8Array(packed, at + histogramLengths.byteLength) }
}

/** The cells again. */
export function unpackSecond(packed: ArrayBuffer): Map<number, SecondCell> {
  const { ids, stats, histogramLengths, histograms } = viewSecond(packed)
  const cells = new Map<number, SecondCell>()
  let at = 0
  for (const [index, series] of ids.entries()) {
    const [count = 0, sum = 0, min = 0, max = 0] = stats.subarray(index * STATS)
    const length = histogramLengths[index] ?? 0
    cells.set(series, { count, sum, min, max, histogram: histograms.subarray(at, at + length) })
    at += length
  }
  return cells
}
