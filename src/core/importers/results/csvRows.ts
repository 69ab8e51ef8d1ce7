import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { badResults } from './foreignRun.ts'
import { chunksOf } from './inputFile.ts'

const MOST_RECORD = 1_000_000

export type CsvRow = Readonly<Record<string, string>>

/** The rows of a CSV file by the names in its first line. @throws HeadroomError IMPORT_INVALID, IMPORT_TOO_LARGE */
export async function* csvRows(file: string): AsyncGenerator<CsvRow, void, undefined> {
  const parser = Readable.from(chunksOf(file)).pipe(
    parse({
      // A later column of the same name, and names like __proto__, must do no harm.
      columns: (names: string[]) => names.map((name) => (name === '__proto__' ? false : name)),
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MOST_RECORD,
    }),
  )
  try {
    for await (const row of parser) yield row as CsvRow
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown
    throw badResults(file, thrown.message)
  }
}
