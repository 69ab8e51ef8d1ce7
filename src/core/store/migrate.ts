import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { HeadroomError } from '../../shared/errors.ts'
import { databaseError } from './databaseErrors.ts'
import type { Migration } from './migrations.ts'

/** `HDRM`: tells our databases from others' in the file's header (PRAGMA application_id). */
export const APPLICATION_ID = 0x4844524d

interface Applied {
  number: number
  name: string
  hash: string
}

/**
 * Brings a database to the newest version: checks what was applied, backs the file up when it holds anything, applies the
 * rest in one transaction, each with its name and hash.
 * @param options without `backup` for a file that is a copy itself
 * @returns the numbers applied now
 * @throws HeadroomError DATABASE_FOREIGN, DATABASE_NEWER, DATABASE_CHANGED, DATABASE_BACKUP_FAILED; nothing was written then
 */
export function migrate(
  database: Database,
  migrations: readonly Migration[],
  nowMs: number,
  { backup = true }: { backup?: boolean } = {},
): number[] {
  const applied = readApplied(database)
  checkApplied(applied, migrations, database.name)
  if (applied.length === migrations.length) return []
  if (backup && applied.length > 0) backUp(database, migrations.length)
  // Only now may the file change: WAL mode is written into its header.
  database.pragma('journal_mode = WAL')
  return database
    .transaction(() => {
      // Another process may have been faster.
      const current = readApplied(database)
      checkApplied(current, migrations, database.name)
      const pending = migrations.slice(current.length)
      for (const migration of pending) apply(database, migration, nowMs)
      return pending.map(({ number }) => number)
    })
    .immediate()
}

function readApplied(database: Database): Applied[] {
  const tables = database.prepare<[], { name: string }>(`SELECT name FROM sqlite_schema`).all()
  if (tables.length === 0) return []
  // Read after the tables: another process that creates the database just now sets it together with them.
  const applicationId = database.pragma('application_id', { simple: true })
  if (applicationId !== APPLICATION_ID || !tables.some(({ name }) => name === 'migrations')) {
    throw new HeadroomError({
      code: 'DATABASE_FOREIGN',
      message: `This is a database of another program: ${database.name}.`,
      hint: 'Choose another file; this one was not changed.',
      at: { file: database.name },
    })
  }
  return database.prepare<[], Applied>(`SELECT number, name, hash FROM migrations ORDER BY number`).all()
}

function checkApplied(applied: readonly Applied[], migrations: readonly Migration[], file: string): void {
  if (applied.length > migrations.length) {
    throw new HeadroomError({
      code: 'DATABASE_NEWER',
      message: `The database was written by a newer version of Headroom (version ${applied.length}; this one knows ${migrations.length}): ${file}.`,
      hint: 'Update Headroom, or choose another database. The file was not changed.',
      at: { file },
    })
  }
  for (const [index, { number, name, hash }] of applied.entries()) {
    const known = migrations[index]
    if (known !== undefined && number === known.number && hash === hashOf(known)) continue
    throw new HeadroomError({
      code: 'DATABASE_CHANGED',
      message: `The database's structure is not the one that this version of Headroom expects (step ${name} differs): ${file}.`,
      hint: 'It comes from a build that was not released. Choose another database. The file was not changed.',
      at: { file },
    })
  }
}

function apply(database: Database, migration: Migration, nowMs: number): void {
  if (migration.number === 1) {
    database.pragma(`application_id = ${APPLICATION_ID}`)
    database.exec(
      `CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied_at_ms INTEGER NOT NULL)`,
    )
  }
  database.exec(migration.sql)
  database
    .prepare(`INSERT INTO migrations (number, name, hash, applied_at_ms) VALUES (?, ?, ?, ?)`)
    .run(migration.number, migration.name, hashOf(migration), nowMs)
}

/** A consistent copy beside the file, also while others use it; an older copy of the same step is replaced. */
function backUp(database: Database, toVersion: number): void {
  const copy = `${database.name}.before-${String(toVersion).padStart(4, '0')}.bak`
  const unfinished = `${copy}.new`
  try {
    rmSync(unfinished, { force: true })
    database.prepare(`VACUUM INTO ?`).run(unfinished)
    renameSync(unfinished, copy)
  } catch (thrown) {
    if (existsSync(unfinished)) rmSync(unfinished, { force: true })
    throw new HeadroomError(
      {
        code: 'DATABASE_BACKUP_FAILED',
        message: `The database must be brought to a new version and could not be backed up before: ${database.name}.`,
        hint: 'Make room on the disk, or check the rights of the folder. The file was not changed.',
        at: { file: database.name },
      },
      { cause: databaseError(thrown, database.name) },
    )
  }
}

/** Line endings do not count: git may change them on a checkout. */
export function hashOf({ sql }: Migration): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
}
