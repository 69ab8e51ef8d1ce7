import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { fileUnwritable } from '../../shared/fileErrors.ts'
import type { ExportFormat } from '../../shared/exportFormats.ts'
import { renderRun } from '../report/renderRun.ts'
import { exportRunFile } from '../store/runFile/exportRun.ts'
import { writeAtomically } from '../writeAtomically.ts'

/**
 * Writes a stored run to a file, in a folder that is made when there is none. PDF is printed from the HTML by who has a browser.
 * @throws HeadroomError RUN_NOT_FOUND, RUN_RUNNING, FILE_UNWRITABLE
 */
export async function exportRun(
  database: Database,
  { run, format, to }: { run: string; format: Exclude<ExportFormat, 'pdf'>; to: string },
): Promise<void> {
  if (format === 'run') return exportRunFile(database.name, { run, to })
  const text = renderRun(database, run, format)
  try {
    mkdirSync(dirname(to), { recursive: true })
    writeAtomically(to, text)
  } catch (cause) {
    throw fileUnwritable(
      to,
      cause,
      'Check the rights of its folder and the room on the disk. The run is stored: `headroom report` writes it elsewhere.',
    )
  }
}
