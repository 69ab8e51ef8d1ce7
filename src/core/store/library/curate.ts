import type { Database } from 'better-sqlite3'
import { HeadroomError } from '../../../shared/errors.ts'
import { MOST_NAME, MOST_NOTE, MOST_TAG, MOST_TAGS } from '../../../shared/library.ts'
import { isGone } from '../runOwner.ts'
import { NOT_WHOLE } from '../runStatements.ts'

// What people do with stored runs: a few small rows each, in one transaction. Runs are named by their ids.

/** What a run may be called: one line. @throws HeadroomError LIBRARY_TEXT */
export function runName(text: string): string {
  return oneLine(text, MOST_NAME, 'name')
}

/** Names a run anew. @throws HeadroomError RUN_NOT_FOUND, LIBRARY_TEXT */
export function renameRun(database: Database, { run, name }: { run: string; name: string }): void {
  const text = runName(name)
  const { changes } = database
    .prepare(`UPDATE runs SET name = ? WHERE run_id = ? AND deleted_at_ms IS NULL`)
    .run(text, run)
  if (changes === 0) throw notFound(run)
}

/** Replaces a run's note; an empty one takes it away. @throws HeadroomError RUN_NOT_FOUND, LIBRARY_TEXT */
export function noteRun(database: Database, { run, note }: { run: string; note: string }): void {
  if (note.length > MOST_NOTE) throw badText(`A note has at most ${MOST_NOTE} characters.`)
  const { changes } = database
    .prepare(`UPDATE runs SET note = ? WHERE run_id = ? AND deleted_at_ms IS NULL`)
    .run(note.trim(), run)
  if (changes === 0) throw notFound(run)
}

/** Gives tags to runs and takes others away. @throws HeadroomError RUN_NOT_FOUND, LIBRARY_TEXT; nothing was changed then */
export function tagRuns(
  database: Database,
  { runs, add, remove }: { runs: readonly string[]; add: readonly string[]; remove: readonly string[] },
): void {
  const added = add.map((tag) => oneLine(tag, MOST_TAG, 'tag'))
  const insert = database.prepare(`INSERT OR IGNORE INTO run_tags (run, tag) VALUES (?, ?)`)
  const erase = database.prepare(`DELETE FROM run_tags WHERE run = ? AND tag = ?`)
  const count = database.prepare<[number], { tags: number }>(`SELECT count(*) AS tags FROM run_tags WHERE run = ?`)
  database
    .transaction(() => {
      for (const { id, runId } of found(database, runs)) {
        for (const tag of remove) erase.run(id, tag.trim())
        for (const tag of added) insert.run(id, tag)
        if ((count.get(id)?.tags ?? 0) > MOST_TAGS)
          throw badText(`A run has at most ${MOST_TAGS} tags: ${runId}.`, 'Take some away first.')
      }
    })
    .immediate()
}

/** Pinned runs are kept by retention. @throws HeadroomError RUN_NOT_FOUND */
export function pinRuns(database: Database, { runs, pinned }: { runs: readonly string[]; pinned: boolean }): void {
  const update = database.prepare(`UPDATE runs SET pinned = ? WHERE id = ?`)
  database
    .transaction(() => {
      for (const { id } of found(database, runs)) update.run(pinned ? 1 : 0, id)
    })
    .immediate()
}

/**
 * Hides runs; until they are purged they can be restored.
 * @throws HeadroomError RUN_NOT_FOUND, RUN_RUNNING; nothing was changed then
 */
export function deleteRuns(
  database: Database,
  { runs, nowMs = Date.now() }: { runs: readonly string[]; nowMs?: number },
): void {
  const update = database.prepare(`UPDATE runs SET deleted_at_ms = ? WHERE id = ?`)
  database
    .transaction(() => {
      for (const { id, runId, status, ...owner } of found(database, runs)) {
        if (status === 'running' && !isGone(owner, nowMs)) {
          throw new HeadroomError({
            code: 'RUN_RUNNING',
            message: `The run ${runId} goes on: it cannot be deleted.`,
            hint: 'Stop it first.',
          })
        }
        update.run(nowMs, id)
      }
    })
    .immediate()
}

/** Takes deletions back. @throws HeadroomError RUN_NOT_FOUND when one was purged or not deleted; nothing was changed then */
export function restoreRuns(database: Database, { runs }: { runs: readonly string[] }): void {
  const update = database.prepare(
    `UPDATE runs SET deleted_at_ms = NULL WHERE run_id = ? AND deleted_at_ms > ${NOT_WHOLE}`,
  )
  database
    .transaction(() => {
      for (const run of runs) if (update.run(run).changes === 0) throw notFound(run)
    })
    .immediate()
}

interface FoundRun {
  id: number
  runId: string
  status: string
  pid: number
  host: string
  heartbeatAtMs: number
}

function found(database: Database, runs: readonly string[]): FoundRun[] {
  const select = database.prepare<[string], FoundRun>(
    `SELECT id, run_id AS runId, status, owner_pid AS pid, owner_host AS host, heartbeat_at_ms AS heartbeatAtMs
     FROM runs WHERE run_id = ? AND deleted_at_ms IS NULL`,
  )
  return runs.map((run) => {
    const row = select.get(run)
    if (row === undefined) throw notFound(run)
    return row
  })
}

function notFound(run: string): HeadroomError {
  return new HeadroomError({
    code: 'RUN_NOT_FOUND',
    message: `There is no run ${run} in the database.`,
    hint: 'List the runs to see their ids.',
  })
}

function oneLine(text: string, most: number, what: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim()
  if (line === '') throw badText(`A ${what} cannot be empty.`, `Write a ${what}.`)
  if (line.length > most) throw badText(`A ${what} has at most ${most} characters.`)
  return line
}

function badText(message: string, hint = 'Choose a shorter text.'): HeadroomError {
  return new HeadroomError({ code: 'LIBRARY_TEXT', message, hint })
}
