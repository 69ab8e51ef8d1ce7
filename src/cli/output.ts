import pc from 'picocolors'
import type { Colors } from 'picocolors/types'
import { HeadroomError } from '../shared/errors.ts'

/** Where a command writes. What machines read goes to `out`, everything else to `err` when `--json` is asked for. */
export interface Output {
  readonly isTerminal: boolean
  readonly columns: number
  readonly colors: Colors
  out(text: string): void
  err(text: string): void
}

/** The process's own streams; colours only on a terminal that wants them. */
export function processOutput(): Output {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', outliveReader)
  const isTerminal = process.stdout.isTTY
  return {
    isTerminal,
    columns: process.stdout.columns ?? 100,
    colors: pc.createColors(isTerminal && pc.isColorSupported),
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
  }
}

/** A reader that has gone (`headroom run FILE | head`) ends what is shown; the run goes on and is kept. */
function outliveReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/** An error for people: what happened, where, what to do. */
export function errorText(error: unknown, colors: Colors): string {
  if (!(error instanceof HeadroomError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return `${colors.red('internal error')}: ${text}`
  }
  const { at } = error
  const place =
    at?.file === undefined ? '' : `${[at.file, at.line, at.column].filter((part) => part !== undefined).join(':')}: `
  const hint = error.hint === undefined ? '' : `\n  ${error.hint}`
  return `${place}${colors.red('error')} ${error.code}: ${error.message}${hint}`
}
