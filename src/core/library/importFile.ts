import type { Database } from 'better-sqlite3'
import type { ImportedRun } from '../../shared/library.ts'
import { importResults } from '../importers/results/importResults.ts'
import type { ImportWatch } from '../importers/results/importWatch.ts'
import { newRunId } from '../newRunId.ts'
import { discardUnfinished } from '../store/library/purge.ts'
import { importRunFile } from '../store/runFile/importRun.ts'
import { isDatabaseFile } from '../store/runFile/isDatabaseFile.ts'
import { RunWriter } from '../store/runWriter.ts'

/**
 * Stores a file as a run: one that another Headroom exported, or results of another tool.
 * @param watch follows and ends the import of results; nothing of them is kept then
 * @throws HeadroomError FILE_UNREADABLE, IMPORT_*, RUN_EXISTS; what `watch.signal` is aborted with
 */
export async function importFile(database: Database, file: string, watch: ImportWatch = {}): Promise<ImportedRun> {
  if (!isDatabaseFile(file)) return importForeign(database, file, watch)
  const { id, name, durationMs, origin } = await importRunFile(database, file)
  return { id, name, durationMs, warnings: [], ...(origin === undefined ? {} : { origin }) }
}

async function importForeign(database: Database, file: string, watch: ImportWatch): Promise<ImportedRun> {
  const id = newRunId()
  try {
    return await importResults(file, id, new RunWriter(database), watch)
  } catch (thrown) {
    await discardUnfinished(database, id)
    throw thrown
  }
}
