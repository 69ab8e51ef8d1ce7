import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { HeadroomError } from '../../shared/errors.ts'
import type { ExportFormat } from '../../shared/exportFormats.ts'
import { renderRun } from '../report/renderRun.ts'
import { exportRunFile } from '../store/runFile/exportRun.ts'

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
    writeFileSync(to, text)
  } catch (cause) {
    throw new HeadroomError(
      {
        code: 'FILE_UNWRITABLE',
        message: `The file cannot be written: ${to}.`,
        hint: 'Check the rights of its folder and the room on the disk. The run is stored: `headroom report` writes it elsewhere.',
        at: { file: to },
      },
      { cause },
    )
  }
}
