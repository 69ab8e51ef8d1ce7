import { HeadroomError } from '../../../shared/errors.ts'
import type { MachineFacts, RunOrigin } from '../../../shared/run.ts'
import { PRODUCT_VERSIONS } from '../../productVersions.ts'

/** What a reader of another tool's results finds out besides the figures. */
export interface ForeignFacts {
  /** Of the scenario or file, as the list shows it. */
  name: string
  origin: RunOrigin
  /** Thresholds of the tool that were missed, as the tool writes them. */
  missed: readonly string[]
  /** What was left out, as sentences. */
  warnings: readonly string[]
}

export function badResults(file: string, why: string, line?: number): HeadroomError {
  return new HeadroomError({
    code: 'IMPORT_INVALID',
    message: `The results cannot be read: ${why}.`,
    hint: 'Make the file again with the tool, or import another of its formats (docs/imports.md).',
    at: { file, ...(line === undefined ? {} : { line }) },
  })
}

export function tooLarge(file: string, why: string): HeadroomError {
  return new HeadroomError({
    code: 'IMPORT_TOO_LARGE',
    message: `The results are too large: ${why}.`,
    hint: 'Import a summary of the tool, or a part of the file.',
    at: { file },
  })
}

/** Why an imported run is doubtful, whatever its figures. */
export function doubtOf({ format }: RunOrigin): string {
  return `Imported from ${format}: whether its load generator kept up is not known.`
}

export const UNKNOWN_MACHINE: MachineFacts = {
  hostname: 'not known',
  os: 'not known',
  arch: 'not known',
  cpu: 'not known',
  cores: 0,
  memoryBytes: 0,
  versions: { ...PRODUCT_VERSIONS, node: 'not known' },
}
