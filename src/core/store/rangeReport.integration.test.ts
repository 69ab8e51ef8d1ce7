import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Histogram } from '../../shared/metrics/histogram.ts'
import type { RollupSeconds, SeriesPoint } from '../../shared/run.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { openDatabase } from './database.ts'
import { readHeatMap } from './queries/heatMap.ts'
import { readRangeReport } from './queries/rangeReport.ts'
import { readReplayFrames } from './queries/replayFrames.ts'
import { readSummary } from './queries/runDetail.ts'
import { readSlice, readTags } from './queries/slice.ts'
import { spansOf } from './rangeTotals.ts'
import { RunWriter } from './runWriter.ts'
import { livePoint, runFinish, runStart, seriesOf, trendPoint, workerSample } from './testing/runData.ts'

// 3 minutes and 25.4 seconds: roll-ups of every kind, the last of each shorter than its name.
const SECONDS = 206
const DURATION_MS = 205_400
const STEPS = ['browse', 'save'] as const
const METRICS = ['http_req_duration', 'http_reqs', 'http_req_failed', 'http_req_waiting'] as const
const THRESHOLD: ThresholdResult = {
  metric: 'http_req_duration{operation:WRITE}',
  expression: 'p(95)<60',
  value: 1,
  limit: 60,
  ok: true,
  aborted: false,
  source: 'Writes within 60 ms (Written targets)',
}

const random = xoroshiro128plus(11)
const uniform = (): number => ((random.next() >>> 0) % 100_000) / 100_000
/** Per step and second: durations in microseconds. Some seconds are empty. */
const values = STEPS.map((_step, step) =>
  Array.from({ length: SECONDS }, (_, second) =>
    Array.from({ length: second % 17 === 3 ? 0 : 5 + Math.floor(uniform() * 20) }, () =>
      Math.round((step === 0 ? 8_000 : 40_000) * (0.5 + uniform() * (second > 100 ? 6 : 2))),
    ),
  ),
)
const failedOf = (durations: readonly number[]): number => durations.filter((us) => us > 50_000).length

function pointsOf(from: number, to: number, withPhases: boolean): SeriesPoint[] {
  return STEPS.flatMap((_step, step) => {
    const durations = (values[step] ?? []).slice(from, to).flat()
    if (durations.length === 0) return []
    const id = step * METRICS.length
    const count = durations.length
    const { histogram, ...phase } = trendPoint(
      id + 3,
      durations.map((us) => us / 2),
    )
    return [
      trendPoint(id, durations),
      { series: id + 1, count, sum: count, min: 1, max: 1 },
      { series: id + 2, count, sum: failedOf(durations), min: 0, max: 1 },
      withPhases && histogram !== undefined ? { ...phase, histogram } : phase,
    ]
  })
}

function store(database: Database, id: string, ended: boolean): void {
  const writes: (() => void)[] = []
  const writer = new RunWriter(database, (write) => writes.push(write))
  writer.begin(runStart(id))
  const tags = (step: string) => ({ step, operation: step === 'save' ? 'WRITE' : 'READ', status: '200' })
  writer.series(
    STEPS.flatMap((step, index) =>
      METRICS.map((metric, position) => seriesOf(index * METRICS.length + position, metric, tags(step))),
    ),
  )
  const rollUp = (size: RollupSeconds, last: number): void => {
    const from = Math.floor(last / size) * size
    writer.rollup(size, { second: from, points: pointsOf(from, last + 1, true) })
  }
  for (let second = 0; second < SECONDS; second++) {
    const isLast = ended && second === SECONDS - 1
    writer.worker(workerSample(second, 0))
    writer.window({ second, points: pointsOf(second, second + 1, false) })
    writer.live(livePoint(second, { vus: second < 50 ? 4 : 20, droppedIterations: 0 }))
    for (const size of [10, 60] as const) if (second % size === size - 1 || isLast) rollUp(size, second)
    for (const write of writes.splice(0)) write()
  }
  if (!ended) return
  writer.totals(pointsOf(0, SECONDS, true))
  writer.finish(runFinish({ durationMs: DURATION_MS, thresholds: [THRESHOLD] }))
}

/** All durations of some steps in a range, one by one. */
function bruteForce(from: number, to: number, steps: readonly number[] = [0, 1]): Histogram {
  const histogram = new Histogram()
  for (const step of steps) {
    for (const us of (values[step] ?? []).slice(from, to + 1).flat()) histogram.record(us)
  }
  return histogram
}

