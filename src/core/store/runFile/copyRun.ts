import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { thisProcess } from '../runOwner.ts'
import { NOT_WHOLE } from '../runStatements.ts'
import { runColumns, runTables } from './runTables.ts'

/** Rows of one transaction: a few milliseconds, so that who writes a run does not wait. */
const ROWS = 1000
const PAUSE_MS = 2

/**
 * Copies a run from one database to another of the same version, in slices; it stays hidden there until it is whole.
 * @param runNumber its number in `from`
 * @throws SqliteError when `to` has a run of that id
 */
export async function copyRun(from: Database, runNumber: number, to: Database): Promise<void> {
  const copy = await copyRows(from, runNumber, to)
  to.prepare(`UPDATE runs SET deleted_at_ms = NULL WHERE id = ?`).run(copy)
}

async function copyRows(from: Database, runNumber: number, to: Database): Promise<number> {
  const copy = copyHead(from, runNumber, to)
  const alive = to.prepare(`UPDATE runs SET heartbeat_at_ms = ? WHERE id = ?`)
  for (const { name, columns, order } of runTables(from)) {
    const names = columns.map((column) => column.name)
    const rows = from
      .prepare<[number], unknown[]>(`SELECT ${names.join(', ')} FROM ${name} WHERE run = ? ORDER BY ${order}`)
      .raw()
      .iterate(runNumber)
    const insert = to.prepare(
      `INSERT INTO ${name} (run, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`,
    )
    /** @returns whether there are more */
    const slice = to.transaction((): boolean => {
      alive.run(Date.now(), copy)
      for (let row = 0; row < ROWS; row++) {
        const next = rows.next()
        if (next.done === true) return false
        insert.run(copy, ...next.value)
      }
      return true
    })
    while (slice.immediate()) await pause(PAUSE_MS)
  }
  return copy
}

/** The run's own row; its pin stays where it is. @returns its number in `to` */
function copyHead(from: Database, runNumber: number, to: Database): number {
  const columns = runColumns(from)
  const row = from
    .prepare<[number], Record<string, unknown>>(`SELECT ${columns.join(', ')} FROM runs WHERE id = ?`)
    .get(runNumber)
  const { pid, host, heartbeatAtMs } = thisProcess(Date.now())
  const owner = { owner_pid: pid, owner_host: host, heartbeat_at_ms: heartbeatAtMs }
  const values = { ...row, ...owner, pinned: 0, deleted_at_ms: NOT_WHOLE }
  const { lastInsertRowid } = to
    .prepare(`INSERT INTO runs (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`)
    .run(values)
  return Number(lastInsertRowid)
}
