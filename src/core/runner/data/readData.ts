import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { HeadroomError } from '../../../shared/errors.ts'
import type { DataSource, Scenario } from '../../../shared/scenario/types.ts'
import type { DataRows } from '../../engine/protocol.ts'
import { checkColumns } from './checkColumns.ts'
import { parseCsv } from './parseCsv.ts'
import { parseJson, parseJsonLines } from './parseJson.ts'

/** Every worker gets a copy of the rows, so that a larger file would cost several times its size in memory. */
const LARGEST_BYTES = 64_000_000

const PARSERS: Readonly<Record<DataSource['format'], (text: string, file: string) => DataRows>> = {
  csv: parseCsv,
  json: parseJson,
  jsonl: parseJsonLines,
}

/**
 * Reads every data source of a scenario, and checks that it has the columns that templates ask for.
 * @param scenarioFile what relative file names are relative to; without it the working directory
 * @throws HeadroomError DATA_FILE, DATA_TOO_LARGE, DATA_INVALID (with file and line), DATA_EMPTY, DATA_COLUMN
 */
export async function readData(scenario: Scenario, scenarioFile?: string): Promise<Record<string, DataRows>> {
  const folder = scenarioFile === undefined ? process.cwd() : dirname(resolve(scenarioFile))
  const read = Object.entries(scenario.data).map(async ([name, source]) => {
    const rows = await readSource(resolve(folder, source.file), source.format)
    return [name, rows] as const
  })
  const data = Object.fromEntries(await Promise.all(read))
  checkColumns(scenario, data)
  return data
}

async function readSource(file: string, format: DataSource['format']): Promise<DataRows> {
  const rows = PARSERS[format](await readText(file), file)
  if (rows.rows.length > 0) return rows
  throw new HeadroomError({
    code: 'DATA_EMPTY',
    message: `The data file ${file} has no rows.`,
    hint:
      format === 'csv' ? 'The first line holds the column names, each further line a row.' : 'Add at least one object.',
    at: { file },
  })
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size <= LARGEST_BYTES) return await readFile(file, 'utf8')
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw new HeadroomError(
      {
        code: 'DATA_FILE',
        message: absent ? `There is no data file ${file}.` : `The data file ${file} cannot be read: ${String(cause)}.`,
        hint: 'File names are relative to the scenario file.',
        at: { file },
      },
      { cause },
    )
  }
  throw new HeadroomError({
    code: 'DATA_TOO_LARGE',
    message: `The data file ${file} is larger than ${LARGEST_BYTES / 1e6} MB.`,
    hint: 'Use a part of it: rows are held in memory by every worker.',
    at: { file },
  })
}
