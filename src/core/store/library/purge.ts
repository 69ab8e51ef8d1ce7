import type { Database } from 'better-sqlite3'
import { DELETED_DAYS } from '../../../shared/library.ts'
import { isGone } from '../runOwner.ts'
import { NOT_WHOLE } from '../runStatements.ts'
import { inSlices } from './slices.ts'

const DAY_MS = 86_400_000
/** Rows that go in one transaction, and pages that are given back in one: a few milliseconds each. */
const ROWS = 4000
const PAGES = 200

interface Doomed {
  id: number
  deletedAtMs: number
  pid: number
  host: string
  heartbeatAtMs: number
}

/**
 * Removes deleted runs for good and gives their room in the file back to the disk, in short transactions.
 * @param all also those that could still be restored; otherwise those deleted more than 7 days ago
 * @returns how many runs were removed
 */
export async function purgeRuns(
  database: Database,
  { all, nowMs = Date.now() }: { all: boolean; nowMs?: number },
): Promise<number> {
  const doomed = database
    .prepare<[], Doomed>(
      `SELECT id, deleted_at_ms AS deletedAtMs, owner_pid AS pid, owner_host AS host, heartbeat_at_ms AS heartbeatAtMs
       FROM runs WHERE deleted_at_ms IS NOT NULL`,
    )
    .all()
    .filter(({ deletedAtMs, ...owner }) =>
      // What a dead import left behind can never become whole.
      deletedAtMs === NOT_WHOLE ? isGone(owner, nowMs) : all || deletedAtMs < nowMs - DELETED_DAYS * DAY_MS,
    )
  for (const { id } of doomed) await eraseRun(database, id)
  await giveBack(database)
  return doomed.length
}

/** Removes what an import left that did not come to its end, if anything. */
export async function discardUnfinished(database: Database, runId: string): Promise<void> {
  const begun = database
    .prepare<[string, number], { id: number }>('SELECT id FROM runs WHERE run_id = ? AND deleted_at_ms = ?')
    .get(runId, NOT_WHOLE)
  if (begun === undefined) return
  await eraseRun(database, begun.id)
  await giveBack(database)
}

/** Tables of a run that grow with its length, by what their rows are ordered. */
const LONG = [
  { table: 'points', order: 'resolution, second' },
  { table: 'live_points', order: 'second, second' },
  { table: 'worker_samples', order: 'second, second' },
] as const

/** Removes a run for good. A long run has millions of points: they go slice by slice, the run's row with the rest of it at the end. */
export async function eraseRun(database: Database, run: number): Promise<void> {
  // From here on it cannot be restored and nobody writes it; should this process die now, the next purge goes on.
  const begin = `UPDATE runs SET deleted_at_ms = ${NOT_WHOLE}, status = 'interrupted', heartbeat_at_ms = 0 WHERE id = ?`
  database.prepare(begin).run(run)
  for (const { table, order } of LONG) {
    const [major, minor] = order.split(', ')
    const edge = database.prepare<[number, number], { major: number; minor: number }>(
      `SELECT ${major} AS major, ${minor} AS minor FROM ${table} WHERE run = ? ORDER BY ${order} LIMIT 1 OFFSET ?`,
    )
    const erase = database.prepare(`DELETE FROM ${table} WHERE run = ? AND (${order}) <= (?, ?)`)
    await inSlices(() => {
      const last = edge.get(run, ROWS) ?? { major: Number.MAX_SAFE_INTEGER, minor: 0 }
      return erase.run(run, last.major, last.minor).changes > 0
    })
  }
  database.prepare(`DELETE FROM runs WHERE id = ?`).run(run)
}

/** Nothing happens in files that were made without incremental vacuum: there, new runs use the room. */
async function giveBack(database: Database): Promise<void> {
  const free = (): number => Number(database.pragma('freelist_count', { simple: true }))
  let before = Infinity
  await inSlices(() => {
    const left = free()
    if (left === 0 || left >= before) return false
    before = left
    database.pragma(`incremental_vacuum(${PAGES})`)
    return true
  })
}
