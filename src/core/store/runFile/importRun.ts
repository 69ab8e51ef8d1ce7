import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { HeadroomError } from '../../../shared/errors.ts'
import { fileUnreadable } from '../../../shared/fileErrors.ts'
import type { RunRecord } from '../../../shared/run.ts'
import { APPLICATION_ID, migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations.ts'
import { eraseRun } from '../library/purge.ts'
import { readRun } from '../queries/runDetail.ts'
import { type RunOwner, isGone } from '../runOwner.ts'
import { NOT_WHOLE } from '../runStatements.ts'
import { checkRunFile, checkStoredJson, refused } from './checkRunFile.ts'
import { copyRun } from './copyRun.ts'

const MOST_BYTES = 4e9

/**
 * Stores the run of a file that another Headroom exported; it keeps its id. The file is data from anywhere: it is copied and
 * the copy is opened by a connection of its own, never attached to the library; its structure must be, letter by letter, the one
 * that our own migrations make, so nothing of its maker's is executed; sizes and types are limited; it is read once as a whole before
 * a row of it reaches the library.
 * @throws HeadroomError IMPORT_INVALID, IMPORT_NEWER, IMPORT_TOO_LARGE, RUN_EXISTS, FILE_UNREADABLE; the library is as before then
 */
export async function importRunFile(database: Database, file: string): Promise<RunRecord> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-import-'))
  try {
    const copy = join(folder, 'run.db')
    copyIn(file, copy)
    const source = openUntrusted(copy, file)
    try {
      const runNumber = checkRunFile(source, file)
      const { run } = readWhole(source, runNumber, file)
      await requireNew(database, run.id, file)
      await copyRun(source, runNumber, database)
      return run
    } finally {
      source.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function copyIn(file: string, copy: string): void {
  try {
    if (statSync(file).size > MOST_BYTES) throw refused(file, 'IMPORT_TOO_LARGE', 'it is larger than 4 GB')
    copyFileSync(file, copy)
  } catch (cause) {
    if (cause instanceof HeadroomError) throw cause
    throw fileUnreadable(file, cause)
  }
}

function openUntrusted(copy: string, file: string): Database {
  const database = new Sqlite(copy)
  try {
    // https://www.sqlite.org/security.html: nothing in a schema may run, and pages are checked as they are read.
    database.pragma('trusted_schema = OFF')
    database.pragma('cell_size_check = ON')
    database.pragma('mmap_size = 0')
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch {
    database.close()
    throw refused(file, 'IMPORT_INVALID', 'it is not a database')
  }
}

/** A file of an older version is brought up to this one; then what screens and reports will read must be readable. */
function readWhole(source: Database, runNumber: number, file: string): { run: RunRecord } {
  try {
    source.pragma(`application_id = ${APPLICATION_ID}`)
    migrate(source, MIGRATIONS, Date.now(), { backup: false })
    checkStoredJson(source)
    source.prepare('UPDATE runs SET deleted_at_ms = NULL WHERE id = ?').run(runNumber)
    const { id } = source
      .prepare<[number], { id: string }>('SELECT run_id AS id FROM runs WHERE id = ?')
      .get(runNumber) ?? { id: '' }
    return readRun(source, id).summary
  } catch (thrown) {
    throw refused(file, 'IMPORT_INVALID', thrown instanceof Error ? thrown.message : String(thrown))
  }
}

interface KnownRun extends RunOwner {
  id: number
  deleted: number | null
}

/** What an import left behind whose process died goes first: it can be neither seen nor restored. */
async function requireNew(database: Database, runId: string, file: string): Promise<void> {
  const known = database
    .prepare<[string], KnownRun>(
      `SELECT id, deleted_at_ms AS deleted, owner_pid AS pid, owner_host AS host, heartbeat_at_ms AS heartbeatAtMs
       FROM runs WHERE run_id = ?`,
    )
    .get(runId)
  if (known === undefined) return
  if (known.deleted === NOT_WHOLE && isGone(known, Date.now())) return eraseRun(database, known.id)
  const [where, hint] =
    known.deleted === null
      ? [' already', 'Nothing was imported.']
      : known.deleted === NOT_WHOLE
        ? [' soon: it is being imported', 'Wait for that import.']
        : [' already, among the deleted ones', 'Restore it, or purge it and import it again.']
  throw new HeadroomError({
    code: 'RUN_EXISTS',
    message: `The run ${runId} is in the library${where}.`,
    hint,
    at: { file },
  })
}
