import { rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { HeadroomError } from '../../../shared/errors.ts'
import { makeFolder } from '../../makeFolder.ts'
import { openDatabase } from '../database.ts'
import { isBusy } from '../databaseErrors.ts'
import { backUpFrom } from './backup.ts'

/** Files of SQLite that belong to a database: itself, its log, and the log's index. */
const PARTS = ['', '-wal', '-shm'] as const

/**
 * Moves a database to another folder while nobody else has it open: a checked copy there, then `adopt`, then the old file goes. Killed at
 * any moment, there is a whole database at the old place, the new one, or both.
 * @param adopt remembers the new place
 * @returns the file at its new place
 * @throws HeadroomError DATABASE_IN_USE, FILE_UNWRITABLE, FILE_EXISTS, BACKUP_FAILED; the database is where it was then
 */
export async function moveDatabase(
  file: string,
  { folder, adopt }: { folder: string; adopt: (to: string) => void },
): Promise<string> {
  const to = join(resolve(folder), basename(file))
  const database = openDatabase(file)
  try {
    keepOthersOut(database)
    makeFolder(resolve(folder))
    await backUpFrom(database, { to, replace: false })
    adopt(to)
  } finally {
    database.close()
  }
  removeDatabase(file)
  return to
}

/** The file and what SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const part of PARTS) rmSync(`${file}${part}`, { force: true })
}

/** What another process wrote after the copy would be lost. To leave WAL mode a connection must be the only one, and so it stays. */
function keepOthersOut(database: Database): void {
  try {
    database.pragma('busy_timeout = 0')
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE; COMMIT')
  } catch (thrown) {
    if (!isBusy(thrown)) throw thrown
    throw new HeadroomError(
      {
        code: 'DATABASE_IN_USE',
        message: `The app or another command has the database open: ${database.name}.`,
        hint: 'Close it, or move the database in its settings.',
        at: { file: database.name },
      },
      { cause: thrown },
    )
  }
}
