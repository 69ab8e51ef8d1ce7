import type { ErrorDetail } from './errors.ts'
import type { RunOrigin, RunRecord, RunStatus, Validity } from './run.ts'

/** Which runs a list shows; what is absent does not count. */
export interface RunQuery {
  /** Part of the name, the scenario's name, the note or a tag, or the beginning of the id; letter case does not count. */
  search?: string | undefined
  status?: RunStatus | undefined
  validity?: Validity | undefined
  scenario?: string | undefined
  tag?: string | undefined
  pinned?: boolean | undefined
  /** Started at or after, and before: epoch milliseconds. */
  fromMs?: number | undefined
  toMs?: number | undefined
  /** Deleted runs instead of the others. */
  deleted?: boolean | undefined
}

export interface RunListItem extends RunRecord {
  p95Us: number | null
  requests: number
  failedShare: number | null
  tags: readonly string[]
  note: string
  pinned: boolean
  /** Roughly what it takes in the database. */
  sizeBytes: number
  deletedAtMs: number | null
}

export interface RunPage {
  runs: readonly RunListItem[]
  total: number
}

export interface RunFacets {
  scenarios: readonly string[]
  tags: readonly string[]
}

/** How many runs the library keeps; null: no limit. Pinned runs and baselines are never touched. */
export interface RetentionRules {
  maxAgeDays: number | null
  maxRuns: number | null
  maxBytes: number | null
}

/** Runs that the rules would delete now, the oldest first, and why. */
export interface RetentionPlan {
  runs: readonly (RunListItem & { why: 'age' | 'count' | 'size' })[]
  bytes: number
}

export interface StorageFacts {
  file: string
  /** With its write-ahead log. */
  fileBytes: number
  runs: number
  deletedRuns: number
  deletedBytes: number
  /** Free inside the file: new runs use it first. */
  freeBytes: number
}

export interface IntegrityReport {
  ok: boolean
  /** What SQLite, and the check of histograms, found; at most 100. */
  problems: readonly string[]
}

/** A run that came in from a file. */
export interface ImportedRun {
  id: string
  name: string
  durationMs: number
  /** Absent: a run that another Headroom exported. */
  origin?: RunOrigin
  warnings: readonly string[]
}

export type ImportOutcome = { file: string } & ({ ok: true; run: ImportedRun } | { ok: false; error: ErrorDetail })

/** Days for which a deleted run can be restored. */
export const DELETED_DAYS = 7
/** Longest texts. */
export const MOST_NAME = 200
export const MOST_NOTE = 5000
export const MOST_TAG = 50
export const MOST_TAGS = 30

/** How far the import of one file has come: it is read, then stored. */
export interface ImportProgress {
  phase: 'reading' | 'storing'
  /** Of the phase, 0 to 1. */
  share: number
}

/** How far work is that takes long, file by file: results are read and stored, runs exported, the database copied. */
export interface WorkProgress {
  phase: ImportProgress['phase'] | 'exporting' | 'copying'
  /** Of the file's phase, 0 to 1; null when nothing tells it. */
  share: number | null
  /** Its name without a folder. */
  file: string
  /** Of `files`, from 1. */
  number: number
  files: number
}

/** What is told of one work as long as it goes on; without progress it has ended. */
export interface WorkNews {
  /** Of the work; see `cancelWork`. */
  id: number
  progress?: WorkProgress
}