const folder = mkdtempSync(join(tmpdir(), 'headroom-range-'))
let database: Database
beforeAll(() => {
  database = openDatabase(join(folder, 'headroom.db'))
  store(database, 'ended', true)
  store(database, 'running', false)
})
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the figures of a range', () => {
  const ranges: [number, number][] = [
    [0, 0],
    [0, 205],
    [1, 205],
    [0, 204],
    [60, 119],
    [59, 120],
    [7, 193],
    [199, 205],
    [200, 205],
    [180, 205],
    [3, 3],
    ...Array.from({ length: 40 }, (): [number, number] => {
      const from = Math.floor(uniform() * SECONDS)
      return [from, from + Math.floor(uniform() * (SECONDS - from))]
    }),
  ]
  it.each(ranges)('from second %i to %i are those of its values, one by one', (from, to) => {
    for (const runId of to < 205 ? ['ended', 'running'] : ['ended']) {
      const { summary, tags } = readRangeReport(database, { runId, range: { from, to } })
      const all = bruteForce(from, to)
      const seconds = (Math.min((to + 1) * 1000, DURATION_MS) - from * 1000) / 1000
      const duration = summary.metrics['http_req_duration']
      if (all.count === 0) {
        expect(duration).toBeUndefined()
        continue
      }
      expect(duration).toEqual({
        type: 'trend',
        count: all.count,
        avg: all.sum / all.count / 1000,
        min: all.min / 1000,
        med: all.percentile(50) / 1000,
        max: all.max / 1000,
        'p(50)': all.percentile(50) / 1000,
        'p(90)': all.percentile(90) / 1000,
        'p(95)': all.percentile(95) / 1000,
        'p(99)': all.percentile(99) / 1000,
        'p(99.9)': all.percentile(99.9) / 1000,
      })
      expect(summary.metrics['http_reqs']).toEqual({ type: 'counter', count: all.count, rate: all.count / seconds })
      for (const [index, step] of STEPS.entries()) {
        const own = bruteForce(from, to, [index])
        if (own.count === 0) continue
        const figures = { count: own.count, rate: own.count / seconds }
        const row = summary.steps.find(({ name }) => name === step)
        expect(row).toMatchObject({ ...figures, p95: own.percentile(95) / 1000, p99: own.percentile(99) / 1000 })
        const tag = tags.find(({ value }) => value === (step === 'save' ? 'WRITE' : 'READ'))
        expect(tag).toMatchObject({ ...figures, tag: 'operation', p95Us: own.percentile(95) })
      }
    }
  })

  it('judge the thresholds as if the range had been the run', () => {
    const early = readRangeReport(database, { runId: 'ended', range: { from: 0, to: 40 } })
    const late = readRangeReport(database, { runId: 'ended', range: { from: 120, to: 160 } })
    const p95 = (from: number, to: number): number => bruteForce(from, to, [1]).percentile(95) / 1000
    expect(early.summary.thresholds).toEqual([{ ...THRESHOLD, value: p95(0, 40), ok: p95(0, 40) < 60 }])
    expect(late.summary.thresholds).toEqual([{ ...THRESHOLD, value: p95(120, 160), ok: false }])
    expect(early.summary.load.peakVUs).toBe(4)
    expect(late.summary.load.peakVUs).toBe(20)
  })

  it('of the whole run are those that were stored when it ended', () => {
    const report = readRangeReport(database, { runId: 'ended' })
    expect(report.isWhole).toBe(true)
    expect(report.summary).toEqual(readSummary(database, 'ended'))
    expect(readRangeReport(database, { runId: 'ended', range: { from: 0, to: 9999 } })).toEqual(report)
  })

  it('tell phases for the whole tens around the range', () => {
    const { phases, phaseRange } = readRangeReport(database, { runId: 'ended', range: { from: 14, to: 33 } })
    expect(phaseRange).toEqual({ from: 10, to: 39 })
    const waiting = new Histogram()
    for (const us of values.flatMap((step) => step.slice(10, 40).flat())) waiting.record(us / 2)
    expect(phases).toMatchObject([{ metric: 'http_req_waiting', count: waiting.count, p95Us: waiting.percentile(95) }])
  })

  it('hold the distribution: its bars add up, its curve ends at the nines that the requests allow', () => {
    const { distribution } = readRangeReport(database, { runId: 'ended', range: { from: 10, to: 60 } })
    const all = bruteForce(10, 60)
    expect(distribution?.bars.reduce((sum, { count }) => sum + count, 0)).toBe(all.count)
    expect(distribution?.nines).toBe(Math.ceil(Math.log10(all.count)))
    expect(distribution?.curve.find(({ percent }) => Math.abs(percent - 90) < 1e-9)?.us).toBe(all.percentile(90))
  })
})

