import { inflateRawSync } from 'node:zlib'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../../shared/metrics/histogram.ts'
import type { SeriesPoint } from '../../../../shared/run.ts'
import { counterPoint, runStart, seriesOf, trendPoint } from '../../../store/testing/runData.ts'
import { figuresOfRange } from '../script/figuresOfRange.ts'
import { fitRange } from './fitRange.ts'
import { decodeRangeData, encodeRangeData } from './rangeCodec.ts'
import { type RangeData, wholeWindows } from './rangeData.ts'

const SECONDS = 125
const random = xoroshiro128plus(5)
const uniform = (): number => ((random.next() >>> 0) % 100_000) / 100_000
/** Durations per step and second, in microseconds; some seconds are empty. */
const values = [0, 1].map((step) =>
  Array.from({ length: SECONDS }, (_, second) =>
    Array.from({ length: second % 13 === 4 ? 0 : 1 + Math.floor(uniform() * 9) }, () =>
      Math.round((step + 1) * 7000 * (0.4 + uniform() ** 4 * 20)),
    ),
  ),
)

function history(
  of: (durations: readonly number[]) => SeriesPoint,
  step: number,
): (SeriesPoint & { second: number })[] {
  return (values[step] ?? []).flatMap((durations, second) =>
    durations.length === 0 ? [] : [{ ...of(durations), second }],
  )
}

const data: RangeData = {
  run: {
    id: 'run',
    name: 'run',
    scenario: 'run',
    startedAtMs: runStart('run').startedAtMs,
    durationMs: SECONDS * 1000 - 600,
    status: 'failed',
    validity: 'valid',
    reasons: [],
  },
  workers: 2,
  thresholds: [
    { metric: 'http_req_duration{step:save}', expression: 'p(95)<60', value: 1, limit: 60, ok: true, aborted: false },
    { metric: 'http_reqs', expression: 'rate>5.5', value: 1, limit: 5.5, ok: true, aborted: false },
  ],
  windowSeconds: 1,
  lastSecond: SECONDS - 1,
  series: ['browse', 'save'].flatMap((step, index) => [
    {
      definition: seriesOf(2 * index, 'http_req_duration', { step }),
      windowSeconds: 1,
      points: history((durations) => trendPoint(2 * index, durations), index),
    },
    {
      definition: seriesOf(2 * index + 1, 'http_reqs', { step }),
      windowSeconds: 1,
      points: history((durations) => counterPoint(2 * index + 1, durations.length), index),
    },
  ]),
  peakVUs: Array.from({ length: SECONDS }, (_, second) => second % 31),
  droppedIterations: Array.from({ length: SECONDS }, (_, second) => (second === 80 ? 4 : 0)),
}

function bruteForce(from: number, to: number, steps: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const step of steps) for (const us of (values[step] ?? []).slice(from, to + 1).flat()) histogram.record(us)
  return histogram
}

describe('the data that a report carries for ranges', () => {
  it('comes back as it was, doubles and empty windows included', () => {
    const fractions = {
      ...data.series[1],
      points: [{ series: 1, second: 7, count: 2, sum: -0.25, min: -1.5, max: 1.25 }],
    }
    const odd = { ...data, series: [...data.series, fractions as RangeData['series'][number]] }
    const back = decodeRangeData(encodeRangeData(odd))
    const plain = ({ series, ...rest }: RangeData) => ({
      ...rest,
      series: series.map((one) => ({
        ...one,
        // Columns of percentiles are not carried: merging asks the histograms.
        points: one.points.map(({ second, count, sum, min, max, histogram }) => ({
          second,
          count,
          sum,
          min,
          max,
          histogram,
        })),
      })),
    })
    expect(plain(back)).toEqual(plain(odd))
  })

  it.each([1, 10])('tells the figures of any range of windows of %i s as its values one by one do', (seconds) => {
    const carried = decodeRangeData(inflateRawSync(packedIn(seconds)))
    for (let round = 0; round < 15; round++) {
      const first = Math.floor(uniform() * SECONDS)
      const range = wholeWindows(
        { from: first, to: first + Math.floor(uniform() ** 3 * SECONDS) },
        seconds,
        SECONDS - 1,
      )
      const { summary, durations } = figuresOfRange(carried, range)
      const all = bruteForce(range.from, range.to, [0, 1])
      const save = bruteForce(range.from, range.to, [1])
      const elapsed = (Math.min((range.to + 1) * 1000, data.run.durationMs) - range.from * 1000) / 1000
      expect([durations.count, durations.sum, durations.min, durations.max]).toEqual([
        all.count,
        all.sum,
        all.min,
        all.max,
      ])
      for (const percent of [50, 95, 99, 99.9]) expect(durations.percentile(percent)).toBe(all.percentile(percent))
      expect(summary.steps.find(({ name }) => name === 'save')).toEqual(
        save.count === 0
          ? undefined
          : expect.objectContaining({ count: save.count, rate: save.count / elapsed, p95: save.percentile(95) / 1000 }),
      )
      expect(summary.thresholds.map(({ value }) => value)).toEqual([
        save.count === 0 ? null : save.percentile(95) / 1000,
        all.count === 0 ? null : (expect.closeTo(all.count / elapsed, 9) as number),
      ])
      expect(summary.load.droppedIterations).toBe(range.from <= 80 && range.to >= 80 ? 4 : 0)
    }
  })

  it('gives up when even the longest windows take more room than there is', () => {
    expect(fitRange(() => data, SECONDS - 1, 10)).toBeUndefined()
  })
})

/** Packed in windows of that length: each time with less room than the windows before took. */
function packedIn(seconds: number): Uint8Array {
  let packed = fitRange(() => data, SECONDS - 1, Infinity)
  while (packed !== undefined && packed.windowSeconds < seconds)
    packed = fitRange(() => data, SECONDS - 1, packed.bytes.length - 1)
  expect(packed?.windowSeconds).toBe(seconds)
  return packed?.bytes ?? new Uint8Array()
}
