import type { Database } from 'better-sqlite3'
import { backUpDatabase } from '../store/library/backup.ts'
import { closeInterruptedIfPossible } from '../store/interruptedRuns.ts'
import { deleteRuns, noteRun, pinRuns, renameRun, restoreRuns, tagRuns } from '../store/library/curate.ts'
import { purgeRuns } from '../store/library/purge.ts'
import { applyRetention, planRetention, readRetention, saveRetention } from '../store/library/retention.ts'
import { checkIntegrity, readStorage } from '../store/library/storage.ts'
import { exportRun } from './exportRun.ts'
import { importFile } from './importFile.ts'

/** What the keeper can be asked. */
export const KEEPS = {
  renameRun,
  noteRun,
  tagRuns,
  pinRuns,
  deleteRuns,
  restoreRuns,
  purgeRuns,
  planRetention,
  readRetention,
  saveRetention,
  applyRetention,
  readStorage,
  checkIntegrity,
  closeInterruptedRuns: closeInterruptedIfPossible,
  exportRun,
  importFile,
  backUp: (database: Database, options: { to: string; replace: boolean }) => backUpDatabase(database.name, options),
} as const
