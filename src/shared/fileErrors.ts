import { HeadroomError } from './errors.ts'

/** A file that was named and cannot be read. @param hint what to do where its name came from */
export function fileUnreadable(
  file: string,
  cause: unknown,
  hint = 'Check its name and that you may read it.',
): HeadroomError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  const message = missing ? `There is no file ${file}.` : `The file cannot be read: ${file}.`
  return new HeadroomError({ code: 'FILE_UNREADABLE', message, hint, at: { file } }, { cause })
}

/** The same for files that a scenario names. */
export function scenarioFileUnreadable(file: string, cause: unknown): HeadroomError {
  return fileUnreadable(file, cause, 'File names are relative to the scenario file.')
}

/** A file that cannot be written; one of that name is as it was. */
export function fileUnwritable(
  file: string,
  cause: unknown,
  hint = 'Check the rights of its folder and the room on the disk.',
): HeadroomError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new HeadroomError(
    { code: 'FILE_UNWRITABLE', message: `The file cannot be written: ${file} (${why}).`, hint, at: { file } },
    { cause },
  )
}
