import type { Database } from 'better-sqlite3'
import type { RunListItem, RunPage } from '../../../shared/ipc.ts'
import type { RunRecord, RunStatus, Validity } from '../../../shared/run.ts'

export interface RunQuery {
  /** Part of the run's or the scenario's name, or the beginning of its id; letter case does not count. */
  search?: string | undefined
  status?: RunStatus | undefined
  limit: number
  offset: number
}

export interface RunRow {
  id: number
  run_id: string
  name: string
  scenario: string
  started_at_ms: number
  duration_ms: number
  status: RunStatus
  validity: Validity
  reasons: string
  p95_us: number | null
  requests: number
  failed_share: number | null
}

/** Runs, the newest first; those under way included. */
export function listRuns(database: Database, { search = '', status, limit, offset }: RunQuery): RunPage {
  const conditions: string[] = []
  const values: string[] = []
  if (status !== undefined) {
    conditions.push('status = ?')
    values.push(status)
  }
  const text = search.trim()
  if (text !== '') {
    const pattern = text.replaceAll(/[\\%_]/g, String.raw`\$&`)
    conditions.push(String.raw`(name LIKE ? ESCAPE '\' OR scenario LIKE ? ESCAPE '\' OR run_id LIKE ? ESCAPE '\')`)
    values.push(`%${pattern}%`, `%${pattern}%`, `${pattern}%`)
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const total = database
    .prepare<unknown[], { total: number }>(`SELECT count(*) AS total FROM runs ${where}`)
    .get(...values)
  const rows = database
    .prepare<unknown[], RunRow>(`SELECT * FROM runs ${where} ORDER BY started_at_ms DESC, id DESC LIMIT ? OFFSET ?`)
    .all(...values, limit, offset)
  return { runs: rows.map(toListItem), total: total?.total ?? 0 }
}

/**
 * A text that differs when runs or baselines were added, changed or removed, by whatever process. It stays the same while a run merely
 * goes on.
 */
export function runsFingerprint(database: Database): string {
  const row = database
    .prepare<[], { text: string }>(
      `SELECT count(*) || '/' || coalesce(max(id), 0) || '/' || coalesce(sum(status = 'running'), 0) || '/' ||
         (SELECT count(*) || '/' || coalesce(sum(run), 0) || '/' || coalesce(max(added_at_ms), 0) FROM baseline_runs) AS text
       FROM runs`,
    )
    .get()
  return row?.text ?? ''
}

export function toRecord(row: RunRow): RunRecord {
  return {
    id: row.run_id,
    name: row.name,
    scenario: row.scenario,
    startedAtMs: row.started_at_ms,
    durationMs: row.duration_ms,
    status: row.status,
    validity: row.validity,
    reasons: JSON.parse(row.reasons) as string[],
  }
}

function toListItem(row: RunRow): RunListItem {
  return { ...toRecord(row), p95Us: row.p95_us, requests: row.requests, failedShare: row.failed_share }
}
