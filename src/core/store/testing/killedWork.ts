import { openDatabase } from '../database.ts'
import { backUpDatabase } from '../library/backup.ts'
import { deleteRuns, restoreRuns } from '../library/curate.ts'
import { moveDatabase } from '../library/move.ts'
import { purgeRuns } from '../library/purge.ts'
import { applyRetention } from '../library/retention.ts'
import { exportRunFile } from '../runFile/exportRun.ts'
import { importRunFile } from '../runFile/importRun.ts'

// Does one work on the library, and is killed in the middle of it by whoever started it: `work database other-file run-ids`.
const [work = '', file = '', other = '', ids = ''] = process.argv.slice(2)
const runs = ids.split(',')
const WORKS: Readonly<Record<string, () => unknown>> = {
  import: () => importRunFile(openDatabase(file), other),
  export: () => exportRunFile(file, { run: ids, to: other }),
  backup: () => backUpDatabase(file, { to: other, replace: true }),
  move: () => moveDatabase(file, { folder: other, adopt: () => undefined }),
  purge: () => purgeRuns(openDatabase(file), { all: true }),
  delete: () => deleteRuns(openDatabase(file), { runs }),
  restore: () => restoreRuns(openDatabase(file), { runs }),
  retention: () => applyRetention(openDatabase(file)),
  migration: () => openDatabase(file),
}
process.send?.('begun')
await WORKS[work]?.()
process.exit(0)
