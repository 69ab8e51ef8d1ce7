import { importFile } from '../../core/library/importFile.ts'
import { renameRun } from '../../core/store/library/curate.ts'
import type { ImportedRun } from '../../shared/library.ts'
import { LACK_WORDS } from '../../shared/origin.ts'
import { formatClock } from '../../shared/units.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'

export interface ImportFlags {
  db?: string
  name?: string
  json?: boolean
}

/** Stores each file as a run. @throws HeadroomError FILE_UNREADABLE, IMPORT_*, RUN_EXISTS; files before the bad one are stored then */
export async function importCommand(
  files: readonly string[],
  { db, name, json }: ImportFlags,
  output: Output,
): Promise<ExitCode> {
  await withDatabase(db, async (database) => {
    for (const file of files) {
      const imported = await importFile(database, file)
      if (name !== undefined) renameRun(database, { run: imported.id, name })
      const run = { ...imported, name: name ?? imported.name }
      if (json === true) output.out(JSON.stringify(run, null, 2))
      else for (const line of importedLines(file, run)) output.out(line)
    }
  })
  return EXIT.passed
}

function importedLines(file: string, { id, origin, durationMs, warnings }: ImportedRun): string[] {
  const lacks = (origin?.lacks ?? []).map((lack) => LACK_WORDS[lack])
  return [
    `${file}: ${origin?.format ?? 'a run of Headroom'}, ${formatClock(durationMs)}, run ${id}`,
    ...(lacks.length === 0 ? [] : [`  It cannot tell: ${lacks.join('; ')}.`]),
    ...warnings.map((warning) => `  ${warning}`),
  ]
}
