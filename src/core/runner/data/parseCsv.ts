import { CsvError, parse } from 'csv-parse/sync'
import type { DataRows } from '../../engine/protocol.ts'
import { dataError } from './dataError.ts'

/**
 * CSV after RFC 4180: commas, quotes doubled inside quotes, the first line holds the column names. A byte order mark and
 * empty lines are passed over.
 * @throws HeadroomError DATA_INVALID
 */
export function parseCsv(text: string, file: string): DataRows {
  const [columns = [], ...rows] = parseRecords(text, file)
  const seen = new Set<string>()
  for (const column of columns) {
    if (column === '') throw dataError('A column has no name.', file, 1, 'The first line holds the column names.')
    if (seen.has(column)) throw dataError(`The column \`${column}\` stands twice.`, file, 1, 'Give one another name.')
    seen.add(column)
  }
  return { columns, rows }
}

function parseRecords(text: string, file: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? error['lines'] : undefined
    if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
      throw dataError(
        'This row has another number of fields than the first line.',
        file,
        line,
        'Put fields that hold commas in quotes.',
      )
    }
    throw dataError(error.message.replace(/\.?$/, '.'), file, line)
  }
}
