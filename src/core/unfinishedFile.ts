import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { processExists } from './processExists.ts'

/**
 * Where a file is written until it is whole and gets its name: beside it, so that this takes no copy. What a killed process left of the same
 * file is removed.
 */
export function unfinishedFile(file: string): string {
  const [folder, name] = [dirname(file), basename(file)]
  for (const entry of entriesOf(folder)) {
    if (!entry.startsWith(`${name}.`)) continue
    const pid = /^(\d+)\.part(-journal)?$/.exec(entry.slice(name.length + 1))?.[1]
    if (pid !== undefined && !processExists(Number(pid))) rmSync(join(folder, entry), { force: true })
  }
  return `${file}.${process.pid}.part`
}

/** None where the folder cannot be read: what is wrong, writing says. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
