import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import * as hdr from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { HIGHEST_TRACKABLE, Histogram } from './histogram.ts'
import { encodeHistogram, mergeEncoded } from './histogramCodec.ts'

const value = fc.oneof(fc.nat(3000), fc.nat(2_000_000), fc.integer({ min: 0, max: HIGHEST_TRACKABLE }))
const values = fc.array(value, { maxLength: 300 })

function histogramOf(recorded: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const one of recorded) histogram.record(one)
  return histogram
}

function bucketsOf(histogram: Histogram): number[][] {
  const buckets: number[][] = []
  const [first, last] = histogram.range
  for (let index = first; index <= last; index++) {
    const count = histogram.countAt(index)
    if (count > 0) buckets.push([index, count])
  }
  return buckets
}

describe('our own decoding', () => {
  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const histogram = histogramOf(recorded)
        const { sum, min, max } = histogram
        const decoded = new Histogram()
        mergeEncoded(decoded, encodeHistogram(histogram), { sum, min, max })
        expect(bucketsOf(decoded)).toEqual(bucketsOf(histogram))
        expect(decoded).toMatchObject({ count: histogram.count, sum, min, max })
      }),
    )
  })

  it('adds to what is there', () => {
    const into = histogramOf([5, 9_000_000])
    mergeEncoded(into, encodeHistogram(histogramOf([1, 5])), { sum: 6, min: 1, max: 5 })
    expect(into).toMatchObject({ count: 4, sum: 9_000_011, min: 1, max: 9_000_000 })
    expect(bucketsOf(into)).toEqual(bucketsOf(histogramOf([1, 5, 5, 9_000_000])))
  })

  it('finds sum, minimum and maximum to the precision of the buckets when they are not given', () => {
    const decoded = new Histogram()
    mergeEncoded(decoded, encodeHistogram(histogramOf([1000, 5_000_000])))
    expect(Math.abs(decoded.sum / 5_001_000 - 1)).toBeLessThan(0.001)
    expect(decoded.min).toBe(1000)
    expect(Math.abs(decoded.max / 5_000_000 - 1)).toBeLessThan(0.001)
  })

  it('keeps counts beyond 32 bits', () => {
    const many = new Histogram(true)
    many.addAt(3, 2 ** 51 - 1)
    const decoded = new Histogram(true)
    mergeEncoded(decoded, encodeHistogram(many))
    expect(decoded.countAt(3)).toBe(2 ** 51 - 1)
  })

  it('refuses what is no such encoding, and never reads beyond its end', () => {
    const good = encodeHistogram(histogramOf([1, 100, 5_000_000]))
    const changed = (at: number, byte: number) => good.with(at, byte)
    const bad = [new Uint8Array(), good.slice(0, 39), good.slice(0, -1), changed(0, 0), changed(15, 2), changed(7, 200)]
    for (const bytes of bad) {
      expect(() => mergeEncoded(new Histogram(), bytes)).toThrow(expect.objectContaining({ code: 'HISTOGRAM_CORRUPT' }))
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const bytes = new Uint8Array([...good.slice(0, 40), ...noise])
        new DataView(bytes.buffer).setUint32(4, noise.length)
        try {
          mergeEncoded(new Histogram(true), bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'HISTOGRAM_CORRUPT' })
        }
      }),
    )
  })
})

describe('HdrHistogramJS, the other implementation', () => {
  /** The compressed V2 form: cookie, length, and the plain form deflated (HdrHistogram's encodeIntoCompressedByteBuffer). */
  function readByHdr(bytes: Uint8Array): hdr.Histogram {
    const deflated = deflateSync(bytes)
    const head = Buffer.alloc(8)
    head.writeUInt32BE(0x1c849304, 0)
    head.writeUInt32BE(deflated.length, 4)
    return hdr.decodeFromCompressedBase64(Buffer.concat([head, deflated]).toString('base64'))
  }

  /** Every bucket that holds something; without the exact maximum, which the encoding does not carry. */
  function distributionOf(histogram: hdr.Histogram): string {
    return histogram.outputPercentileDistribution().replace(/Max +=.*,/, '')
  }

  it('reads the same counts and percentiles', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const ours = histogramOf(recorded)
        const theirs = readByHdr(encodeHistogram(ours))
        expect(theirs.totalCount).toBe(ours.count)
        for (const percent of ours.count > 0 ? [0, 50, 90, 95, 99, 99.9, 100] : []) {
          // Theirs is an end of the bucket, ours its middle.
          const theirsFound = theirs.getValueAtPercentile(percent)
          const width = theirsFound < 2048 ? 0 : theirsFound / 1000
          expect(Math.abs(ours.percentile(percent) - theirsFound)).toBeLessThanOrEqual(width)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('makes the same buckets of the same values', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 100 }), (recorded) => {
        const theirs = hdr.build({
          lowestDiscernibleValue: 1,
          highestTrackableValue: HIGHEST_TRACKABLE,
          numberOfSignificantValueDigits: 3,
          bitBucketSize: 64,
        })
        for (const one of recorded) theirs.recordValue(one)
        const again = readByHdr(encodeHistogram(histogramOf(recorded)))
        expect(distributionOf(again)).toBe(distributionOf(theirs))
      }),
      { numRuns: 30 },
    )
  })
})
