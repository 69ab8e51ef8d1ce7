import { HeadroomError } from './errors.ts'

/** What the file system's codes mean where a file was named. */
const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a file stands where a folder is meant',
  EEXIST: 'a file stands where a folder is meant',
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

function whyNot(cause: unknown): string {
  return CAUSES[codeOf(cause)] ?? (cause instanceof Error ? cause.message : String(cause))
}

/** A file that was named and cannot be read. @param hint what to do where its name came from */
export function fileUnreadable(
  file: string,
  cause: unknown,
  hint = 'Check its name and that you may read it.',
): HeadroomError {
  const message =
    codeOf(cause) === 'ENOENT' ? `There is no file ${file}.` : `The file cannot be read: ${file} (${whyNot(cause)}).`
  return new HeadroomError({ code: 'FILE_UNREADABLE', message, hint, at: { file } }, { cause })
}

/** A folder that is not there and cannot be made. */
export function folderUnmakable(folder: string, cause: unknown): HeadroomError {
  const message = `The folder cannot be made: ${folder} (${whyNot(cause)}).`
  const hint = 'Name another folder, or check the rights of the one that it would be in.'
  return new HeadroomError({ code: 'FILE_UNWRITABLE', message, hint, at: { file: folder } }, { cause })
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
  const message = `The file cannot be written: ${file} (${whyNot(cause)}).`
  return new HeadroomError({ code: 'FILE_UNWRITABLE', message, hint, at: { file } }, { cause })
}
