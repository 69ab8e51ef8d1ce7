import type { Database } from 'better-sqlite3'
import type { RetentionPlan, RetentionRules, RunListItem } from '../../../shared/library.ts'
import { listRuns } from '../queries/listRuns.ts'
import { deleteRuns } from './curate.ts'
import { protectedRuns } from './protectedRuns.ts'

const DAY_MS = 86_400_000
const EVERY_RUN = 1_000_000

export function readRetention(database: Database): RetentionRules {
  const rules = database
    .prepare<[], RetentionRules>(
      `SELECT max_age_days AS maxAgeDays, max_runs AS maxRuns, max_bytes AS maxBytes FROM retention WHERE id = 1`,
    )
    .get()
  return rules ?? { maxAgeDays: null, maxRuns: null, maxBytes: null }
}

export function saveRetention(database: Database, { maxAgeDays, maxRuns, maxBytes }: RetentionRules): void {
  database
    .prepare(`INSERT OR REPLACE INTO retention (id, max_age_days, max_runs, max_bytes) VALUES (1, ?, ?, ?)`)
    .run(maxAgeDays, maxRuns, maxBytes)
}

/**
 * What the rules would delete now. Pinned runs, baselines and runs under way stay, and count; of the others the oldest go
 * first until each rule holds.
 */
export function planRetention(
  database: Database,
  { rules, nowMs = Date.now() }: { rules: RetentionRules; nowMs?: number },
): RetentionPlan {
  const { runs: all } = listRuns(database, { limit: EVERY_RUN, offset: 0 })
  const kept = protectedRuns(database)
  let bytes = all.reduce((sum, run) => sum + run.sizeBytes, 0)
  let count = all.length
  const going: (RunListItem & { why: 'age' | 'count' | 'size' })[] = []
  for (const run of all.toReversed()) {
    if (kept.has(run.id) || run.pinned || run.status === 'running') continue
    const why = reason(run, { count, bytes }, rules, nowMs)
    if (why === undefined) continue
    going.push({ ...run, why })
    count--
    bytes -= run.sizeBytes
  }
  return { runs: going, bytes: going.reduce((sum, run) => sum + run.sizeBytes, 0) }
}

/** Deletes what the stored rules say; it can be restored like any deleted run. @returns the ids */
export function applyRetention(database: Database, { nowMs = Date.now() }: { nowMs?: number } = {}): string[] {
  return database
    .transaction(() => {
      const runs = planRetention(database, { rules: readRetention(database), nowMs }).runs.map(({ id }) => id)
      deleteRuns(database, { runs, nowMs })
      return runs
    })
    .immediate()
}

function reason(
  run: RunListItem,
  { count, bytes }: { count: number; bytes: number },
  { maxAgeDays, maxRuns, maxBytes }: RetentionRules,
  nowMs: number,
): 'age' | 'count' | 'size' | undefined {
  if (maxAgeDays !== null && run.startedAtMs < nowMs - maxAgeDays * DAY_MS) return 'age'
  if (maxRuns !== null && count > maxRuns) return 'count'
  return maxBytes !== null && bytes > maxBytes ? 'size' : undefined
}
