import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openDatabase } from '../src/core/store/database.ts'
import { Histogram } from '../src/shared/metrics/histogram.ts'
import { encodeHistogram } from '../src/shared/metrics/histogramCodec.ts'
import type { SeriesPoint } from '../src/shared/run.ts'
import { RunWriter } from '../src/core/store/runWriter.ts'
import {
  livePoint,
  percentileColumns,
  runFinish,
  runStart,
  seriesOf,
  workerSample,
} from '../src/core/store/testing/runData.ts'

interface GeneratedRun {
  id: string
  seconds: number
  /** Series of durations, each with a histogram per second. */
  series: number
  index?: number
}

const REQUESTS_PER_SECOND = 10
const SECONDS_PER_TRANSACTION = 200
/** Made once: what a second holds does not change how it is read. */
const VARIANTS = 50

/** Stores a run by the product's own writer: 20 series of durations and as many of requests, their roll-ups, samples of one worker. */
function generateRun(database: Database, { id, seconds, series, index = 0 }: GeneratedRun): void {
  const writes: (() => void)[] = []
  const writer = new RunWriter(database, (write) => writes.push(write))
  const flush = (): void => {
    for (const write of writes.splice(0)) write()
  }
  const scenario = `Scenario ${index % 10}`
  writer.begin(
    runStart(id, {
      name: index % 50 === 7 ? `Checkout ${index}` : `Mixed traffic ${index}`,
      scenario,
      startedAtMs: 1_700_000_000_000 + index * 600_000,
      plannedDurationMs: seconds * 1000,
      scenarioText: `headroom: 1\nname: ${scenario}\n${'# a scenario of some length\n'.repeat(80)}`,
    }),
  )
  const tags = (step: number) => ({ step: `step ${step}`, method: 'GET', status: '200' })
  writer.series(
    Array.from({ length: series }, (_, step) => [
      seriesOf(2 * step, 'http_req_duration', tags(step)),
      seriesOf(2 * step + 1, 'http_reqs', tags(step)),
    ]).flat(),
  )
  const all = Array.from({ length: series }, () => new Histogram(true))
  for (let second = 0; second < seconds; second++) {
    writer.window({ second, points: pointsOf(series, second, 1) })
    writer.live(livePoint(second, { p95Us: 20_000 + (second % 100) * 50 }))
    writer.worker(workerSample(second, 0))
    if (second % 10 === 9) writer.rollup(10, { second: second - 9, points: pointsOf(series, second, 10) })
    if (second % 60 === 59) writer.rollup(60, { second: second - 59, points: pointsOf(series, second, 60) })
    if (second % SECONDS_PER_TRANSACTION === 0) flush()
  }
  for (const histogram of all) {
    for (let value = 0; value < Math.max(1, seconds) * REQUESTS_PER_SECOND; value += 7)
      histogram.record(durationAt(value))
  }
  writer.totals(all.flatMap((histogram, step) => [trend(2 * step, histogram), requests(2 * step + 1, histogram.count)]))
  writer.finish(runFinish({ durationMs: seconds * 1000, status: index % 10 === 0 ? 'failed' : 'passed' }))
  if (index % 5 === 0) {
    database.prepare(`INSERT INTO run_tags SELECT id, 'nightly' FROM runs WHERE run_id = ?`).run(id)
  }
}

const variants: readonly SeriesPoint[] = Array.from({ length: VARIANTS }, (_, variant) => {
  const histogram = new Histogram()
  for (let value = 0; value < REQUESTS_PER_SECOND; value++) histogram.record(durationAt(variant * 31 + value * 17))
  return trend(0, histogram)
})

function pointsOf(series: number, second: number, times: number): SeriesPoint[] {
  return Array.from({ length: series }, (_, step) => {
    const variant = variants[(second + step) % VARIANTS] as SeriesPoint
    return [{ ...variant, series: 2 * step }, requests(2 * step + 1, REQUESTS_PER_SECOND * times)]
  }).flat()
}

function trend(series: number, histogram: Histogram): SeriesPoint {
  const { count, sum, min, max } = histogram
  return { series, count, sum, min, max, ...percentileColumns(histogram), histogram: encodeHistogram(histogram) }
}

function requests(series: number, count: number): SeriesPoint {
  return { series, count, sum: count, min: 1, max: 1 }
}

/** Spread like response times: most near 20 ms, some far above. */
function durationAt(value: number): number {
  const share = ((value * 2_654_435_761) % 4_294_967_296) / 4_294_967_296
  return Math.round(15_000 * (1 - Math.log(1 - share * 0.999)))
}

/** What the benches of the library read: made once, in a minute or two, and kept; not in out.bench, which each build empties. */
export const LIBRARY = { runs: 5000, folder: join('node_modules', '.cache', 'headroom-bench', 'library') } as const

/** @returns the database's file: 5,000 runs, one of an hour (`hour`) and one of a day (`day`) with 20 series of durations */
export function prepareLibrary(): string {
  const file = join(LIBRARY.folder, 'headroom.db')
  if (existsSync(file)) {
    // It may have been made by an older version.
    openDatabase(file).close()
    return file
  }
  mkdirSync(LIBRARY.folder, { recursive: true })
  const unfinished = `${file}.part`
  rmSync(unfinished, { force: true })
  const database = openDatabase(unfinished)
  database.pragma('synchronous = OFF')
  for (let index = 0; index < LIBRARY.runs; index++) {
    generateRun(database, { id: `run-${index}`, seconds: 0, series: 1, index })
  }
  generateRun(database, { id: 'hour', seconds: 3600, series: 20, index: LIBRARY.runs + 1 })
  generateRun(database, { id: 'day', seconds: 86_400, series: 20, index: LIBRARY.runs + 2 })
  database.close()
  renameSync(unfinished, file)
  return file
}
