import { encodeHistogram } from '../../../shared/metrics/histogramCodec.ts'
import type { WindowMessage } from '../protocol.ts'
import type { Series } from './series.ts'

const STATS = 4

/** The columns of a window message: entry i of each belongs to the i-th series. */
export function encodeWindow(
  entries: readonly Series[],
): Pick<WindowMessage, 'ids' | 'stats' | 'histogramLengths' | 'histograms'> {
  const ids = new Uint32Array(entries.length)
  const stats = new Float64Array(entries.length * STATS)
  const histogramLengths = new Uint32Array(entries.length)
  const encoded: Uint8Array[] = []
  let total = 0
  entries.forEach((series, index) => {
    ids[index] = series.definition.id
    stats.set([series.count, series.sum, series.min, series.max], index * STATS)
    if (!series.histogram) return
    const bytes = encodeHistogram(series.histogram)
    histogramLengths[index] = bytes.length
    total += bytes.length
    encoded.push(bytes)
  })
  const histograms = new Uint8Array(total)
  let at = 0
  for (const bytes of encoded) {
    histograms.set(bytes, at)
    at += bytes.length
  }
  return { ids, stats, histogramLengths, histograms }
}
