import { existsSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { HeadroomError } from '../../../shared/errors.ts'
import { openReadOnly } from '../database.ts'
import { databaseError } from '../databaseErrors.ts'
import { unfinishedFile } from '../../unfinishedFile.ts'

/** Pages copied in one turn of the event loop: some ten milliseconds. */
const PAGES_PER_TURN = 1000

/**
 * Copies a database while others write to it, with SQLite's online backup (https://www.sqlite.org/backup.html). The copy is
 * the database as it was when it began: a read transaction holds that state, without which the backup would begin again
 * with every second that a run writes. Writers are not blocked; their log grows until the copy is done. The copy is checked before
 * it gets its name.
 * @throws HeadroomError FILE_EXISTS, BACKUP_FAILED; a file of that name is as it was before
 */
export async function backUpDatabase(
  file: string,
  place: BackupPlace,
  watch: BackupWatch = {},
): Promise<{ file: string; bytes: number }> {
  const source = openReadOnly(file)
  try {
    source.exec('BEGIN')
    source.prepare('SELECT count(*) FROM runs').get()
    return await backUpFrom(source, place, watch)
  } finally {
    source.close()
  }
}

export interface BackupPlace {
  to: string
  /** A file that is there may be replaced. */
  replace: boolean
}

export interface BackupWatch {
  /** Its reason is thrown when it is aborted; there is no copy then. */
  signal?: AbortSignal
  /** Told the share that is copied, 0 to 1. */
  onProgress?: (share: number) => void
}

/** The same by a connection that sees one state as long as the backup takes. */
export async function backUpFrom(
  source: Database,
  { to, replace }: BackupPlace,
  { signal, onProgress }: BackupWatch = {},
): Promise<{ file: string; bytes: number }> {
  const place = resolve(to)
  if (place === resolve(source.name) || (existsSync(place) && !replace)) {
    throw new HeadroomError({
      code: 'FILE_EXISTS',
      message: `There is a file already: ${place}.`,
      hint: 'Choose another name.',
      at: { file: place },
    })
  }
  const unfinished = unfinishedFile(place)
  try {
    await source.backup(unfinished, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted()
        onProgress?.(1 - remainingPages / totalPages)
        return PAGES_PER_TURN
      },
    })
    const bytes = check(unfinished)
    signal?.throwIfAborted()
    renameSync(unfinished, place)
    return { file: place, bytes }
  } catch (thrown) {
    rmSync(unfinished, { force: true })
    signal?.throwIfAborted()
    throw new HeadroomError(
      {
        code: 'BACKUP_FAILED',
        message: `The database could not be copied to ${place}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
        hint: 'Check that the folder exists, that you may write to it, and the room on its disk.',
        at: { file: place },
      },
      { cause: databaseError(thrown, place) },
    )
  }
}

/** A copy is one file of its own, without a log beside it. @returns its size */
function check(copy: string): number {
  const database = new Sqlite(copy)
  try {
    database.pragma('journal_mode = DELETE')
    const found = database.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw new Error(`the copy is damaged: ${String(found)}`)
    return (
      Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true }))
    )
  } finally {
    database.close()
  }
}
