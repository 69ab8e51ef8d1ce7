import type { DataRows } from '../../engine/protocol.ts'
import { dataError } from './dataError.ts'

/**
 * A list of objects: each a row, its keys the columns. What is not a text stands in the row as JSON; null and what is missing are
 * empty.
 * @throws HeadroomError DATA_INVALID
 */
export function parseJson(text: string, file: string): DataRows {
  const value = parseValue(text.replace(/^\uFEFF/, ''), file, 1)
  if (!Array.isArray(value))
    throw dataError('This is not a list.', file, 1, 'Write a list of objects: [{"name": "Ada"}].')
  const rows = value.map((row: unknown, index) => {
    if (isObject(row)) return row
    throw dataError(
      `Entry ${index + 1} is not an object.`,
      file,
      undefined,
      'Write a list of objects: [{"name": "Ada"}].',
    )
  })
  return toRows(rows)
}

/** One object per line; empty lines are passed over. */
export function parseJsonLines(text: string, file: string): DataRows {
  const rows: Record<string, unknown>[] = []
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue
    const row = parseValue(line, file, index + 1)
    if (!isObject(row)) throw dataError('This line is not an object.', file, index + 1, 'Write {"name": "Ada"}.')
    rows.push(row)
  }
  return toRows(rows)
}

function toRows(objects: readonly Record<string, unknown>[]): DataRows {
  const columns = [...new Set(objects.flatMap((object) => Object.keys(object)))]
  return { columns, rows: objects.map((object) => columns.map((column) => cellOf(object[column]))) }
}

function cellOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}

function parseValue(text: string, file: string, firstLine: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const reason = error.message.replace(/ \(line .*$/, '')
    const at = faultAt(error.message, text)
    const line = at === undefined ? undefined : firstLine + text.slice(0, at).split('\n').length - 1
    throw dataError(`This is not JSON: ${reason}.`, file, line ?? (text.includes('\n') ? undefined : firstLine))
  }
}

/** V8 names the position of a fault, or else the ten characters on both sides of it; of a short text all, without a place. */
function faultAt(message: string, text: string): number | undefined {
  const position = /position (\d+)/.exec(message)?.[1]
  if (position !== undefined) return Number(position)
  const excerpt = /, \.\.\."(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message)?.[1]
  return excerpt === undefined ? undefined : text.indexOf(excerpt) + 10
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
