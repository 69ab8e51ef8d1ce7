import type { Database } from 'better-sqlite3'
import type { RunFacets, RunListItem, RunPage, RunQuery } from '../../../shared/library.ts'
import type { RunOrigin, RunReason, RunRecord, RunStatus, Validity } from '../../../shared/run.ts'
import { NOT_WHOLE } from '../runStatements.ts'

export interface RunRow {
  id: number
  run_id: string
  name: string
  scenario: string
  started_at_ms: number
  duration_ms: number
  status: RunStatus
  /** 0: it had no targets. */
  judged: number
  validity: Validity
  reasons: string
  p95_us: number | null
  requests: number
  failed_share: number | null
  note: string
  pinned: number
  deleted_at_ms: number | null
  size_bytes: number
  origin: string | null
}

/** Runs, the newest first; those under way included, deleted ones only where they are asked for. */
export function listRuns(database: Database, query: RunQuery & { limit: number; offset: number }): RunPage {
  const { where, values } = conditionsOf(query)
  const total = database
    .prepare<unknown[], { total: number }>(`SELECT count(*) AS total FROM runs WHERE ${where}`)
    .get(...values)
  const rows = database
    .prepare<unknown[], RunRow>(
      `SELECT * FROM runs WHERE ${where} ORDER BY started_at_ms DESC, id DESC LIMIT ? OFFSET ?`,
    )
    .all(...values, query.limit, query.offset)
  const tags = tagsOfRuns(database, rows)
  return { runs: rows.map((row) => toListItem(row, tags.get(row.id) ?? [])), total: total?.total ?? 0 }
}

function conditionsOf(query: RunQuery): { where: string; values: (string | number)[] } {
  const conditions = [query.deleted === true ? `deleted_at_ms > ${NOT_WHOLE}` : 'deleted_at_ms IS NULL']
  const values: (string | number)[] = []
  const add = (condition: string, ...parts: (string | number)[]): void => {
    conditions.push(condition)
    values.push(...parts)
  }
  if (query.status !== undefined) add('status = ?', query.status)
  if (query.validity !== undefined) add('validity = ?', query.validity)
  if (query.scenario !== undefined) add('scenario = ?', query.scenario)
  if (query.tag !== undefined) add('id IN (SELECT run FROM run_tags WHERE tag = ?)', query.tag)
  if (query.fromMs !== undefined) add('started_at_ms >= ?', query.fromMs)
  if (query.toMs !== undefined) add('started_at_ms < ?', query.toMs)
  if (query.pinned === true) add('pinned = 1')
  const text = query.search?.trim() ?? ''
  if (text !== '') {
    const plain = text.replaceAll(/[\\%_]/g, String.raw`\$&`)
    const within = `%${plain}%`
    const like = String.raw`LIKE ? ESCAPE '\'`
    add(
      `(name ${like} OR scenario ${like} OR note ${like} OR run_id ${like}
        OR id IN (SELECT run FROM run_tags WHERE tag ${like}))`,
      within,
      within,
      within,
      `${plain}%`,
      within,
    )
  }
  return { where: conditions.join(' AND '), values }
}

/** What runs can be filtered by: names of scenarios and tags in use, by name. */
export function runFacets(database: Database): RunFacets {
  const names = (sql: string): string[] =>
    database
      .prepare<[], { name: string }>(sql)
      .all()
      .map(({ name }) => name)
  return {
    scenarios: names(`SELECT DISTINCT scenario AS name FROM runs WHERE deleted_at_ms IS NULL ORDER BY scenario`),
    tags: names(
      `SELECT DISTINCT tag AS name FROM run_tags JOIN runs ON runs.id = run WHERE deleted_at_ms IS NULL ORDER BY tag`,
    ),
  }
}

/**
 * A text that differs when runs or baselines were added, changed (name, note, tags, pin) or removed, by whatever process. It stays
 * the same while a run merely goes on.
 */
export function runsFingerprint(database: Database): string {
  const row = database
    .prepare<[], { text: string }>(
      `SELECT count(*) || '/' || coalesce(max(id), 0) || '/' || coalesce(sum(status = 'running'), 0) || '/' ||
         (SELECT changes FROM library_changes) || '/' ||
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
    ...(row.status === 'passed' && row.judged === 0 && { unjudged: true }),
    validity: row.validity,
    reasons: row.reasons === '[]' ? NO_REASONS : (JSON.parse(row.reasons) as RunReason[]),
    ...(row.origin === null ? {} : { origin: JSON.parse(row.origin) as RunOrigin }),
  }
}

/** One statement is quicker than one per run of a list. */
function tagsOfRuns(database: Database, runs: readonly RunRow[]): Map<number, string[]> {
  const tags = new Map<number, string[]>()
  const rows = database
    .prepare<[string], { run: number; tag: string }>(
      `SELECT run, tag FROM run_tags WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, tag`,
    )
    .iterate(JSON.stringify(runs.map(({ id }) => id)))
  for (const { run, tag } of rows) {
    const known = tags.get(run)
    if (known === undefined) tags.set(run, [tag])
    else known.push(tag)
  }
  return tags
}

const NO_REASONS: readonly RunReason[] = []

function toListItem(row: RunRow, tags: readonly string[]): RunListItem {
  return {
    ...toRecord(row),
    p95Us: row.p95_us,
    requests: row.requests,
    failedShare: row.failed_share,
    tags,
    note: row.note,
    pinned: row.pinned === 1,
    sizeBytes: row.size_bytes,
    deletedAtMs: row.deleted_at_ms,
  }
}