describe('windows that make up a range', () => {
  const all = { 10: 9999, 60: 9999 }
  it('are seconds at the edges and minutes in the middle', () => {
    expect(spansOf({ from: 57, to: 3592 }, 3599, all)).toEqual([
      { resolution: 1, from: 57, to: 59 },
      { resolution: 60, from: 60, to: 3480 },
      { resolution: 10, from: 3540, to: 3580 },
      { resolution: 1, from: 3590, to: 3592 },
    ])
  })
  it('are no roll-ups that are not there yet', () => {
    expect(spansOf({ from: 0, to: 25 }, 25, { 10: 20, 60: 0 })).toEqual([
      { resolution: 10, from: 0, to: 10 },
      { resolution: 1, from: 20, to: 25 },
    ])
  })
})

describe('a slice by tags', () => {
  it('offers what requests carry', () => {
    expect(readTags(database, 'running')).toEqual([
      { tag: 'step', values: ['browse', 'save'] },
      { tag: 'operation', values: ['READ', 'WRITE'] },
      { tag: 'status', values: ['200'] },
    ])
  })
  it('has its history from the first second on, whenever it is asked for, and its exact figures', () => {
    const filter = { operation: 'WRITE' }
    const slice = readSlice(database, { runId: 'running', filter, fromSecond: 0 })
    expect(slice.points).toHaveLength(SECONDS)
    const perSecond = (values[1] ?? []).map((durations, second) => {
      const own = bruteForce(second, second, [1])
      const failedShare = durations.length === 0 ? 0 : failedOf(durations) / durations.length
      const p95Us = own.count === 0 ? null : own.percentile(95)
      return { second, p95Us, requestRate: durations.length, failedShare }
    })
    expect(slice.points).toMatchObject(perSecond)
    const all = bruteForce(0, SECONDS, [1])
    const total = { requests: all.count, p95Us: all.percentile(95), requestRate: all.count / SECONDS }
    expect(slice.total).toMatchObject(total)
    expect(slice.steps).toMatchObject([{ name: 'save', count: all.count, p99Us: all.percentile(99) }])
    // Asked again it reads what is new alone, and adds nothing twice.
    const again = readSlice(database, { runId: 'running', filter, fromSecond: SECONDS - 1 })
    expect(again.points).toHaveLength(1)
    expect(again.total).toEqual(slice.total)
  })
})

describe('a replay', () => {
  it('shows at each second what had come since the start, and ends with the verdict', () => {
    const frames = readReplayFrames(database, 'ended')
    expect(frames.map(({ second }) => second)).toEqual(Array.from({ length: SECONDS }, (_, second) => second))
    const all = bruteForce(0, 99)
    expect(frames[99]?.total).toMatchObject({
      requests: all.count,
      p95Us: all.percentile(95),
      requestRate: all.count / 100,
    })
    const write = bruteForce(0, 99, [1]).percentile(95)
    expect(frames[99]?.thresholds[0]).toMatchObject({ value: write / 1000, source: THRESHOLD.source })
    expect(frames[99]?.steps.find(({ name }) => name === 'save')?.p95Us).toBe(write)
    expect(frames.at(-1)?.thresholds).toEqual([THRESHOLD])
  })
})

describe('a heat map', () => {
  it('holds every request once, where its duration and its second are', () => {
    const map = readHeatMap(database, 'ended')
    expect(map).not.toBeNull()
    if (map === null) return
    const rows = map.edgesUs.length - 1
    expect(map).toMatchObject({ columnSeconds: 2, columns: 103 })
    expect(map.counts.reduce((sum, count) => sum + count, 0)).toBe(bruteForce(0, SECONDS).count)
    const column = map.counts.slice(50 * rows, 51 * rows)
    const inRow = (row: number): number =>
      values
        .flatMap((step) => step.slice(100, 102).flat())
        .filter((us) => us >= (map.edgesUs[row] ?? 0) * 1.001 && us < (map.edgesUs[row + 1] ?? 0) * 0.999).length
    const filled = column.flatMap((count, row) => (count > 0 ? [row] : []))
    expect(filled.length).toBeGreaterThan(3)
    for (const row of filled) expect(Math.abs((column[row] ?? 0) - inRow(row))).toBeLessThanOrEqual(2)
  })
})
