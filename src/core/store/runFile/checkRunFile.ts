import Sqlite, { type Database } from 'better-sqlite3'
import { z } from 'zod'
import { HeadroomError } from '../../../shared/errors.ts'
import { hashOf, migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations.ts'
import { RUN_FILE_ID, runTables } from './runTables.ts'
import { STORED_JSON } from './storedJson.ts'

/** Rows of a table: far above what a run of a week has. */
const MOST_ROWS: Readonly<Record<string, number>> = {
  points: 50_000_000,
  live_points: 1_000_000,
  worker_samples: 20_000_000,
  series: 10_000,
  run_tags: 100,
  run_details: 1,
}
const MOST_OTHER_ROWS = 100_000
const MOST_TEXT = 10_000_000
const MOST_HISTOGRAM = 1_000_000

/** Storage classes (https://www.sqlite.org/datatype3.html) that our columns may hold, by their declared type. */
const CLASSES: Readonly<Record<string, string>> = {
  INTEGER: `'integer', 'null'`,
  NUMERIC: `'integer', 'real', 'null'`,
  REAL: `'integer', 'real', 'null'`,
  TEXT: `'text', 'null'`,
  BLOB: `'blob', 'null'`,
}

const runRow = z.object({
  run_id: z.string().regex(/^[\w.-]{1,100}$/),
  name: z.string().max(1000),
  scenario: z.string().max(1000),
  status: z.enum(['passed', 'failed', 'aborted', 'interrupted', 'error']),
  validity: z.enum(['valid', 'doubtful', 'invalid']),
})

/**
 * Checks a run file before anything but its header is believed.
 * @returns the run's number in it
 * @throws HeadroomError IMPORT_INVALID, IMPORT_NEWER, IMPORT_TOO_LARGE
 */
export function checkRunFile(source: Database, file: string): number {
  if (source.pragma('application_id', { simple: true }) !== RUN_FILE_ID) {
    throw refused(file, 'IMPORT_INVALID', 'it is not a run that Headroom exported')
  }
  try {
    checkStructure(source, file)
    if (source.pragma('quick_check(1)', { simple: true }) !== 'ok')
      throw refused(file, 'IMPORT_INVALID', 'it is damaged')
    checkRows(source, file)
    return checkRun(source, file)
  } catch (thrown) {
    if (thrown instanceof HeadroomError) throw thrown
    throw refused(file, 'IMPORT_INVALID', thrown instanceof Error ? thrown.message : String(thrown))
  }
}

export function refused(
  file: string,
  code: 'IMPORT_INVALID' | 'IMPORT_NEWER' | 'IMPORT_TOO_LARGE',
  why: string,
): HeadroomError {
  return new HeadroomError({
    code,
    message: `The run cannot be imported: ${why}.`,
    hint: code === 'IMPORT_NEWER' ? 'Update Headroom.' : 'Export it again, and copy the file whole.',
    at: { file },
  })
}

/** The same tables, indexes, views and triggers, letter by letter, as our migrations make, and none of others. */
function checkStructure(source: Database, file: string): void {
  const schemaOf = (database: Database): string =>
    JSON.stringify(
      database.prepare(`SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name, tbl_name`).all(),
    )
  const applied = source
    .prepare<[], { number: number; hash: string }>('SELECT number, hash FROM migrations ORDER BY number LIMIT 1000')
    .all()
  if (applied.length > MIGRATIONS.length) {
    throw refused(
      file,
      'IMPORT_NEWER',
      `a newer version of Headroom exported it (${applied.length}; this one knows ${MIGRATIONS.length})`,
    )
  }
  const own = new Sqlite(':memory:')
  try {
    migrate(own, MIGRATIONS.slice(0, applied.length), 0)
    const hashes = MIGRATIONS.map(hashOf)
    const same = applied.every(({ hash }, index) => hash === hashes[index])
    if (applied.length === 0 || !same || schemaOf(own) !== schemaOf(source)) {
      throw refused(file, 'IMPORT_INVALID', 'its structure is not that of a run')
    }
  } finally {
    own.close()
  }
}

function checkRows(source: Database, file: string): void {
  for (const { name, columns } of runTables(source)) {
    const most = MOST_ROWS[name] ?? MOST_OTHER_ROWS
    const { rows = 0 } = source.prepare<[], { rows: number }>(`SELECT count(*) AS rows FROM ${name}`).get() ?? {}
    if (rows > most) throw refused(file, 'IMPORT_TOO_LARGE', `${name} has more than ${most} rows`)
    const faults = columns.map(({ name: column, type }) => {
      const tooLong = type === 'TEXT' ? MOST_TEXT : type === 'BLOB' ? MOST_HISTOGRAM : Number.MAX_SAFE_INTEGER
      return `typeof(${column}) NOT IN (${CLASSES[type] ?? "'null'"}) OR length(${column}) > ${tooLong}`
    })
    const bad = source.prepare(`SELECT 1 FROM ${name} WHERE ${faults.join(' OR ')} LIMIT 1`).get()
    if (bad !== undefined) throw refused(file, 'IMPORT_INVALID', `${name} holds values of other kinds than a run's`)
  }
}

function checkRun(source: Database, file: string): number {
  const rows = source.prepare<[], { id: number }>('SELECT * FROM runs LIMIT 2').all()
  const [row] = rows
  if (row === undefined || rows.length > 1) throw refused(file, 'IMPORT_INVALID', 'it does not hold exactly one run')
  runRow.parse(row)
  return row.id
}

/** What columns hold as JSON, once the file is of the newest version. @throws ZodError, SyntaxError */
export function checkStoredJson(source: Database): void {
  for (const { sql, shape } of STORED_JSON) {
    for (const { text } of source.prepare<[], { text: string }>(sql).iterate()) shape.parse(JSON.parse(text))
  }
}
