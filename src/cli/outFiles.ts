import type { Database } from 'better-sqlite3'
import { exportRun } from '../core/library/exportRun.ts'
import { HeadroomError } from '../shared/errors.ts'
import { EXPORT_FORMAT_NAMES, type ExportFormat } from '../shared/exportFormats.ts'
import { printPdf } from './printPdf.ts'

/** One `--out FORMAT=FILE`. */
export interface OutFile {
  format: ExportFormat
  file: string
}

/** @throws HeadroomError USAGE for an unknown format or a missing file name, before the run starts */
export function parseOutFile(text: string): OutFile {
  const [name, ...rest] = text.split('=')
  const file = rest.join('=')
  const format = EXPORT_FORMAT_NAMES.find((known) => known === name)
  if (format !== undefined && file !== '') return { format, file }
  throw new HeadroomError({
    code: 'USAGE',
    message: `--out ${text} is not understood.`,
    hint: `Write --out FORMAT=FILE with one of: ${EXPORT_FORMAT_NAMES.join(', ')}.`,
  })
}

/**
 * Writes a stored run to a file, in a folder that is made when there is none.
 * @throws HeadroomError RUN_NOT_FOUND, RUN_RUNNING, FILE_UNWRITABLE, PDF_NO_RUNTIME, PDF_FAILED
 */
export async function writeOutFile({ format, file }: OutFile, database: Database, runId: string): Promise<void> {
  if (format === 'pdf') await printPdf((html) => exportRun(database, { run: runId, format: 'html', to: html }), file)
  else await exportRun(database, { run: runId, format, to: file })
}
