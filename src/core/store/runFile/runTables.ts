import type { Database } from 'better-sqlite3'

/** `HDRR`: one run as a file, in a database's header (PRAGMA application_id). */
export const RUN_FILE_ID = 0x48445252

/** What belongs to a library and not to a run. */
const LOCAL: ReadonlySet<string> = new Set(['baseline_runs'])
/** Numbers that only one file knows. */
const OWN_NUMBER = 'id'

/** A table whose rows belong to a run, with the columns that go along from file to file. */
export interface RunTable {
  name: string
  columns: readonly { name: string; type: string }[]
  /** Rows are copied in this order. */
  order: string
}

interface ColumnInfo {
  name: string
  type: string
  pk: number
}

/** The tables of a run besides `runs` itself, of whatever version the database is. */
export function runTables(database: Database): RunTable[] {
  const tables = database
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all()
  return tables.flatMap(({ name }) => {
    const keys = database.pragma(`foreign_key_list(${name})`) as { table: string; from: string }[]
    if (LOCAL.has(name) || !keys.some(({ table, from }) => table === 'runs' && from === 'run')) return []
    const all = columnsOf(database, name)
    const order = all.filter(({ pk }) => pk > 0).toSorted((one, other) => one.pk - other.pk)
    return [
      {
        name,
        columns: all.filter((column) => column.name !== 'run' && column.name !== OWN_NUMBER),
        order: order.map((column) => column.name).join(', '),
      },
    ]
  })
}

/** The columns of `runs` that go along: all but its number. */
export function runColumns(database: Database): string[] {
  return columnsOf(database, 'runs')
    .map(({ name }) => name)
    .filter((name) => name !== OWN_NUMBER)
}

function columnsOf(database: Database, table: string): ColumnInfo[] {
  return database.pragma(`table_info(${table})`) as ColumnInfo[]
}
