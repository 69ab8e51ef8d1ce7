import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { makeFolder } from '../core/makeFolder.ts'
import { openDatabase } from '../core/store/database.ts'
import { databaseError, isSqliteError } from '../core/store/databaseErrors.ts'
import { closeInterruptedIfPossible } from '../core/store/interruptedRuns.ts'
import { writeAtomically } from '../core/writeAtomically.ts'
import { dataFolder } from './dataFolder.ts'

/** The database that `--db` names, or the app's own, wherever it was moved to. */
export function databaseFile(option: string | undefined): string {
  return placeOf(option).file
}

function placeOf(option: string | undefined): { file: string; isMoved: boolean } {
  if (option !== undefined) return { file: resolve(option), isMoved: false }
  const { databaseFile: moved } = readSettings()
  return typeof moved === 'string'
    ? { file: moved, isMoved: true }
    : { file: join(appFolder(), 'headroom.db'), isMoved: false }
}

/** Tells the app, and later commands, where its database is now. @param movedFrom where it was, as long as that is still there */
export function rememberPlace(file: string, movedFrom?: string): void {
  const settings = { ...readSettings(), databaseFile: file, movedFrom }
  writeAtomically(join(appFolder(), SETTINGS), `${JSON.stringify(settings, null, 2)}\n`)
}

/** The app's settings; see settings.ts there. */
const SETTINGS = 'settings.json'

function appFolder(): string {
  return dataFolder(process.platform, process.env)
}

function readSettings(): Record<string, unknown> {
  try {
    const settings: unknown = JSON.parse(readFileSync(join(appFolder(), SETTINGS), 'utf8'))
    return typeof settings === 'object' && settings !== null ? { ...settings } : {}
  } catch {
    return {}
  }
}

/**
 * Opens it for the time of one command; the app's own folder is made. Runs whose program is gone are closed first, as the app does.
 * @throws HeadroomError DATABASE_*, FILE_UNWRITABLE where the app's folder cannot be made
 */
export async function withDatabase<Result>(
  option: string | undefined,
  use: (database: Database) => Result | Promise<Result>,
): Promise<Result> {
  const { file, isMoved } = placeOf(option)
  if (option === undefined && !isMoved) makeFolder(dirname(file))
  const database = openDatabase(file, { mustExist: isMoved })
  try {
    closeInterruptedIfPossible(database)
    return await use(database)
  } catch (thrown) {
    throw isSqliteError(thrown) ? databaseError(thrown, file) : thrown
  } finally {
    database.close()
  }
}
