// How long the parts of a report take on a run of an hour with 20 steps: `npm run bench:range`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { openDatabase } from '../src/core/store/database.ts'
import { readHeatMap } from '../src/core/store/queries/heatMap.ts'
import { readRangeReport } from '../src/core/store/queries/rangeReport.ts'
import { readReplayFrames } from '../src/core/store/queries/replayFrames.ts'
import { readRun } from '../src/core/store/queries/runDetail.ts'
import { readSlice } from '../src/core/store/queries/slice.ts'
import { RunWriter } from '../src/core/store/runWriter.ts'
import {
  livePoint,
  runFinish,
  runStart,
  seriesOf,
  trendPoint,
  workerSample,
} from '../src/core/store/testing/runData.ts'
import type { SeriesPoint } from '../src/shared/run.ts'

const SECONDS = 3600
const STEPS = 20
const PER_SECOND = 10
const TRENDS = ['http_req_duration', 'http_req_response', 'http_req_waiting', 'http_req_receiving'] as const
const METRICS = [...TRENDS, 'http_reqs', 'http_req_failed'] as const
const REPEATS = 5

const random = xoroshiro128plus(5)
const uniform = (): number => ((random.next() >>> 0) + 1) / 2 ** 32
const duration = (): number => Math.round(25_000 * Math.exp(0.5 * Math.sqrt(-2 * Math.log(uniform()))))

/** One window of every series. Seconds of phases have no histogram, as in a real run. */
function pointsOf(seconds: number): SeriesPoint[] {
  return Array.from({ length: STEPS }, (_, step) => {
    const values = Array.from({ length: PER_SECOND * seconds }, duration)
    const count = values.length
    return METRICS.map((metric, index) => {
      const series = step * METRICS.length + index
      if (metric === 'http_reqs') return { series, count, sum: count, min: 1, max: 1 }
      if (metric === 'http_req_failed') return { series, count, sum: 0, min: 0, max: 0 }
      const { histogram, ...point } = trendPoint(series, values)
      const isPhase = metric === 'http_req_waiting' || metric === 'http_req_receiving'
      return histogram === undefined || (isPhase && seconds === 1) ? point : { ...point, histogram }
    })
  }).flat()
}

const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'))
try {
  const database = openDatabase(join(folder, 'headroom.db'))
  const writes: (() => void)[] = []
  const writer = new RunWriter(database, (write) => writes.push(write))
  writer.begin(runStart('hour'))
  const tags = (step: number) => ({ step: `step ${step}`, operation: step % 2 === 0 ? 'READ' : 'WRITE' })
  writer.series(
    Array.from({ length: STEPS }, (_, step) =>
      METRICS.map((metric, index) => seriesOf(step * METRICS.length + index, metric, tags(step))),
    ).flat(),
  )
  for (let second = 0; second < SECONDS; second++) {
    writer.worker(workerSample(second, 0))
    writer.window({ second, points: pointsOf(1) })
    writer.live(livePoint(second))
    for (const size of [10, 60] as const) {
      if (second % size === size - 1) writer.rollup(size, { second: second - size + 1, points: pointsOf(size) })
    }
    for (const write of writes.splice(0)) write()
  }
  writer.totals(pointsOf(60))
  writer.finish(runFinish({ durationMs: SECONDS * 1000 }))

  const runId = 'hour'
  const reads: readonly (readonly [string, () => unknown])[] = [
    ['page of the run', () => readRun(database, runId)],
    ['figures of the whole run', () => readRangeReport(database, { runId })],
    ['range of 59 min 43 s', () => readRangeReport(database, { runId, range: { from: 7, to: 3589 } })],
    ['range of 12 min 34 s', () => readRangeReport(database, { runId, range: { from: 1001, to: 1754 } })],
    ['range of 45 s', () => readRangeReport(database, { runId, range: { from: 1805, to: 1849 } })],
    ['heat map', () => readHeatMap(database, runId)],
    [
      'half of the requests by tag, history and figures',
      () => readSlice(database, { runId, filter: { operation: 'READ' }, fromSecond: 0 }),
    ],
    ['replay', () => readReplayFrames(database, runId)],
  ]
  for (const [name, read] of reads) {
    const times = Array.from({ length: REPEATS }, () => {
      const startedAt = performance.now()
      read()
      return performance.now() - startedAt
    }).toSorted((a, b) => a - b)
    console.log(
      `${name}: median ${times[Math.floor(REPEATS / 2)]?.toFixed(0)} ms, slowest ${times.at(-1)?.toFixed(0)} ms`,
    )
  }
  database.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
