import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { deleteRuns, pinRuns } from './library/curate.ts'
import { purgeRuns } from './library/purge.ts'
import { saveRetention } from './library/retention.ts'
import { checkIntegrity } from './library/storage.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations.ts'
import { listRuns } from './queries/listRuns.ts'
import { readRun } from './queries/runDetail.ts'
import { exportRunFile } from './runFile/exportRun.ts'
import { importRunFile } from './runFile/importRun.ts'
import { RunWriter } from './runWriter.ts'
import { buildProgram, temporaryFolder } from './testing/folders.ts'
import { counterPoint, livePoint, runFinish, runStart, seriesOf, trendPoint } from './testing/runData.ts'

/** How far each work is when its process is killed, as a share of the time that it takes. */
const MOMENTS = [0.15, 0.5, 0.85]
const SMALL_RUNS = 200
const SECONDS = 4000
const SMALL = Array.from({ length: SMALL_RUNS }, (_, index) => `small-${index}`)

let folder: string
let program: Awaited<ReturnType<typeof buildProgram>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-killed-'))
  program = await buildProgram(join(import.meta.dirname, 'testing', 'killedWork.ts'))
  const database = openDatabase(join(folder, 'headroom.db'))
  database.pragma('synchronous = OFF')
  for (const id of ['long', ...SMALL]) {
    const writes: (() => void)[] = []
    const writer = new RunWriter(database, (write) => writes.push(write))
    writer.begin(runStart(id))
    writer.series([seriesOf(0, 'http_reqs'), seriesOf(1, 'http_req_duration')])
    for (let second = 0; second < (id === 'long' ? SECONDS : 1); second++) {
      writer.window({ second, points: [counterPoint(0, 4), trendPoint(1, [4000, 8000 + second])] })
      writer.live(livePoint(second))
    }
    for (const write of writes.splice(0)) write()
    writer.totals([counterPoint(0, 4), trendPoint(1, [4000, 8000])])
    writer.finish(runFinish())
    for (const write of writes) write()
  }
  database.close()
  await exportRunFile(join(folder, 'headroom.db'), { run: 'long', to: join(folder, 'long.headroom-run') })
}, 120_000)
afterAll(() => {
  program.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** @param afterMs when it is killed; never when absent. @returns how long it took */
async function doWork(args: readonly string[], afterMs?: number): Promise<number> {
  const child = fork(program.file, args)
  const ended = once(child, 'exit')
  await once(child, 'message')
  const from = performance.now()
  if (afterMs !== undefined) {
    await Promise.race([pause(afterMs), ended])
    child.kill('SIGKILL')
  }
  await ended
  return performance.now() - from
}

interface Place {
  file: string
  other: string
}

/** @param prepare makes the library ready for the work. @param check what must be true, wherever it was killed */
async function killAtEachMoment(
  work: string,
  options: {
    other: string
    ids?: string
    prepare?: (place: Place) => void
    check: (place: Place) => void | Promise<void>
  },
): Promise<void> {
  const { other, ids = '', prepare, check } = options
  const begin = (): Place => {
    const own = temporaryFolder()
    const place = { file: join(own, 'headroom.db'), other: join(own, other) }
    cpSync(join(folder, 'headroom.db'), place.file)
    cpSync(join(folder, 'long.headroom-run'), join(own, 'long.headroom-run'))
    prepare?.(place)
    return place
  }
  const whole = begin()
  const tookMs = await doWork([work, whole.file, whole.other, ids])
  for (const share of MOMENTS) {
    const place = begin()
    await doWork([work, place.file, place.other, ids], tookMs * share)
    await check(place)
  }
}

function open<Result>(file: string, use: (database: ReturnType<typeof openDatabase>) => Result): Result {
  const database = openDatabase(file)
  try {
    expect(checkIntegrity(database)).toEqual({ ok: true, problems: [] })
    return use(database)
  } finally {
    database.close()
  }
}

const total = (file: string, deleted = false): number =>
  open(file, (database) => listRuns(database, { deleted, limit: 1, offset: 0 }).total)

describe('killed with SIGKILL in the middle', { timeout: 120_000 }, () => {
  it('of an import: the run is whole or not there, and can be imported again', () =>
    killAtEachMoment('import', {
      other: 'long.headroom-run',
      prepare: ({ file }) => {
        const database = openDatabase(file)
        database.prepare(`DELETE FROM runs WHERE run_id = 'long'`).run()
        database.close()
      },
      check: async ({ file, other }) => {
        const database = openDatabase(file)
        const there = listRuns(database, { search: 'long', limit: 1, offset: 0 }).total
        if (there === 0) await importRunFile(database, other)
        expect(readRun(database, 'long').points).toHaveLength(SECONDS)
        expect(checkIntegrity(database)).toEqual({ ok: true, problems: [] })
        database.close()
      },
    }))

  it('of an export: there is no file, or a whole one', () =>
    killAtEachMoment('export', {
      other: 'new.headroom-run',
      ids: 'long',
      check: async ({ file, other }) => {
        expect(total(file)).toBe(SMALL_RUNS + 1)
        if (!existsSync(other)) return
        const elsewhere = openDatabase(join(temporaryFolder(), 'other.db'))
        await importRunFile(elsewhere, other)
        expect(readRun(elsewhere, 'long').points).toHaveLength(SECONDS)
        elsewhere.close()
      },
    }))

  it('of a backup in the place of an older one: one of them is there, whole', () =>
    killAtEachMoment('backup', {
      other: 'copy.db',
      prepare: ({ file, other }) => cpSync(file, other),
      check: ({ file, other }) => {
        expect(total(file)).toBe(SMALL_RUNS + 1)
        expect(total(other)).toBe(SMALL_RUNS + 1)
      },
    }))

  it('of a move: the database is at its old place or at its new one, whole', () =>
    killAtEachMoment('move', {
      other: 'elsewhere',
      check: ({ file, other }) => {
        const moved = join(other, 'headroom.db')
        const places = [file, moved].filter((place) => existsSync(place))
        expect(places.length).toBeGreaterThan(0)
        for (const place of places) expect(total(place)).toBe(SMALL_RUNS + 1)
      },
    }))

  it('of a purge: what was not deleted is whole, and the next purge does the rest', () =>
    killAtEachMoment('purge', {
      other: '',
      prepare: ({ file }) => {
        const database = openDatabase(file)
        deleteRuns(database, { runs: ['long', ...SMALL.slice(100)] })
        database.close()
      },
      check: async ({ file }) => {
        expect(total(file)).toBe(100)
        const database = openDatabase(file)
        await purgeRuns(database, { all: true })
        expect(database.prepare('SELECT count(*) AS n FROM runs').get()).toEqual({ n: 100 })
        expect(checkIntegrity(database)).toEqual({ ok: true, problems: [] })
        database.close()
      },
    }))

  it.each(['delete', 'restore'])('of a work on many runs (%s): all of them or none', (work) =>
    killAtEachMoment(work, {
      other: '',
      ids: SMALL.join(','),
      prepare: ({ file }) => {
        if (work !== 'restore') return
        const database = openDatabase(file)
        deleteRuns(database, { runs: SMALL })
        database.close()
      },
      check: ({ file }) => {
        expect([0, SMALL_RUNS]).toContain(total(file, true))
        expect(total(file) + total(file, true)).toBe(SMALL_RUNS + 1)
      },
    }),
  )

  it('of retention: all that the rules say is deleted, or nothing; a pinned run never', () =>
    killAtEachMoment('retention', {
      other: '',
      prepare: ({ file }) => {
        const database = openDatabase(file)
        pinRuns(database, { runs: ['long'], pinned: true })
        saveRetention(database, { maxAgeDays: null, maxRuns: 1, maxBytes: null })
        database.close()
      },
      check: ({ file }) => {
        expect([0, SMALL_RUNS]).toContain(total(file, true))
        open(file, (database) => expect(readRun(database, 'long').points).toHaveLength(SECONDS))
      },
    }))

  it('of a migration: the next start makes it, and nothing is lost', () =>
    killAtEachMoment('migration', {
      other: '',
      prepare: ({ file }) => {
        rmSync(file)
        const old = new Sqlite(file)
        migrate(old, MIGRATIONS.slice(0, 4), 0)
        const insert = old.prepare(
          `INSERT INTO runs (run_id, name, scenario, started_at_ms, status, owner_pid, owner_host, heartbeat_at_ms)
           VALUES (?, 'Old', 'Old', 0, 'passed', 0, '', 0)`,
        )
        old.transaction(() => {
          for (let index = 0; index < 30_000; index++) insert.run(`old-${index}`)
        })()
        old.close()
      },
      check: ({ file }) => expect(total(file)).toBe(30_000),
    }))
})
