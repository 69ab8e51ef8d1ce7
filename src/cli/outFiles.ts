import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { csvReport } from '../core/report/csv.ts'
import { junitReport } from '../core/report/junit.ts'
import { HeadroomError } from '../shared/errors.ts'
import type { LivePoint } from '../shared/run.ts'
import type { RunSummary } from '../shared/summary.ts'

const FORMATS = {
  json: (summary) => `${JSON.stringify(summary, null, 2)}\n`,
  junit: (summary) => junitReport(summary),
  csv: (_summary, points) => csvReport(points),
} as const satisfies Record<string, (summary: RunSummary, points: readonly LivePoint[]) => string>

/** One `--out FORMAT=FILE`. */
export interface OutFile {
  format: keyof typeof FORMATS
  file: string
}

/** @throws HeadroomError USAGE for an unknown format or a missing file name, before the run starts */
export function parseOutFile(text: string): OutFile {
  const [format = '', ...rest] = text.split('=')
  const file = rest.join('=')
  if (isFormat(format) && file !== '') return { format, file }
  throw new HeadroomError({
    code: 'USAGE',
    message: `--out ${text} is not understood.`,
    hint: `Write --out FORMAT=FILE with one of: ${Object.keys(FORMATS).join(', ')}.`,
  })
}

export function writeOutFile({ format, file }: OutFile, summary: RunSummary, points: readonly LivePoint[]): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, FORMATS[format](summary, points))
}

function isFormat(text: string): text is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, text)
}
