import { z } from 'zod'
import { EXPORT_FORMAT_NAMES } from '../exportFormats.ts'
import {
  type ImportOutcome,
  type IntegrityReport,
  MOST_NAME,
  MOST_NOTE,
  MOST_TAG,
  type RetentionPlan,
  type RetentionRules,
  type RunFacets,
  type StorageFacts,
} from '../library.ts'
import { call, nothing, runIdText } from './call.ts'

const MOST_CHOSEN = 5000
const runIds = z.array(runIdText).min(1).max(MOST_CHOSEN)
const tags = z.array(z.string().min(1).max(MOST_TAG)).max(30)
const limit = z.number().int().min(1).max(1e15).nullable()
const rules = z.object({ maxAgeDays: limit, maxRuns: limit, maxBytes: limit })

/** The library of runs. What changes a run is followed by `runsChanged`. */
export const LIBRARY_CALLS = {
  runFacets: call<RunFacets>()(nothing),
  renameRun: call<void>()(z.object({ runId: runIdText, name: z.string().min(1).max(MOST_NAME) })),
  setRunNote: call<void>()(z.object({ runId: runIdText, note: z.string().max(MOST_NOTE) })),
  tagRuns: call<void>()(z.object({ runIds, add: tags, remove: tags })),
  pinRuns: call<void>()(z.object({ runIds, pinned: z.boolean() })),
  deleteRuns: call<void>()(z.object({ runIds })),
  restoreRuns: call<void>()(z.object({ runIds })),
  /** Removes deleted runs for good, all of them. Answers how many. */
  purgeRuns: call<number>()(nothing),
  libraryState: call<{ storage: StorageFacts; retention: RetentionRules }>()(nothing),
  planRetention: call<RetentionPlan>()(rules),
  /** Keeps the rules and deletes what they say now. Answers which runs. */
  applyRetention: call<readonly string[]>()(rules),
  checkDatabase: call<IntegrityReport>()(nothing),
  /** Asks for a place; null when the user cancels. */
  backUpDatabase: call<{ file: string; bytes: number } | null>()(nothing),
  /** Asks for a folder, copies the database there and starts the app again; null when the user cancels. */
  moveDatabase: call<{ file: string } | null>()(nothing),
  /** Asks for a file, or for a folder for several runs; null when the user cancels. Answers how many were written before it was cancelled. */
  exportRuns: call<{ place: string; written: number } | null>()(
    z.object({ runIds, format: z.enum(EXPORT_FORMAT_NAMES) }),
  ),
  /** Asks for files; null when the user cancels. */
  importRuns: call<readonly ImportOutcome[] | null>()(nothing),
  /** Ends an import, an export or a backup under way; what of it is not whole is not kept. */
  cancelWork: call<void>()(z.object({ id: z.number().int() })),
  /** Files that were dropped on the window; the preload alone can name them. */
  importDropped: call<readonly ImportOutcome[]>()(z.object({ files: z.array(z.string().min(1).max(4096)).max(100) })),
}
