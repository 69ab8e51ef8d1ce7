import { InvalidArgumentError } from 'commander'
import { type OutFile, parseOutFile } from './outFiles.ts'

/** Numbers as options give them: texts, checked before a command begins. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number, ${range}.`)
  }
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new InvalidArgumentError('It must be a number, 0 or more.')
}

/** `NAME=VALUE`, repeatable. */
export function namedValues(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as NAME=VALUE.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

/** `FORMAT=FILE`, repeatable. */
export function outFiles(text: string, before: OutFile[] = []): OutFile[] {
  return [...before, parseOutFile(text)]
}

/** Ids or names of runs, separated by commas. */
export function runIds(text: string): string[] {
  const ids = text.split(',').map((id) => id.trim())
  if (ids.includes('')) throw new InvalidArgumentError('Write run ids separated by commas.')
  if (new Set(ids).size < ids.length) throw new InvalidArgumentError('A run is named twice.')
  return ids
}

/** Repeatable texts. */
export function texts(text: string, before: string[] = []): string[] {
  return [...before, text]
}

const UNITS: Readonly<Record<string, number>> = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** `500MB`, `2GB`: bytes. */
export function byteSize(text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)\s*([A-Za-z]*)$/.exec(text) ?? []
  const factor = UNITS[unit.toUpperCase()]
  const bytes = number === '' || factor === undefined ? 0 : Math.round(positiveNumber(number) * factor)
  if (bytes > 0) return bytes
  throw new InvalidArgumentError('Write it like 500MB or 2GB.')
}
