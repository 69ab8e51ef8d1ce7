import { deflateRawSync } from 'node:zlib'
import { encodeRangeData } from './rangeCodec.ts'
import { type RangeData, joinWindows } from './rangeData.ts'

/** Windows that may be tried, in seconds; those from a minute on are whole minutes, those from ten seconds on whole tens. */
const WINDOW_SECONDS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400]
/** Of a run, from its middle: enough to tell how long windows must be. */
const SAMPLE_SECONDS = 300

/** Packed by DEFLATE (RFC 1951), as browsers unpack it (`DecompressionStream('deflate-raw')`). */
export interface PackedRange {
  windowSeconds: number
  bytes: Uint8Array
}

/**
 * The data of a run in the shortest windows that take no more room than that. Their figures are exact either way: longer
 * windows only mean that a range can be chosen less finely.
 * @param read the run's data, or that of a part of its seconds, in windows of about that length: at most that, and a divisor of it
 * @returns undefined when even the longest take more
 */
export function fitRange(
  read: (windowSeconds: number, part?: { from: number; to: number }) => RangeData,
  lastSecond: number,
  mostBytes: number,
): PackedRange | undefined {
  const from = Math.max(0, Math.floor((lastSecond - SAMPLE_SECONDS) / 120) * 60)
  const sample = { from, to: Math.min(lastSecond, from + SAMPLE_SECONDS - 1) }
  const share = (sample.to - sample.from + 1) / (lastSecond + 1)
  for (const seconds of WINDOW_SECONDS) {
    // What does not fit by far, going by the sample, is not read as a whole.
    if (
      share < 1 &&
      seconds < SAMPLE_SECONDS &&
      pack(read(seconds, sample), seconds).length * ROUGHLY > mostBytes * share
    )
      continue
    const data = read(seconds)
    if (data.series.length === 0) return undefined
    const bytes = pack(data, seconds)
    if (bytes.length <= mostBytes) return { windowSeconds: seconds, bytes }
  }
  return undefined
}

/** A sample may be off by as much. */
const ROUGHLY = 0.9

function pack(data: RangeData, seconds: number): Uint8Array {
  return deflateRawSync(encodeRangeData(withWindows(data, seconds)))
}

function withWindows(data: RangeData, seconds: number): RangeData {
  if (seconds === data.windowSeconds) return data
  const factor = seconds / data.windowSeconds
  const joined = (values: readonly number[], join: (part: readonly number[]) => number): number[] =>
    Array.from({ length: Math.ceil(values.length / factor) }, (_, index) =>
      join(values.slice(index * factor, (index + 1) * factor)),
    )
  return {
    ...data,
    windowSeconds: seconds,
    series: data.series.map((one) => (seconds % one.windowSeconds === 0 ? joinWindows(one, seconds) : one)),
    peakVUs: joined(data.peakVUs, (part) => Math.max(...part)),
    droppedIterations: joined(data.droppedIterations, (part) => part.reduce((sum, value) => sum + value, 0)),
  }
}
