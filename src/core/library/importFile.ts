import type { Database } from 'better-sqlite3'
import type { ImportedRun } from '../../shared/library.ts'
import type { ImportedAs } from '../importers/results/foreignRun.ts'
import { importResults } from '../importers/results/importResults.ts'
import type { ImportWatch } from '../importers/results/importWatch.ts'
import { newRunId } from '../newRunId.ts'
import { renameRun, runName } from '../store/library/curate.ts'
import { discardUnfinished } from '../store/library/purge.ts'
import { importRunFile } from '../store/runFile/importRun.ts'
import { isDatabaseFile } from '../store/runFile/isDatabaseFile.ts'
import { RunWriter } from '../store/runWriter.ts'

/**
 * Stores a file as a run: one that another Headroom exported, or results of another tool.
 * @param watch follows and ends the import of results; nothing of them is kept then
 * @param wanted what it is called; a run of ours keeps the scenario that it was made with
 * @throws HeadroomError FILE_UNREADABLE, IMPORT_*, RUN_EXISTS, LIBRARY_TEXT; what `watch.signal` is aborted with
 */
export async function importFile(
  database: Database,
  file: string,
  watch: ImportWatch = {},
  wanted: ImportedAs = {},
): Promise<ImportedRun> {
  const as = { name: named(wanted.name), scenario: named(wanted.scenario) }
  if (!isDatabaseFile(file)) return importForeign(database, file, watch, as)
  const { id, name, scenario, durationMs, origin } = await importRunFile(database, file)
  if (as.name !== undefined) renameRun(database, { run: id, name: as.name })
  const warnings = as.scenario === undefined ? [] : [`It is a run of Headroom and keeps its scenario, “${scenario}”.`]
  return { id, name: as.name ?? name, durationMs, warnings, ...(origin === undefined ? {} : { origin }) }
}

function named(text: string | undefined): string | undefined {
  return text === undefined ? undefined : runName(text)
}

async function importForeign(
  database: Database,
  file: string,
  watch: ImportWatch,
  as: ImportedAs,
): Promise<ImportedRun> {
  const id = newRunId()
  try {
    return await importResults(file, id, new RunWriter(database), watch, as)
  } catch (thrown) {
    await discardUnfinished(database, id)
    throw thrown
  }
}
