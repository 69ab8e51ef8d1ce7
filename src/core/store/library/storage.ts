import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import type { IntegrityReport, StorageFacts } from '../../../shared/library.ts'
import { decodeCounts } from '../../../shared/metrics/histogramCodec.ts'
import { SparseCounts } from '../../../shared/metrics/sparseCounts.ts'
import { isSqliteError } from '../databaseErrors.ts'
import { unpackHistogram } from '../histogramBlob.ts'
import { NOT_WHOLE } from '../runStatements.ts'

const MOST_PROBLEMS = 100

export function readStorage(database: Database): StorageFacts {
  const counts = database
    .prepare<[], { runs: number; deletedRuns: number; deletedBytes: number }>(
      `SELECT coalesce(sum(deleted_at_ms IS NULL), 0) AS runs, coalesce(sum(deleted_at_ms > ${NOT_WHOLE}), 0) AS deletedRuns,
         coalesce(sum(CASE WHEN deleted_at_ms > ${NOT_WHOLE} THEN size_bytes ELSE 0 END), 0) AS deletedBytes FROM runs`,
    )
    .get()
  const pageBytes = Number(database.pragma('page_size', { simple: true }))
  return {
    file: database.name,
    fileBytes: bytesOf(database.name) + bytesOf(`${database.name}-wal`),
    runs: counts?.runs ?? 0,
    deletedRuns: counts?.deletedRuns ?? 0,
    deletedBytes: counts?.deletedBytes ?? 0,
    freeBytes: Number(database.pragma('freelist_count', { simple: true })) * pageBytes,
  }
}

/** Checks the whole file: SQLite's own check, references, and that every run's total histograms can be read. */
export function checkIntegrity(database: Database): IntegrityReport {
  const problems: string[] = []
  problems.push(...damage(database))
  if (problems.length === 0) {
    const orphans = database.pragma('foreign_key_check') as { table: string }[]
    for (const name of new Set(orphans.map(({ table }) => table))) {
      problems.push(`Rows of the table ${name} belong to no run.`)
    }
    problems.push(...brokenHistograms(database))
  }
  return { ok: problems.length === 0, problems: problems.slice(0, MOST_PROBLEMS) }
}

function damage(database: Database): string[] {
  try {
    const found = database.pragma(`integrity_check(${MOST_PROBLEMS})`) as { integrity_check: string }[]
    return found.map(({ integrity_check: text }) => text).filter((text) => text !== 'ok')
  } catch (thrown) {
    // Damage in the tables that describe the others ends the check itself.
    if (isSqliteError(thrown, 'SQLITE_CORRUPT')) return [(thrown as Error).message]
    throw thrown
  }
}

function brokenHistograms(database: Database): string[] {
  const counts = new SparseCounts()
  const broken = new Set<string>()
  const rows = database
    .prepare<[], { runId: string; histogram: Uint8Array }>(
      `SELECT run_id AS runId, histogram FROM points JOIN runs ON runs.id = run
       WHERE resolution = 0 AND second = 0 AND histogram IS NOT NULL`,
    )
    .iterate()
  for (const { runId, histogram } of rows) {
    try {
      decodeCounts(counts, unpackHistogram(histogram))
    } catch {
      broken.add(runId)
    }
  }
  return [...broken].map((runId) => `A histogram of the run ${runId} cannot be read.`)
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
