import { HeadroomError } from '../../shared/errors.ts'

/** What SQLite's result codes (https://www.sqlite.org/rescode.html) mean to a user, by the code's beginning. */
const MEANINGS: readonly { codes: readonly string[]; code: string; message: string; hint: string }[] = [
  {
    codes: ['SQLITE_NOTADB'],
    code: 'DATABASE_NOT_A_DATABASE',
    message: 'is not a database',
    hint: 'Choose another file; this one was not changed.',
  },
  {
    codes: ['SQLITE_CORRUPT'],
    code: 'DATABASE_CORRUPT',
    message: 'is damaged',
    hint: 'Put a backup in its place (they lie beside it), or move it away to begin with an empty one.',
  },
  {
    codes: ['SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_AUTH', 'SQLITE_CANTOPEN', 'EACCES', 'EPERM', 'EROFS'],
    code: 'DATABASE_NO_PERMISSION',
    message: 'cannot be opened for writing',
    hint: 'Check the rights of the file and of its folder: files are made beside it.',
  },
  {
    codes: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    code: 'DATABASE_BUSY',
    message: 'is in use by another program',
    hint: 'Try again; if it stays so, look for a program that keeps it locked.',
  },
  {
    codes: ['SQLITE_FULL', 'ENOSPC'],
    code: 'DATABASE_DISK_FULL',
    message: 'cannot grow: the disk is full',
    hint: 'Make room on the disk.',
  },
  {
    codes: ['SQLITE_IOERR'],
    code: 'DATABASE_IO_ERROR',
    message: 'cannot be read or written',
    hint: 'Check the disk; network folders often cannot hold a database.',
  },
]

/** The code of an error of SQLite or of the file system; undefined for anything else. */
function errorCodeOf(thrown: unknown): string | undefined {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** @param code how the code begins: SQLite has further ones below most */
export function isSqliteError(thrown: unknown, code = 'SQLITE_'): boolean {
  return errorCodeOf(thrown)?.startsWith(code) === true
}

/** Another connection holds the lock that is needed; to be tried again. */
export function isBusy(thrown: unknown): boolean {
  return isSqliteError(thrown, 'SQLITE_BUSY')
}

/** A failure of SQLite, or of the file system around it, as a HeadroomError; what is neither is given back as it is. */
export function databaseError(thrown: unknown, file: string): unknown {
  const code = errorCodeOf(thrown)
  if (code === undefined || thrown instanceof HeadroomError) return thrown
  const meaning = MEANINGS.find(({ codes }) => codes.some((prefix) => code.startsWith(prefix)))
  if (meaning === undefined && !code.startsWith('SQLITE_')) return thrown
  const detail = thrown instanceof Error ? thrown.message : code
  return new HeadroomError(
    {
      code: meaning?.code ?? 'DATABASE_ERROR',
      message: `The database ${meaning?.message ?? 'reported an error'}: ${file} (${detail}).`,
      ...(meaning === undefined ? {} : { hint: meaning.hint }),
      at: { file },
    },
    { cause: thrown },
  )
}
