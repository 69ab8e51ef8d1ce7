import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openDatabase } from '../core/store/database.ts'
import { dataFolder } from './dataFolder.ts'

/** The database that `--db` names, or the app's own; its folder is made when it is the app's. */
function databaseFile(option: string | undefined): string {
  if (option !== undefined) return resolve(option)
  const folder = dataFolder(process.platform, process.env)
  return movedTo(folder) ?? join(folder, 'headroom.db')
}

/** Where the app has moved its database, if it has. */
function movedTo(folder: string): string | undefined {
  try {
    const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as { databaseFile?: unknown }
    return typeof settings.databaseFile === 'string' ? settings.databaseFile : undefined
  } catch {
    return undefined
  }
}

/** Opens it for the time of one command. @throws HeadroomError DATABASE_* */
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
