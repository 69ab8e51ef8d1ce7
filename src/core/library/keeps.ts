import type { Database } from 'better-sqlite3'
import type { JobWatch } from '../store/databaseThread.ts'
import { type BackupPlace, backUpDatabase } from '../store/library/backup.ts'
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
  backUp: (database: Database, place: BackupPlace, watch: JobWatch) => backUpDatabase(database.name, place, watch),
} as const
