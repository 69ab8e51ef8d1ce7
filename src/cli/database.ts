import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openDatabase } from '../core/store/database.ts'
import { dataFolder } from './dataFolder.ts'

/** The database that `--db` names, or the app's own; its folder is made when it is the app's. */
function databaseFile(option: string | undefined): string {
  return option === undefined ? join(dataFolder(process.platform, process.env), 'headroom.db') : resolve(option)
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
