import { readFileSync, existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { RunQuery } from '../../../shared/library.ts'
import { setBaseline } from '../baselines.ts'
import { openDatabase, openReadOnly } from '../database.ts'
import { closeInterruptedRuns } from '../interruptedRuns.ts'
import { baselineOf, listBaselines } from '../queries/baselines.ts'
import { listRuns, runFacets, runsFingerprint } from '../queries/listRuns.ts'
import { readSummary } from '../queries/runDetail.ts'
import { RunWriter } from '../runWriter.ts'
import { temporaryFolder } from '../testing/folders.ts'
import { counterPoint, livePoint, runFinish, runStart, seriesOf, trendPoint, workerSample } from '../testing/runData.ts'
import { backUpDatabase } from './backup.ts'
import { deleteRuns, noteRun, pinRuns, renameRun, restoreRuns, tagRuns } from './curate.ts'
import { purgeRuns } from './purge.ts'
import { applyRetention, planRetention, readRetention, saveRetention } from './retention.ts'
import { checkIntegrity, readStorage } from './storage.ts'

const DAY_MS = 86_400_000
const NOW = 1_800_000_000_000
let database: Database

beforeEach(() => {
  database = openDatabase(join(temporaryFolder(), 'headroom.db'))
  onTestFinished(() => {
    database.close()
  })
})

function store(id: string, { daysOld = 0, seconds = 2, scenario = 'Mixed traffic' } = {}): void {
  const writes: (() => void)[] = []
  const writer = new RunWriter(database, (write) => writes.push(write))
  writer.begin(runStart(id, { name: `Run ${id}`, scenario, startedAtMs: NOW - daysOld * DAY_MS }))
  writer.series([seriesOf(0, 'http_reqs'), seriesOf(1, 'http_req_duration')])
  for (let second = 0; second < seconds; second++) {
    writer.window({ second, points: [counterPoint(0, 4), trendPoint(1, [4000, 8000])] })
    writer.live(livePoint(second))
    writer.worker(workerSample(second, 0))
    for (const write of writes.splice(0)) write()
  }
  writer.totals([counterPoint(0, 4 * seconds), trendPoint(1, [4000, 8000])])
  writer.finish(runFinish())
}

const ids = (query: RunQuery = {}): string[] =>
  listRuns(database, { ...query, limit: 100, offset: 0 }).runs.map(({ id }) => id)
const rows = (table: string): number =>
  database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1

describe('curating runs', () => {
  it('renames, tags, notes and pins; lists show it, and search finds it', () => {
    store('a')
    store('b', { scenario: 'Checkout' })
    renameRun(database, { run: 'a', name: '  Before  the\nchange ' })
    tagRuns(database, { runs: ['a', 'b'], add: ['release 7', 'nightly'], remove: [] })
    tagRuns(database, { runs: ['b'], add: [], remove: ['nightly'] })
    noteRun(database, { run: 'b', note: 'Cache was cold.' })
    pinRuns(database, { runs: ['b'], pinned: true })
    const page = listRuns(database, { limit: 10, offset: 0 })
    expect(page.runs).toMatchObject([
      { id: 'b', tags: ['release 7'], note: 'Cache was cold.', pinned: true },
      { id: 'a', name: 'Before the change', tags: ['nightly', 'release 7'], note: '', pinned: false },
    ])
    expect(page.runs.every(({ sizeBytes }) => sizeBytes > 300)).toBe(true)
    expect(ids({ search: 'cold' })).toEqual(['b'])
    expect(ids({ search: 'NIGHT' })).toEqual(['a'])
    expect(ids({ tag: 'release 7' })).toEqual(['b', 'a'])
    expect(ids({ pinned: true })).toEqual(['b'])
    expect(ids({ scenario: 'Checkout' })).toEqual(['b'])
    expect(ids({ validity: 'doubtful' })).toEqual([])
    expect(ids({ fromMs: NOW + 1 })).toEqual([])
    expect(ids({ fromMs: NOW, toMs: NOW + 1 })).toEqual(['b', 'a'])
    expect(runFacets(database)).toEqual({ scenarios: ['Checkout', 'Mixed traffic'], tags: ['nightly', 'release 7'] })
  })

  it('tells whoever watches of each change, also of another process, and of nothing else', () => {
    store('a')
    store('b')
    const other = openDatabase(database.name)
    onTestFinished(() => {
      other.close()
    })
    const seen = [runsFingerprint(database)]
    const changes = [
      () => renameRun(other, { run: 'a', name: 'Run b' }),
      () => noteRun(other, { run: 'a', note: 'cold' }),
      () => tagRuns(other, { runs: ['a'], add: ['x'], remove: [] }),
      () => tagRuns(other, { runs: ['a'], add: ['y'], remove: ['x'] }),
      () => pinRuns(other, { runs: ['a'], pinned: true }),
      () => deleteRuns(other, { runs: ['a'] }),
      () => restoreRuns(other, { runs: ['a'] }),
    ]
    for (const change of changes) {
      change()
      seen.push(runsFingerprint(database))
    }
    expect(new Set(seen).size).toBe(changes.length + 1)
    const writer = new RunWriter(other)
    writer.begin(runStart('now'))
    const begun = runsFingerprint(database)
    writer.live(livePoint(0))
    expect(runsFingerprint(database)).toBe(begun)
    writer.finish(runFinish())
  })

  it('refuses runs that are not there and texts that do not fit, and changes nothing then', () => {
    store('a')
    expect(() => tagRuns(database, { runs: ['a', 'none'], add: ['x'], remove: [] })).toThrow('no run none')
    expect(() => renameRun(database, { run: 'a', name: ' ' })).toThrow(
      expect.objectContaining({ message: 'A name cannot be empty.', hint: 'Write a name.' }),
    )
    expect(() => tagRuns(database, { runs: ['a'], add: ['x'.repeat(51)], remove: [] })).toThrow('50 characters')
    expect(() => noteRun(database, { run: 'a', note: 'x'.repeat(5001) })).toThrow('5000')
    const many = Array.from({ length: 31 }, (_, index) => `t${index}`)
    expect(() => tagRuns(database, { runs: ['a'], add: many, remove: [] })).toThrow('30 tags')
    expect(listRuns(database, { limit: 1, offset: 0 }).runs[0]?.tags).toEqual([])
  })
})

describe('deleting runs', () => {
  it('hides a run until it is restored', () => {
    store('a')
    store('b')
    deleteRuns(database, { runs: ['a'] })
    expect(ids()).toEqual(['b'])
    expect(ids({ deleted: true })).toEqual(['a'])
    expect(() => readSummary(database, 'a')).toThrow('no run a')
    restoreRuns(database, { runs: ['a'] })
    expect(ids()).toEqual(['b', 'a'])
    expect(readSummary(database, 'a').run.id).toBe('a')
    expect(() => restoreRuns(database, { runs: ['a'] })).toThrow('no run a')
  })

  it('refuses a run that goes on', () => {
    new RunWriter(database).begin(runStart('a'))
    expect(() => deleteRuns(database, { runs: ['a'] })).toThrow(expect.objectContaining({ code: 'RUN_RUNNING' }))
  })

  it('purges after a week, or at once, and gives the room back', async () => {
    store('long', { seconds: 3000 })
    store('kept')
    deleteRuns(database, { runs: ['long'], nowMs: NOW })
    expect(await purgeRuns(database, { all: false, nowMs: NOW + 6 * DAY_MS })).toBe(0)
    expect(readStorage(database)).toMatchObject({ runs: 1, deletedRuns: 1 })
    database.pragma('wal_checkpoint(TRUNCATE)')
    const before = statSync(database.name).size
    expect(await purgeRuns(database, { all: false, nowMs: NOW + 8 * DAY_MS })).toBe(1)
    database.pragma('wal_checkpoint(TRUNCATE)')
    expect(statSync(database.name).size).toBeLessThan(before / 3)
    expect(ids({ deleted: true })).toEqual([])
    expect(rows('points')).toBe(6)
    expect(rows('live_points')).toBe(2)
    expect(readStorage(database)).toMatchObject({ freeBytes: 0, deletedRuns: 0 })
    deleteRuns(database, { runs: ['kept'] })
    expect(await purgeRuns(database, { all: true })).toBe(1)
    expect(rows('runs')).toBe(0)
  })

  it('lets a run be written while a long one is purged', async () => {
    store('long', { seconds: 4000 })
    deleteRuns(database, { runs: ['long'] })
    const other = openDatabase(database.name)
    const writer = new RunWriter(other)
    writer.begin(runStart('now'))
    let second = 0
    const timer = setInterval(() => writer.live(livePoint(second++)), 5)
    await purgeRuns(database, { all: true })
    clearInterval(timer)
    writer.finish(runFinish())
    other.close()
    expect(second).toBeGreaterThan(3)
    expect(rows('live_points')).toBe(second)
  })
})

it('forgets a baseline that is deleted, until it is restored', () => {
  store('a')
  setBaseline(database, { scenario: 'Mixed traffic', runIds: ['a'] }, NOW)
  deleteRuns(database, { runs: ['a'] })
  expect(listBaselines(database)).toEqual([])
  expect(baselineOf(database, { scenario: 'Mixed traffic' })).toBeNull()
  restoreRuns(database, { runs: ['a'] })
  expect(listBaselines(database)).toEqual([{ scenario: 'Mixed traffic', runIds: ['a'] }])
})

it('never shows an import whose process died, and purges it', async () => {
  const origin = { tool: 'k6', format: 'k6 --out json', lacks: [] } as const
  new RunWriter(database, setImmediate, () => NOW).begin(runStart('half', { origin }))
  expect(closeInterruptedRuns(database, NOW + DAY_MS)).toEqual([])
  expect(ids()).toEqual([])
  expect(ids({ deleted: true })).toEqual([])
  expect(await purgeRuns(database, { all: true, nowMs: NOW })).toBe(0)
  expect(await purgeRuns(database, { all: false, nowMs: NOW + DAY_MS })).toBe(1)
  expect(rows('runs')).toBe(0)
})

describe('retention', () => {
  const none = { maxAgeDays: null, maxRuns: null, maxBytes: null }

  beforeEach(() => {
    for (const daysOld of [40, 30, 20, 10, 0]) store(`d${daysOld}`, { daysOld })
    pinRuns(database, { runs: ['d30'], pinned: true })
  })

  const plan = (rules: Partial<typeof none> | Record<string, number>): string[] =>
    planRetention(database, { rules: { ...none, ...rules }, nowMs: NOW }).runs.map(({ id, why }) => `${id} ${why}`)

  it('says what would go: the oldest first, never a pinned run', () => {
    expect(plan({})).toEqual([])
    expect(plan({ maxAgeDays: 15 })).toEqual(['d40 age', 'd20 age'])
    expect(plan({ maxRuns: 3 })).toEqual(['d40 count', 'd20 count'])
    expect(plan({ maxRuns: 1 })).toEqual(['d40 count', 'd20 count', 'd10 count', 'd0 count'])
    const [one] = listRuns(database, { limit: 1, offset: 0 }).runs
    expect(plan({ maxBytes: (one?.sizeBytes ?? 0) * 4 })).toEqual(['d40 size'])
    expect(plan({ maxAgeDays: 35, maxRuns: 4 })).toEqual(['d40 age'])
  })

  it('never takes a baseline', () => {
    setBaseline(database, { scenario: 'Mixed traffic', runIds: ['d40'] }, NOW)
    expect(plan({ maxAgeDays: 15 })).toEqual(['d20 age'])
    expect(plan({ maxRuns: 1 })).toEqual(['d20 count', 'd10 count', 'd0 count'])
  })

  it('deletes what the stored rules say, to be restored like any other', () => {
    saveRetention(database, { ...none, maxAgeDays: 15 })
    expect(readRetention(database)).toEqual({ ...none, maxAgeDays: 15 })
    expect(applyRetention(database, { nowMs: NOW })).toEqual(['d40', 'd20'])
    expect(ids()).toEqual(['d0', 'd10', 'd30'])
    restoreRuns(database, { runs: ['d40'] })
    expect(ids()).toContain('d40')
  })

  it('leaves a run alone that goes on', () => {
    new RunWriter(database).begin(runStart('now', { startedAtMs: 0 }))
    expect(plan({ maxAgeDays: 15 })).toEqual(['d40 age', 'd20 age'])
  })
})

describe('backup and check', () => {
  it('copies the database while a run is written every few milliseconds, and the copy is whole', async () => {
    store('long', { seconds: 3000 })
    const writer = new RunWriter(database)
    writer.begin(runStart('now'))
    let second = 0
    const timer = setInterval(() => writer.live(livePoint(second++)), 1)
    const to = join(dirname(database.name), 'copy.db')
    const { bytes } = await backUpDatabase(database.name, { to, replace: false })
    clearInterval(timer)
    expect(bytes).toBe(statSync(to).size)
    expect(second).toBeGreaterThan(1)
    const copy = openDatabase(to)
    expect(checkIntegrity(copy)).toEqual({ ok: true, problems: [] })
    expect(readSummary(copy, 'long')).toEqual(readSummary(database, 'long'))
    copy.close()
    writer.finish(runFinish())
  })

  it('tells how much is copied, and leaves nothing behind when it is cancelled', async () => {
    store('long', { seconds: 3000 })
    const to = join(dirname(database.name), 'copy.db')
    writeFileSync(to, 'mine')
    const controller = new AbortController()
    const shares: number[] = []
    const cancelled = new Error('cancelled')
    const copying = backUpDatabase(
      database.name,
      { to, replace: true },
      {
        signal: controller.signal,
        onProgress: (share) => {
          shares.push(share)
          controller.abort(cancelled)
        },
      },
    )
    await expect(copying).rejects.toBe(cancelled)
    expect(shares).toHaveLength(1)
    expect(shares[0]).toBeGreaterThanOrEqual(0)
    expect(shares[0]).toBeLessThan(1)
    expect(readFileSync(to, 'utf8')).toBe('mine')
    expect(readdirSync(dirname(to)).filter((name) => name.includes('part'))).toEqual([])
  })

  it('puts no file in the place of another unasked, and leaves nothing behind when it fails', async () => {
    store('a')
    const folder = dirname(database.name)
    const to = join(folder, 'copy.db')
    writeFileSync(to, 'mine')
    await expect(backUpDatabase(database.name, { to, replace: false })).rejects.toMatchObject({ code: 'FILE_EXISTS' })
    await backUpDatabase(database.name, { to, replace: true })
    openReadOnly(to).close()
    await expect(backUpDatabase(database.name, { to: database.name, replace: true })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    })
    const nowhere = join(folder, 'none', 'copy.db')
    await expect(backUpDatabase(database.name, { to: nowhere, replace: false })).rejects.toMatchObject({
      code: 'BACKUP_FAILED',
    })
    expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([])
  })

  it('finds damage: in the file, and in a histogram', () => {
    store('a', { seconds: 2000 })
    database.prepare(`UPDATE points SET histogram = x'00' WHERE resolution = 0 AND histogram IS NOT NULL`).run()
    expect(checkIntegrity(database)).toEqual({ ok: false, problems: ['A histogram of the run a cannot be read.'] })
    database.pragma('wal_checkpoint(TRUNCATE)')
    const file = database.name
    database.close()
    truncateSync(file, statSync(file).size - 3 * 8192)
    const damaged = openReadOnly(file)
    const report = checkIntegrity(damaged)
    damaged.close()
    expect(report.ok).toBe(false)
    expect(report.problems.length).toBeGreaterThan(0)
    expect(existsSync(file)).toBe(true)
  })
})
