import { importFile } from '../../core/library/importFile.ts'
import type { ImportProgress, ImportedRun } from '../../shared/library.ts'
import { LACK_WORDS } from '../../shared/origin.ts'
import { HeadroomError, cancelledError } from '../../shared/errors.ts'
import { formatClock } from '../../shared/units.ts'
import { withDatabase } from '../database.ts'
import { onInterrupt } from '../interrupts.ts'
import { importLine } from '../terminal/importLine.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'

export interface ImportFlags {
  db?: string
  name?: string
  scenario?: string
  json?: boolean
}

/**
 * Stores each file as a run. Ctrl-C keeps nothing of the file at hand, nor of those after it.
 * @throws HeadroomError FILE_UNREADABLE, IMPORT_*, RUN_EXISTS; files before the bad one are stored then
 */
export async function importCommand(
  files: readonly string[],
  { db, name, scenario, json }: ImportFlags,
  output: Output,
): Promise<ExitCode> {
  const stopping = new AbortController()
  const line = importLine(output, json !== true)
  const endInterrupts = onInterrupt(
    () => stopping.abort(cancelledError()),
    () => process.exit(EXIT.stoppedByUser),
  )
  try {
    await withDatabase(db, async (database) => {
      for (const file of files) {
        const watch = { signal: stopping.signal, onProgress: (progress: ImportProgress) => line.show(file, progress) }
        stopping.signal.throwIfAborted()
        const run = await importFile(database, file, watch, { name, scenario }).finally(() => line.clear())
        if (json === true) output.out(JSON.stringify(run, null, 2))
        else for (const text of importedLines(file, run)) output.out(text)
      }
    })
    return EXIT.passed
  } catch (thrown) {
    if (!(thrown instanceof HeadroomError) || thrown.code !== 'CANCELLED') throw thrown
    output.err(`${thrown.message} ${thrown.hint ?? ''}`)
    return EXIT.stoppedByUser
  } finally {
    endInterrupts()
  }
}

function importedLines(file: string, { id, origin, durationMs, warnings }: ImportedRun): string[] {
  const lacks = (origin?.lacks ?? []).map((lack) => LACK_WORDS[lack])
  return [
    `${file}: ${origin?.format ?? 'a run of Headroom'}, ${formatClock(durationMs)}, run ${id}`,
    ...(lacks.length === 0 ? [] : [`  It cannot tell: ${lacks.join('; ')}.`]),
    ...warnings.map((warning) => `  ${warning}`),
  ]
}
