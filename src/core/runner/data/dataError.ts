import { HeadroomError } from '../../../shared/errors.ts'

/** @param line 1-based, if known */
export function dataError(message: string, file: string, line: number | undefined, hint?: string): HeadroomError {
  const where = line === undefined ? file : `${file}:${line}`
  return new HeadroomError({
    code: 'DATA_INVALID',
    message: `${where}: ${message}`,
    ...(hint !== undefined && { hint }),
    at: { file, ...(line !== undefined && { line }) },
  })
}
