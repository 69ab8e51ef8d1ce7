import { mkdirSync } from 'node:fs'
import { folderUnmakable } from '../shared/fileErrors.ts'

/** Makes a folder, with those that it is in, unless it is there. @throws HeadroomError FILE_UNWRITABLE */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw folderUnmakable(folder, cause)
  }
}
