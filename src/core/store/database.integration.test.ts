import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { HeadroomError } from '../../shared/errors.ts'
import { openDatabase } from './database.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'
import { listRuns } from './queries/listRuns.ts'
import { temporaryFolder } from './testing/folders.ts'

const NEWEST = MIGRATIONS.length
const NEXT: Migration = { number: NEWEST + 1, name: 'next_memos', sql: 'CREATE TABLE memos (text TEXT)' }

function madeWith(migrations: readonly Migration[]): string {
  const file = join(temporaryFolder(), 'headroom.db')
  openDatabase(file, { migrations }).close()
  return file
}

/** How opening fails, and whether it left every byte, and the folder, as they were. */
function refusal(file: string, migrations = MIGRATIONS): { code: string | undefined; untouched: boolean } {
  const folder = dirname(file)
  const before = { bytes: readFileSync(file), files: readdirSync(folder) }
  let code: string | undefined
  try {
    openDatabase(file, { migrations }).close()
  } catch (thrown) {
    if (thrown instanceof HeadroomError && thrown.hint !== undefined) code = thrown.code
  }
  const untouched = readFileSync(file).equals(before.bytes) && readdirSync(folder).join('/') === before.files.join('/')
  return { code, untouched }
}

describe('openDatabase', () => {
  it('makes a database in WAL mode whose header tells that it is ours', () => {
    const database = openDatabase(join(temporaryFolder(), 'headroom.db'))
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.pragma('application_id', { simple: true })).toBe(0x4844524d)
    expect(database.pragma('page_size', { simple: true })).toBe(8192)
    database.close()
  })

  it('records each migration with its hash and applies it once', () => {
    const file = madeWith(MIGRATIONS)
    const database = openDatabase(file)
    expect(database.prepare('SELECT number, name, length(hash) AS digits FROM migrations').all()).toEqual(
      MIGRATIONS.map(({ number, name }) => ({ number, name, digits: 64 })),
    )
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1))
    database.close()
  })

  it('does not mind the line endings of a migration', () => {
    const file = madeWith(MIGRATIONS)
    const migrations = MIGRATIONS.map((each) => ({ ...each, sql: each.sql.replaceAll('\n', '\r\n') }))
    expect(() => openDatabase(file, { migrations }).close()).not.toThrow()
  })

  it('backs an existing database up before it brings it to a new version', () => {
    const file = madeWith(MIGRATIONS)
    const database = openDatabase(file, { migrations: [...MIGRATIONS, NEXT] })
    expect(database.prepare('SELECT count(*) AS n FROM memos').get()).toEqual({ n: 0 })
    database.close()
    const backup = new Sqlite(`${file}.before-${String(NEWEST + 1).padStart(4, '0')}.bak`)
    expect(backup.prepare('SELECT max(number) AS newest FROM migrations').get()).toEqual({ newest: NEWEST })
    backup.close()
  })

  it.each(MIGRATIONS.map(({ number }) => number))('brings version %i with its runs to the newest', (number) => {
    const file = madeWith(MIGRATIONS.slice(0, number))
    const old = new Sqlite(file)
    old.exec(`INSERT INTO runs (run_id, name, scenario, started_at_ms, status, owner_pid, owner_host, heartbeat_at_ms)
      VALUES ('a', 'Old', 'Old', 0, 'passed', 1, '', 0);
      INSERT INTO run_details (run, scenario_text, base_url, planned_duration_ms, workers, machine)
      VALUES (1, '', '', 0, 1, '{}');
      INSERT INTO points (run, resolution, second, series, count, sum, min, max) VALUES (1, 0, 0, 0, 1, 1, 1, 1)`)
    old.close()
    const database = openDatabase(file)
    const { runs } = listRuns(database, { limit: 1, offset: 0 })
    expect(runs).toMatchObject([{ id: 'a', name: 'Old', tags: [], pinned: false }])
    database.close()
  })

  it('sorts the reasons of older runs by what they are about', () => {
    const file = madeWith(MIGRATIONS.slice(0, 7))
    const old = new Sqlite(file)
    const run = (id: number, status: string, reasons: string[], origin: string | null = null): void => {
      old
        .prepare(
          `INSERT INTO runs (id, run_id, name, scenario, started_at_ms, status, reasons, origin, owner_pid, owner_host, heartbeat_at_ms)
           VALUES (?, ?, 'Old', 'Old', 0, ?, ?, ?, 1, '', 0)`,
        )
        .run(id, `run-${id}`, status, JSON.stringify(reasons), origin)
    }
    const missed = 'http_req_duration: p(95)<60 is missed: 76.6.'
    run(1, 'aborted', ['Stopped by the user.', missed, 'Circuit breaker AI, opens: it did not.', 'Late: 3 %.'])
    old.exec(`INSERT INTO run_details (run, scenario_text, base_url, planned_duration_ms, workers, machine, stop_cause)
        VALUES (1, '', '', 0, 1, '{}', 'user');
      INSERT INTO thresholds (run, position, metric, expression, value, threshold_limit, ok, aborted)
        VALUES (1, 0, 'http_req_duration', 'p(95)<60', 76.6, 60, 0, 0)`)
    run(2, 'failed', ['http_req_duration: p(95)<50 was missed in k6.', 'Imported from k6.'], '{"tool":"k6"}')
    run(3, 'interrupted', ['The program ended.'])
    run(4, 'passed', [])
    old.close()
    const database = openDatabase(file)
    const reasons = listRuns(database, { limit: 9, offset: 0 }).runs.map((each) => [each.id, each.reasons])
    database.close()
    expect(Object.fromEntries(reasons)).toEqual({
      'run-1': [
        { about: 'end', text: 'Stopped by the user.' },
        { about: 'target', text: missed },
        { about: 'breaker', text: 'Circuit breaker AI, opens: it did not.' },
        { about: 'measurement', text: 'Late: 3 %.' },
      ],
      'run-2': [
        { about: 'target', text: 'http_req_duration: p(95)<50 was missed in k6.' },
        { about: 'measurement', text: 'Imported from k6.' },
      ],
      'run-3': [{ about: 'end', text: 'The program ended.' }],
      'run-4': [],
    })
  })

  it('applies all of a new version or nothing', () => {
    const broken: Migration = {
      number: NEWEST + 2,
      name: 'broken',
      sql: 'CREATE TABLE half (a); CREATE TABLE half (a)',
    }
    const file = madeWith(MIGRATIONS)
    expect(() => openDatabase(file, { migrations: [...MIGRATIONS, NEXT, broken] })).toThrow('half')
    const database = openDatabase(file)
    expect(database.prepare(`SELECT name FROM sqlite_schema WHERE name IN ('memos', 'half')`).all()).toEqual([])
    database.close()
  })

  it('refuses a database of a newer version and leaves it alone', () => {
    expect(refusal(madeWith([...MIGRATIONS, NEXT]))).toEqual({ code: 'DATABASE_NEWER', untouched: true })
  })

  it('refuses a database whose migration was another and leaves it alone', () => {
    expect(refusal(madeWith([{ ...NEXT, number: 1 }]))).toEqual({ code: 'DATABASE_CHANGED', untouched: true })
  })

  it('refuses a database of another program', () => {
    const file = join(temporaryFolder(), 'other.db')
    new Sqlite(file).exec('CREATE TABLE theirs (a)').close()
    expect(refusal(file)).toEqual({ code: 'DATABASE_FOREIGN', untouched: true })
  })

  it('refuses a file that is no database', () => {
    const file = join(temporaryFolder(), 'notes.txt')
    writeFileSync(file, 'Some text that is longer than the header of a database. '.repeat(20))
    expect(refusal(file)).toEqual({ code: 'DATABASE_NOT_A_DATABASE', untouched: true })
  })

  it('refuses a damaged database', () => {
    const file = madeWith(MIGRATIONS)
    const bytes = readFileSync(file)
    bytes.fill(0xff, 100, 4000)
    writeFileSync(file, bytes)
    expect(refusal(file)).toEqual({ code: 'DATABASE_CORRUPT', untouched: true })
  })

  it('refuses a folder', () => {
    const file = join(temporaryFolder(), 'folder')
    mkdirSync(file)
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'DATABASE_NOT_A_DATABASE' }))
  })

  it('says when the folder is missing', () => {
    const file = join(temporaryFolder(), 'missing', 'headroom.db')
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'DATABASE_NO_FOLDER' }))
    expect(existsSync(join(file, '..'))).toBe(false)
  })

  // The superuser may write everything.
  describe.skipIf(process.getuid?.() === 0)('without the right to write', () => {
    it.each([
      ['a database that is up to date', MIGRATIONS],
      ['a database that must be migrated', [...MIGRATIONS, NEXT]],
    ])('refuses %s', (_case, migrations) => {
      const file = madeWith(MIGRATIONS)
      chmodSync(file, 0o400)
      expect(refusal(file, migrations)).toEqual({ code: 'DATABASE_NO_PERMISSION', untouched: true })
    })

    it('refuses a folder in which no files can be made', () => {
      const file = madeWith(MIGRATIONS)
      chmodSync(dirname(file), 0o500)
      expect(refusal(file)).toEqual({ code: 'DATABASE_NO_PERMISSION', untouched: true })
      chmodSync(dirname(file), 0o700)
    })
  })
})
