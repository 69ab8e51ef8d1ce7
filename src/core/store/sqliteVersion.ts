import type { Database } from 'better-sqlite3'

/** The version of SQLite itself, e.g. `3.50.4`. */
export function sqliteVersion(database: Database): string {
  return database.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()?.version ?? 'unknown'
}
