import { CsvSplitter } from './csvSplitter.ts'
import { badResults } from './foreignRun.ts'
import type { ResultFile } from './resultFile.ts'

const MOST_RECORD = 1_000_000
const DELIMITERS = [',', ';', '\t', '|'] as const

/** A row of a CSV file; its cells are asked for by the names in the first line. */
export class CsvRow {
  /** In the file, the names counted. */
  readonly number: number
  private readonly columns: ReadonlyMap<string, number>
  private readonly cells: readonly string[]

  constructor(columns: ReadonlyMap<string, number>, cells: readonly string[], number: number) {
    this.columns = columns
    this.cells = cells
    this.number = number
  }

  /** Undefined when there is no such column, or the row ends before it. */
  at(name: string): string | undefined {
    const index = this.columns.get(name)
    return index === undefined ? undefined : this.cells[index]
  }
}

/** The names in a first line: where the columns are separated, they tell. */
export function csvNames(firstLine: string): string[] {
  return splitHead(firstLine).names
}

/**
 * The rows of a CSV file, those of one piece of it at a time. A last row that is not ended and has fewer cells than there are
 * names was cut off, and is left out. @throws HeadroomError IMPORT_INVALID, IMPORT_TOO_LARGE
 */
export async function* csvRows(source: ResultFile): AsyncGenerator<readonly CsvRow[], void, undefined> {
  const { delimiter } = splitHead(source.head().split(/\r?\n/, 1)[0] ?? '')
  const splitter = new CsvSplitter(delimiter)
  let columns: Map<string, number> | undefined
  let number = 0
  const rowsOf = (records: string[][]): CsvRow[] =>
    records.flatMap((cells) => {
      number++
      if (columns !== undefined) return [new CsvRow(columns, cells, number)]
      // Of two columns of one name the first counts.
      columns = new Map(cells.map((name, index): [string, number] => [name.trim(), index]).toReversed())
      return []
    })
  for await (const piece of source.chunks()) {
    yield rowsOf(splitter.push(piece))
    if (splitter.waiting > MOST_RECORD) {
      throw badResults(source, `row ${number + 1} has more than ${MOST_RECORD} characters: is a quote left open?`)
    }
  }
  const last = splitter.end()
  if (last === undefined) return
  if (columns !== undefined && last.length < columns.size) source.cutOff = true
  else yield rowsOf([last])
}

function splitHead(line: string): { delimiter: string; names: string[] } {
  const parts = (delimiter: string): string[] => line.split(delimiter)
  const delimiter = DELIMITERS.toSorted((one, other) => parts(other).length - parts(one).length)[0] ?? ','
  return { delimiter, names: parts(delimiter).map((name) => name.replaceAll('"', '').trim()) }
}
