import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import Sqlite from 'better-sqlite3'
import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RunFinish } from '../../shared/run.ts'
import { openDatabase } from './database.ts'
import { listRuns } from './queries/listRuns.ts'
import { readColumns, readPoints, readSeries } from './queries/points.ts'
import { readRun } from './queries/runDetail.ts'
import { RunWriter } from './runWriter.ts'
import { temporaryFolder } from './testing/folders.ts'
import {
  EXEMPLAR,
  LOAD,
  counterPoint,
  livePoint,
  runFinish,
  runStart,
  seriesOf,
  trendPoint,
  workerSample,
} from './testing/runData.ts'

/** The turns of the event loop are the test's to end. */
class Turns {
  private writes: (() => void)[] = []
  readonly schedule = (write: () => void): void => {
    this.writes.push(write)
  }
  end(): void {
    for (const write of this.writes.splice(0)) write()
  }
}

function newDatabase(): Database {
  const database = openDatabase(join(temporaryFolder(), 'headroom.db'))
  onTestFinished(() => {
    database.close()
  })
  return database
}

const FAILED: RunFinish = runFinish({
  durationMs: 2000.4,
  status: 'failed',
  validity: 'doubtful',
  reasons: [{ about: 'target', text: 'A threshold failed.' }],
  stopCause: 'threshold',
  thresholds: [
    { metric: 'http_req_duration', expression: 'p(95)<5', value: 10.2, limit: 5, ok: false, aborted: true },
    { metric: 'checks', expression: 'rate>0.9', value: null, limit: 0.9, ok: true, aborted: false },
  ],
  breakingPoints: [
    {
      executor: 'raise',
      raise: 'rate',
      highestHeld: 80,
      lowestBroken: null,
      brokenBy: 'http_req_duration: p(95)<5',
      levels: [{ level: 80, held: true, startedAtMs: 0 }],
    },
  ],
})

const SEEN = { observed: { 'observed.health{dependency:database}': 0.5 } }

function writeRun(database: Database, id: string): void {
  const turns = new Turns()
  const writer = new RunWriter(database, turns.schedule)
  writer.begin(runStart(id))
  writer.series([
    seriesOf(0, 'http_reqs'),
    seriesOf(1, 'http_req_duration'),
    seriesOf(2, 'http_req_failed'),
    seriesOf(3, 'checks', { check: 'status is 200', step: 'browse' }),
  ])
  for (const second of [0, 1]) {
    writer.window({
      second,
      points: [
        counterPoint(0, 4),
        trendPoint(1, [4000, 8000, 9000, 10_000]),
        { series: 2, count: 4, sum: 1, min: 0, max: 1 },
      ],
    })
    writer.live({ ...livePoint(second), ...(second === 1 ? SEEN : {}) })
    writer.worker(workerSample(second, 0))
    turns.end()
  }
  writer.event({ atMs: 1200.7, kind: 'stage', level: 'info', text: 'Stage 2 begins.' })
  writer.exemplar(EXEMPLAR)
  writer.rollup(10, { second: 0, points: [trendPoint(1, [4000, 8000, 9000, 10_000, 4000, 8000, 9000, 10_000])] })
  writer.totals([
    counterPoint(0, 8),
    trendPoint(1, [4000, 8000, 9000, 10_000, 4000, 8000, 9000, 10_000]),
    { series: 2, count: 8, sum: 2, min: 0, max: 1 },
    { series: 3, count: 8, sum: 6, min: 0, max: 1 },
  ])
  writer.finish(FAILED)
}

