import { closeSync, openSync, readSync } from 'node:fs'

/** https://www.sqlite.org/fileformat.html */
const MAGIC = 'SQLite format 3\0'

/** Whether a file says that it is an SQLite database; false also when it cannot be read. */
export function isDatabaseFile(file: string): boolean {
  try {
    const handle = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(MAGIC.length)
      readSync(handle, bytes, 0, bytes.length, 0)
      return bytes.toString('latin1') === MAGIC
    } finally {
      closeSync(handle)
    }
  } catch {
    return false
  }
}
