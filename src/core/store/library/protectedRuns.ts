import type { Database } from 'better-sqlite3'

/** Ids of runs that retention never deletes: pinned ones and baselines. */
export function protectedRuns(database: Database): ReadonlySet<string> {
  const rows = database
    .prepare<[], { id: string }>(
      `SELECT run_id AS id FROM runs WHERE pinned = 1 OR id IN (SELECT run FROM baseline_runs)`,
    )
    .all()
  return new Set(rows.map(({ id }) => id))
}
