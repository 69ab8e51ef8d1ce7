import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openDatabase } from '../core/store/database.ts'
import { writeAtomically } from '../core/writeAtomically.ts'
import { dataFolder } from './dataFolder.ts'

/** The database that `--db` names, or the app's own, wherever it was moved to. */
export function databaseFile(option: string | undefined): string {
  if (option !== undefined) return resolve(option)
  const { databaseFile: moved } = readSettings()
  return typeof moved === 'string' ? moved : join(appFolder(), 'headroom.db')
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

/** Opens it for the time of one command; the app's own folder is made. @throws HeadroomError DATABASE_* */
export async function withDatabase<Result>(
  option: string | undefined,
  use: (database: Database) => Result | Promise<Result>,
): Promise<Result> {
  const file = databaseFile(option)
  if (option === undefined) mkdirSync(dirname(file), { recursive: true })
  const database = openDatabase(file)
  try {
    return await use(database)
  } finally {
    database.close()
  }
}
