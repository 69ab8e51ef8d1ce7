import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { REPORT_FORMATS, type ReportFormat, renderRun } from '../core/report/renderRun.ts'
import { HeadroomError } from '../shared/errors.ts'

/** One `--out FORMAT=FILE`. */
export interface OutFile {
  format: ReportFormat
  file: string
}

/** @throws HeadroomError USAGE for an unknown format or a missing file name, before the run starts */
export function parseOutFile(text: string): OutFile {
  const [name, ...rest] = text.split('=')
  const file = rest.join('=')
  const format = REPORT_FORMATS.find((known) => known === name)
  if (format !== undefined && file !== '') return { format, file }
  throw new HeadroomError({
    code: 'USAGE',
    message: `--out ${text} is not understood.`,
    hint: `Write --out FORMAT=FILE with one of: ${REPORT_FORMATS.join(', ')}.`,
  })
}

/** Writes a stored run to a file, in a folder that is made when there is none. @throws HeadroomError RUN_NOT_FOUND, FILE_UNWRITABLE */
export function writeOutFile({ format, file }: OutFile, database: Database, runId: string): void {
  const text = renderRun(database, runId, format)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  } catch (cause) {
    throw new HeadroomError(
      {
        code: 'FILE_UNWRITABLE',
        message: `The file cannot be written: ${file}.`,
        hint: 'Check the rights of its folder and the room on the disk. The run is stored: `headroom report` writes it elsewhere.',
        at: { file },
      },
      { cause },
    )
  }
}
