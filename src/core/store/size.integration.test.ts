import { statSync } from 'node:fs'
import { join } from 'node:path'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, it } from 'vitest'
import { Histogram } from '../../shared/metrics/histogram.ts'
import { encodeHistogram } from '../../shared/metrics/histogramCodec.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import { openDatabase } from './database.ts'
import { RunWriter } from './runWriter.ts'
import { temporaryFolder } from './testing/folders.ts'
import { percentileColumns, livePoint, runFinish, runStart, seriesOf, workerSample } from './testing/runData.ts'

const STEPS = 20
/** 200 requests a second over all steps. */
const REQUESTS_PER_STEP_AND_SECOND = 10
const MEASURED_SECONDS = 240
const BUDGET_BYTES_PER_HOUR = 60e6

/** Trends of each step: median in microseconds and spread of a log-normal distribution, whether each second keeps its histogram. */
const TRENDS: readonly (readonly [metric: string, medianUs: number, sigma: number, eachSecond: boolean])[] = [
  ['http_req_duration', 25_000, 0.5, true],
  ['http_req_response', 25_000, 0.5, true],
  ['http_req_blocked', 4, 0.4, false],
  ['http_req_connecting', 0, 0, false],
  ['http_req_tls_handshaking', 0, 0, false],
  ['http_req_sending', 40, 0.4, false],
  ['http_req_waiting', 25_000, 0.5, false],
  ['http_req_receiving', 180, 0.5, false],
]
const COUNTERS = ['http_reqs', 'http_req_failed', 'checks', 'data_sent', 'data_received', 'rate_limited'] as const

const random = xoroshiro128plus(7)
const uniform = (): number => ((random.next() >>> 0) + 1) / 2 ** 32
const logNormal = (median: number, sigma: number): number =>
  median * Math.exp(sigma * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()))

function trend(series: number, histogram: Histogram, withHistogram: boolean): SeriesPoint {
  const { count, sum, min, max } = histogram
  const point = { series, count, sum, min, max, ...percentileColumns(histogram) }
  return withHistogram ? { ...point, histogram: encodeHistogram(histogram) } : point
}

it('stores an hour of 20 steps in less than 60 MB', () => {
  const database = openDatabase(join(temporaryFolder(), 'headroom.db'))
  database.pragma('wal_checkpoint(TRUNCATE)')
  const emptyBytes = statSync(database.name).size
  const writes: (() => void)[] = []
  const writer = new RunWriter(database, (write) => writes.push(write))
  writer.begin(runStart('hour'))
  const metrics = [...TRENDS.map(([metric]) => metric), ...COUNTERS]
  const idOf = (step: number, metric: number): number => step * metrics.length + metric
  writer.series(
    Array.from({ length: STEPS }, (_, step) =>
      metrics.map((metric, index) =>
        seriesOf(idOf(step, index), metric, { step: `step ${step}`, method: 'GET', status: '200' }),
      ),
    ).flat(),
  )
  const tens = Array.from({ length: STEPS * metrics.length }, () => new Histogram())
  const minutes = Array.from({ length: STEPS * metrics.length }, () => new Histogram())
  const rollUp = (seconds: 10 | 60, second: number, histograms: readonly Histogram[]): void => {
    const points = histograms.map((histogram, series) => {
      const trends = series % metrics.length < TRENDS.length
      const count = REQUESTS_PER_STEP_AND_SECOND * seconds
      return trends ? trend(series, histogram, true) : { series, count, sum: count * 812, min: 1, max: 980 }
    })
    writer.rollup(seconds, { second: second + 1 - seconds, points })
    for (const histogram of histograms) histogram.reset()
  }

  for (let second = 0; second < MEASURED_SECONDS; second++) {
    const points: SeriesPoint[] = []
    for (let step = 0; step < STEPS; step++) {
      const requests = Math.round(REQUESTS_PER_STEP_AND_SECOND * (0.7 + 0.6 * uniform()))
      for (const [index, [, median, sigma, eachSecond]] of TRENDS.entries()) {
        const histogram = new Histogram()
        for (let n = 0; n < requests; n++) histogram.record(logNormal(median, sigma))
        const series = idOf(step, index)
        points.push(trend(series, histogram, eachSecond))
        tens[series]?.merge(histogram)
        minutes[series]?.merge(histogram)
      }
      for (const [index, metric] of COUNTERS.entries()) {
        const each = metric === 'http_req_failed' || metric === 'rate_limited' ? 0 : metric.startsWith('data') ? 812 : 1
        points.push({
          series: idOf(step, TRENDS.length + index),
          count: requests,
          sum: requests * each,
          min: each,
          max: each,
        })
      }
    }
    writer.window({ second, points })
    writer.live(livePoint(second))
    for (const worker of [0, 1]) writer.worker(workerSample(second, worker))
    if (second % 10 === 9) rollUp(10, second, tens)
    if (second % 60 === 59) rollUp(60, second, minutes)
    for (const write of writes.splice(0)) write()
  }
  writer.finish(runFinish())
  database.close()
  const bytesPerHour = ((statSync(database.name).size - emptyBytes) / MEASURED_SECONDS) * 3600
  expect(bytesPerHour).toBeLessThan(BUDGET_BYTES_PER_HOUR)
}, 120_000)
