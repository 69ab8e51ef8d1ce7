import type { Database } from 'better-sqlite3'
import type { ImportedRun } from '../../shared/library.ts'
import { importResults } from '../importers/results/importResults.ts'
import { newRunId } from '../newRunId.ts'
import { importRunFile } from '../store/runFile/importRun.ts'
import { isDatabaseFile } from '../store/runFile/isDatabaseFile.ts'
import { RunWriter } from '../store/runWriter.ts'

/**
 * Stores a file as a run: one that another Headroom exported, or results of another tool.
 * @throws HeadroomError FILE_UNREADABLE, IMPORT_*, RUN_EXISTS
 */
export async function importFile(database: Database, file: string): Promise<ImportedRun> {
  if (!isDatabaseFile(file)) return importResults(file, newRunId(), new RunWriter(database))
  const { id, name, durationMs, origin } = await importRunFile(database, file)
  return { id, name, durationMs, warnings: [], ...(origin === undefined ? {} : { origin }) }
}
