import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { BreakerResult } from '../../../shared/breaker.ts'
import { openDatabase } from '../database.ts'
import { deleteRuns, noteRun, pinRuns, tagRuns } from '../library/curate.ts'
import { checkIntegrity } from '../library/storage.ts'
import { readDurations } from '../queries/durations.ts'
import { listRuns } from '../queries/listRuns.ts'
import { readRun } from '../queries/runDetail.ts'
import { MIGRATIONS } from '../migrations.ts'
import { RunWriter } from '../runWriter.ts'
import { temporaryFolder } from '../testing/folders.ts'
import {
  EXEMPLAR,
  counterPoint,
  livePoint,
  runFinish,
  runStart,
  seriesOf,
  trendPoint,
  workerSample,
} from '../testing/runData.ts'
import { exportRunFile } from './exportRun.ts'
import { importRunFile } from './importRun.ts'
import { RUN_FILE_ID } from './runTables.ts'

const SECONDS = 1200
let folder: string
let mine: Database
let theirs: Database
let file: string

let exported: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-run-file-'))
  mine = openDatabase(join(folder, 'mine.db'))
  store(mine, 'another-run', 50)
  store(mine, 'run-1', SECONDS)
  tagRuns(mine, { runs: ['run-1'], add: ['release'], remove: [] })
  noteRun(mine, { run: 'run-1', note: 'As it was.' })
  pinRuns(mine, { runs: ['run-1'], pinned: true })
  exported = join(folder, 'sub', 'a.headroom-run')
  await exportRunFile(mine.name, { run: 'run-1', to: exported })
}, 60_000)
afterAll(() => {
  mine.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(() => {
  const own = temporaryFolder()
  file = join(own, 'a.headroom-run')
  copyFileSync(exported, file)
  theirs = openDatabase(join(own, 'theirs.db'))
  onTestFinished(() => {
    theirs.close()
  })
})

function store(database: Database, id: string, seconds: number): void {
  const writes: (() => void)[] = []
  const writer = new RunWriter(database, (write) => writes.push(write))
  writer.begin(runStart(id, { scenarioFile: '/home/me/secret/place.yaml' }))
  writer.series([seriesOf(0, 'http_reqs'), seriesOf(1, 'http_req_duration')])
  for (let second = 0; second < seconds; second++) {
    writer.window({ second, points: [counterPoint(0, 2), trendPoint(1, [4000, 8000])] })
    writer.live(livePoint(second, { observed: { 'observed.health{observer:health}': second % 2, cache_hits: 0.5 } }))
    writer.worker(workerSample(second, 0))
    for (const write of writes.splice(0)) write()
  }
  writer.event({ atMs: 1000, kind: 'note', level: 'info', text: 'note' })
  writer.exemplar(EXEMPLAR)
  writer.totals([counterPoint(0, 2 * seconds), trendPoint(1, [4000, 8000])])
  writer.finish(
    runFinish({
      thresholds: [
        { metric: 'http_reqs', expression: 'count>1', value: 2 * seconds, limit: 1, ok: true, aborted: false },
        {
          metric: 'http_req_duration',
          expression: 'p(95)<baseline+10%',
          value: 8,
          limit: 8.8,
          baseline: 8,
          ok: true,
          aborted: false,
          source: 'As before (Written targets)',
        },
      ],
      breaker: BREAKER,
    }),
  )
}

const BREAKER: BreakerResult = {
  name: 'AI provider',
  spans: [
    { state: 'CLOSED', fromMs: 0, toMs: 4000 },
    { state: null, fromMs: 4000, toMs: 4250 },
  ],
  faults: [{ name: 'the provider fails', fromMs: 2000, toMs: null }],
  seconds: [{ second: 2, failed: 3, refused: 0 }],
  probes: 16,
  unanswered: 1,
  verdicts: [{ assertion: 'order', ok: false, expected: 'CLOSED, OPEN', seen: 'CLOSED' }],
  ok: false,
}

/** The file changed by hand, as somebody hostile would. */
function changed(sql: string): string {
  const database = new Sqlite(file)
  database.exec(sql)
  database.close()
  return file
}

const ids = (): string[] => listRuns(theirs, { limit: 10, offset: 0 }).runs.map(({ id }) => id)

describe('a run as a file', () => {
  it('brings everything of the run to another library, with its id; what is of the library stays', async () => {
    expect(await importRunFile(theirs, file)).toMatchObject({ id: 'run-1', status: 'passed' })
    expect(readRun(theirs, 'run-1')).toEqual(readRun(mine, 'run-1'))
    const { summary, points } = readRun(theirs, 'run-1')
    expect(summary.breaker).toEqual(BREAKER)
    expect(summary.thresholds[1]).toMatchObject({ baseline: 8, source: 'As before (Written targets)' })
    expect(points[3]?.observed).toEqual({ 'observed.health{observer:health}': 1, cache_hits: 0.5 })
    expect(readDurations(theirs, 'run-1')).toEqual(readDurations(mine, 'run-1'))
    const [run] = listRuns(theirs, { limit: 1, offset: 0 }).runs
    expect(run).toMatchObject({ tags: ['release'], note: 'As it was.', pinned: false, deletedAtMs: null })
    for (const table of ['points', 'live_points', 'worker_samples', 'series', 'thresholds', 'events', 'exemplars']) {
      const count = (database: Database): unknown =>
        database.prepare(`SELECT count(*) AS n FROM ${table} JOIN runs ON runs.id = run WHERE run_id = 'run-1'`).get()
      expect([table, count(theirs)]).toEqual([table, count(mine)])
    }
    expect(checkIntegrity(theirs)).toEqual({ ok: true, problems: [] })
  })

  it('imports what an older version exported', async () => {
    const older = join(temporaryFolder(), 'older.headroom-run')
    const old = openDatabase(older, { migrations: MIGRATIONS.slice(0, 7) })
    old.exec(`INSERT INTO runs (run_id, name, scenario, started_at_ms, status, reasons, owner_pid, owner_host, heartbeat_at_ms)
        VALUES ('old', 'Old', 'Old', 0, 'failed', '["http_reqs: count>1 is missed: 0.","Late."]', 0, '', 0);
      INSERT INTO run_details (run, scenario_text, base_url, planned_duration_ms, workers, machine)
        SELECT id, '', '', 0, 1, '{"hostname":"h","os":"o","arch":"a","cpu":"c","cores":1,"memoryBytes":1,"versions":{}}' FROM runs;
      INSERT INTO thresholds (run, position, metric, expression, value, threshold_limit, ok, aborted)
        VALUES (1, 0, 'http_reqs', 'count>1', 0, 1, 0, 0)`)
    old.pragma(`application_id = ${RUN_FILE_ID}`)
    old.pragma('journal_mode = DELETE')
    old.close()
    expect(await importRunFile(theirs, older)).toMatchObject({
      reasons: [
        { about: 'target', text: 'http_reqs: count>1 is missed: 0.' },
        { about: 'measurement', text: 'Late.' },
      ],
    })
  })

  it('is one file that holds no other run and no place of this machine', () => {
    expect(readdirSync(join(folder, 'sub'))).toEqual(['a.headroom-run'])
    const text = readFileSync(file, 'latin1')
    expect(text).not.toContain('secret/place')
    expect(text).not.toContain('another-run')
    expect(statSync(file).size).toBeLessThan(statSync(mine.name).size + statSync(`${mine.name}-wal`).size)
  })

  it('refuses a run that is there, also among the deleted ones', async () => {
    await importRunFile(theirs, file)
    await expect(importRunFile(theirs, file)).rejects.toMatchObject({
      code: 'RUN_EXISTS',
      hint: 'Nothing was imported.',
    })
    deleteRuns(theirs, { runs: ['run-1'] })
    await expect(importRunFile(theirs, file)).rejects.toMatchObject({ code: 'RUN_EXISTS' })
  })

  it('exports no run that goes on or that is not there, and keeps a file that was there', async () => {
    new RunWriter(mine).begin(runStart('now'))
    await expect(exportRunFile(mine.name, { run: 'now', to: file })).rejects.toMatchObject({ code: 'RUN_RUNNING' })
    await expect(exportRunFile(mine.name, { run: 'none', to: file })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
    expect(await importRunFile(theirs, file)).toMatchObject({ id: 'run-1' })
  })

  it('says so when a newer version exported it', async () => {
    const newer = changed(`INSERT INTO migrations VALUES (999, '0999_later', 'x', 0)`)
    await expect(importRunFile(theirs, newer)).rejects.toMatchObject({ code: 'IMPORT_NEWER', hint: 'Update Headroom.' })
  })

  it.each([
    ['a trigger', `CREATE TRIGGER t AFTER UPDATE ON runs BEGIN DELETE FROM runs; END`],
    ['a view in place of a table', `ALTER TABLE events RENAME TO e; CREATE VIEW events AS SELECT * FROM e`],
    ['another table', 'CREATE TABLE more (a)'],
    ['an index on an expression', `CREATE INDEX i ON runs (abs(id))`],
    ['a migration that is not ours', `UPDATE migrations SET hash = 'x' WHERE number = 1`],
    [
      'two runs',
      `INSERT INTO runs SELECT 99, 'b' || run_id, name, scenario, started_at_ms, duration_ms, status, validity, reasons,
       p95_us, requests, failed_share, owner_pid, owner_host, heartbeat_at_ms, note, pinned, deleted_at_ms, size_bytes, origin, judged FROM runs`,
    ],
    ['no run', 'PRAGMA foreign_keys = OFF; DELETE FROM runs'],
    ['an id with markup', `UPDATE runs SET run_id = '<script>'`],
    ['a status of its own', `UPDATE runs SET status = 'running'`],
    ['text for a number', `UPDATE points SET p95 = 'x' WHERE second = 7`],
    ['reasons about nothing that there is', `UPDATE runs SET reasons = '[{"about":"x","text":""}]'`],
    ['JSON that is none', `UPDATE exemplars SET detail = '{'`],
    ['an exchange of another shape', `UPDATE exemplars SET detail = '{"atMs":1}'`],
    ['tags that are no texts', `UPDATE series SET tags = '{"step":{}}'`],
    ['a circuit breaker without verdicts', `UPDATE breakers SET result = '{"name":"AI"}'`],
    ['observed values that are no numbers', `UPDATE live_points SET observed = '{"a":"x"}' WHERE second = 7`],
    ['a baseline that is no list', `UPDATE run_details SET baseline = '{}'`],
    ['a machine without versions', `UPDATE run_details SET machine = '{}'`],
    [
      'a histogram that is none',
      `UPDATE points SET histogram = x'1234' WHERE resolution = 0 AND histogram IS NOT NULL`,
    ],
    ['a text beyond all bounds', `UPDATE run_details SET scenario_text = printf('%.*c', 10000001, 'x')`],
    [
      'more series than a run has',
      `WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 10100)
       INSERT INTO series SELECT run, i, metric, kind, unit, tags FROM series, n WHERE series = 0`,
    ],
    ['a header that is not a run file', 'PRAGMA application_id = 1'],
  ])('refuses a file with %s, and the library stays as it was', async (_case, sql) => {
    await expect(importRunFile(theirs, changed(sql))).rejects.toMatchObject({
      code: expect.stringMatching(/^IMPORT_(INVALID|TOO_LARGE)$/) as string,
    })
    expect(theirs.prepare('SELECT count(*) AS n FROM runs').get()).toEqual({ n: 0 })
  })

  it('refuses a file that is cut off, that is none, and that is not there', async () => {
    truncateSync(file, statSync(file).size - 20_000)
    await expect(importRunFile(theirs, file)).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
    writeFileSync(file, 'SQLite format 3\0 and then nothing')
    await expect(importRunFile(theirs, file)).rejects.toMatchObject({ code: 'IMPORT_INVALID', at: { file } })
    await expect(importRunFile(theirs, join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(ids()).toEqual([])
    expect(existsSync(file)).toBe(true)
  })

  it('lets a run be written while another is imported', async () => {
    const writer = new RunWriter(mine)
    const again = openDatabase(mine.name)
    again.prepare(`DELETE FROM runs WHERE run_id = 'run-1'`).run()
    writer.begin(runStart('later'))
    let second = 0
    const timer = setInterval(() => writer.live(livePoint(second++)), 3)
    await importRunFile(again, file)
    clearInterval(timer)
    writer.finish(runFinish())
    again.close()
    expect(second).toBeGreaterThan(1)
    expect(readRun(mine, 'later').points).toHaveLength(second)
    expect(readRun(mine, 'run-1').points).toHaveLength(SECONDS)
  })
})
