import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { HeadroomError } from '../../shared/errors.ts'
import { requireSafeBinding } from './binding.ts'
import { databaseError } from './databaseErrors.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'

/** Others' transactions are those of one second, or a migration. */
const BUSY_TIMEOUT_MS = 5000
/** Histograms of up to 2 KB stay within a page of this size: SQLite gives longer ones a page of their own. */
const PAGE_BYTES = 8192

export interface OpenOptions {
  /** It was put there before: an empty one in its place would look as if all runs were lost. */
  mustExist?: boolean
  /** Replaced in tests. */
  migrations?: readonly Migration[]
}

/**
 * Opens the database for reading and writing and brings it to the newest version; makes the file when there is none. Any
 * number of processes may have it open.
 * @throws HeadroomError DATABASE_*: the file is as it was before then; beside it lies at most the backup of a migration that failed
 */
export function openDatabase(file: string, options: OpenOptions = {}): Database {
  requireSafeBinding()
  if (options.mustExist === true) checkPresence(file)
  checkPlace(file)
  checkRights(file)
  let database: Database | undefined
  try {
    database = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS })
    if (isEmpty(file)) {
      database.pragma(`page_size = ${PAGE_BYTES}`)
      // So that purging runs can give their room back without rewriting the file.
      database.pragma('auto_vacuum = INCREMENTAL')
    }
    migrate(database, options.migrations ?? MIGRATIONS, Date.now())
    database.pragma('journal_mode = WAL')
    // After a power cut the last transactions may be gone, the file is whole; a killed process loses nothing.
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    return database
  } catch (thrown) {
    database?.close()
    throw databaseError(thrown, file)
  }
}

/**
 * Opens a database that `openDatabase` has brought to the newest version, for reading only.
 * @throws HeadroomError DATABASE_*
 */
export function openReadOnly(file: string): Database {
  requireSafeBinding()
  try {
    return new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  } catch (thrown) {
    throw databaseError(thrown, file)
  }
}

function checkPresence(file: string): void {
  if (existsSync(file)) return
  throw new HeadroomError({
    code: 'DATABASE_MISSING',
    message: `The database is not where it was moved to: ${file}.`,
    hint: 'Connect the disk that it is on. To begin with an empty one instead, take databaseFile out of settings.json in the folder of Headroom’s data.',
    at: { file },
  })
}

/** What SQLite would say of these is no help. */
function checkPlace(file: string): void {
  const folder = dirname(file)
  if (!existsSync(folder)) {
    throw new HeadroomError({
      code: 'DATABASE_NO_FOLDER',
      message: `The folder of the database does not exist: ${folder}.`,
      hint: 'Make the folder, or choose another place.',
      at: { file },
    })
  }
  if (existsSync(file) && !statSync(file).isFile()) {
    throw new HeadroomError({
      code: 'DATABASE_NOT_A_DATABASE',
      message: `This is a folder, not a database: ${file}.`,
      hint: 'Name a file in it.',
      at: { file },
    })
  }
}

/** SQLite would open what it may not write for reading, and leave files of its log beside it. */
function checkRights(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK)
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK)
  } catch (thrown) {
    throw databaseError(thrown, file)
  }
}

function isEmpty(file: string): boolean {
  return !existsSync(file) || statSync(file).size === 0
}