describe('RunWriter', () => {
  it('keeps everything that a run yields', () => {
    const database = newDatabase()
    writeRun(database, 'a-1')
    const run = readRun(database, 'a-1')
    expect(run.summary.run).toEqual({
      id: 'a-1',
      name: 'Mixed traffic',
      scenario: 'Mixed traffic',
      startedAtMs: 1_760_000_000_000,
      durationMs: 2000,
      status: 'failed',
      validity: 'doubtful',
      reasons: [{ about: 'target', text: 'A threshold failed.' }],
    })
    expect(run.summary.metrics['http_reqs']).toEqual({ type: 'counter', count: 8, rate: 4 })
    expect(run.summary.metrics['http_req_duration']).toMatchObject({ count: 8, min: 4, avg: 7.75, max: 10 })
    expect(run.summary.steps).toMatchObject([{ name: 'browse', count: 8, failed: 0.25 }])
    expect(run.summary.checks).toEqual([{ name: 'status is 200', passes: 6, fails: 2 }])
    expect(run.summary.thresholds).toEqual(FAILED.thresholds)
    expect(run.summary.breakingPoints).toEqual(FAILED.breakingPoints)
    expect(run.summary.load).toEqual(LOAD)
    expect(run.points).toEqual([livePoint(0), { ...livePoint(1), ...SEEN }])
    expect(run.events).toEqual([{ atMs: 1201, kind: 'stage', level: 'info', text: 'Stage 2 begins.' }])
    expect(run.exemplars).toEqual([EXEMPLAR])
    expect(run.scenarioText).toBe(runStart('a-1').scenarioText)
    expect(run.machine).toEqual(runStart('a-1').machine)
    expect(listRuns(database, { limit: 1, offset: 0 }).runs[0]).toMatchObject({ requests: 8, failedShare: 0.25 })
    expect(listRuns(database, { limit: 1, offset: 0 }).runs[0]?.p95Us).toBeCloseTo(10_000, -2)
    expect(database.prepare('SELECT name, passes, fails FROM checks').all()).toEqual([
      { name: 'status is 200', passes: 6, fails: 2 },
    ])
  })

  it('stores points per resolution; columns for charts, histograms for adding up', () => {
    const database = newDatabase()
    writeRun(database, 'other')
    writeRun(database, 'a-1')
    const run = 2
    expect(readSeries(database, run).map(({ metric }) => metric)).toEqual([
      'http_reqs',
      'http_req_duration',
      'http_req_failed',
      'checks',
    ])
    const { histogram, ...point } = trendPoint(1, [4000, 8000, 9000, 10_000])
    expect(readColumns(database, run, 1, { from: 1, to: 5 }, [1])).toEqual([{ second: 1, ...point }])
    expect(readColumns(database, run, 1, { from: 0, to: 0 }).map(({ series }) => series)).toEqual([0, 1, 2])
    const first = [...readPoints(database, run, 1)].find(({ series }) => series === 1)
    expect(Buffer.from(first?.histogram ?? [])).toEqual(Buffer.from(histogram ?? []))
    expect([...readPoints(database, run, 10)].map(({ count }) => count)).toEqual([8])
  })

  it('stores long histograms in the standard compressed form and gives them back as they came', () => {
    const database = newDatabase()
    const writer = new RunWriter(database, new Turns().schedule)
    writer.begin(runStart('long'))
    const point = trendPoint(
      0,
      Array.from({ length: 2000 }, (_, index) => 1000 + index * 37),
    )
    writer.totals([point])
    writer.finish(runFinish())
    const blob = database.prepare<[], { histogram: Buffer }>('SELECT histogram FROM points').get()?.histogram
    expect(blob?.length).toBeLessThan(point.histogram?.length ?? 0)
    // Another implementation of HDR reads it.
    const foreign = decodeFromCompressedBase64(blob?.toString('base64') ?? '')
    expect(foreign.totalCount).toBe(2000)
    expect(Math.abs(foreign.getValueAtPercentile(95) / (point.p95 ?? 0) - 1)).toBeLessThan(0.001)
    const [stored] = [...readPoints(database, 1, 0)]
    expect(Buffer.from(stored?.histogram ?? [])).toEqual(Buffer.from(point.histogram ?? []))
  })

  it('writes all of one turn in one transaction', () => {
    const database = newDatabase()
    const turns = new Turns()
    const writer = new RunWriter(database, turns.schedule)
    writer.begin(runStart('a-1'))
    const other = new Sqlite(database.name, { readonly: true })
    const version = (): unknown => other.pragma('data_version', { simple: true })
    const before = version()
    writer.series([seriesOf(0, 'http_reqs')])
    writer.window({ second: 0, points: [counterPoint(0, 1)] })
    writer.live(livePoint(0))
    expect(version()).toBe(before)
    turns.end()
    const points = other.prepare('SELECT (SELECT count(*) FROM points) + (SELECT count(*) FROM live_points) AS n')
    expect(points.get()).toEqual({ n: 2 })
    other.close()
  })

  it('keeps a second that another program locks out and writes it with the next', () => {
    const database = newDatabase()
    const turns = new Turns()
    const writer = new RunWriter(database, turns.schedule)
    writer.begin(runStart('a-1'))
    const other = new Sqlite(database.name)
    other.exec('BEGIN IMMEDIATE')
    writer.live(livePoint(0))
    turns.end()
    other.exec('COMMIT')
    other.close()
    writer.live(livePoint(1))
    turns.end()
    expect(database.prepare('SELECT second FROM live_points').all()).toEqual([{ second: 0 }, { second: 1 }])
  })

  it('tells a failed write at the next call and writes nothing more', () => {
    const database = newDatabase()
    const turns = new Turns()
    const writer = new RunWriter(database, turns.schedule)
    writer.begin(runStart('a-1'))
    database.exec('DROP TABLE live_points')
    writer.live(livePoint(0))
    turns.end()
    expect(() => writer.event({ atMs: 0, kind: 'note', level: 'info', text: 'x' })).toThrow('live_points')
    expect(() => writer.finish(runFinish())).toThrow('live_points')
  })
})
