import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { unfinishedFile } from './unfinishedFile.ts'

/** The file is either as before or wholly the new content, whenever the process dies or the disk is full. @throws errors of node:fs */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const unfinished = unfinishedFile(file)
  try {
    writeFileSync(unfinished, content)
    renameSync(unfinished, file)
  } catch (thrown) {
    rmSync(unfinished, { force: true })
    throw thrown
  }
}
