import type { Matcher } from './types.ts'

/** Both ends included; Infinity where there is no upper end. */
export interface NumberRange {
  min: number
  max: number
}

const RANGE = /^\s*(?:(\S+?)?\s*\.\.\s*(\S+)?|(\S+))\s*$/
const NUMBER = /^-?\d+(?:\.\d+)?$/
const SIZE = /^(\d+(?:\.\d+)?)\s*(B|kB|KB|MB)?$/
/** As sizes are shown: powers of 1000. */
const SIZE_BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6 }

/** `20`, `1..5`, `1..`, `..5`; undefined when it is none, or ends before it begins. */
export function parseNumberRange(text: string | number): NumberRange | undefined {
  return parseRange(text, (part) => (NUMBER.test(part) ? Number(part) : undefined))
}

/** Bytes: `200`, `1kB..2MB`, `..64kB`. */
export function parseSizeRange(text: string | number): NumberRange | undefined {
  return parseRange(text, (part) => {
    const [, number, unit = 'B'] = SIZE.exec(part) ?? []
    return number === undefined ? undefined : Number(number) * (SIZE_BYTES[unit] ?? 1)
  })
}

function parseRange(text: string | number, read: (part: string) => number | undefined): NumberRange | undefined {
  const [, low, high, only] = RANGE.exec(String(text)) ?? []
  if (only !== undefined) {
    const value = read(only)
    return value === undefined ? undefined : { min: value, max: value }
  }
  if (low === undefined && high === undefined) return undefined
  const min = low === undefined ? -Infinity : read(low)
  const max = high === undefined ? Infinity : read(high)
  return min === undefined || max === undefined || max < min ? undefined : { min, max }
}

/** `20`, `at least 1`, `1 to 5`. */
export function rangeWords({ min, max }: NumberRange, format: (value: number) => string = String): string {
  if (min === max) return format(min)
  if (max === Infinity) return `at least ${format(min)}`
  return min === -Infinity ? `at most ${format(max)}` : `${format(min)} to ${format(max)}`
}

/** What a matcher wants, as checks are named: `is "open"`, `contains "err"`, `count is 1 to 5`. */
export function matcherWords(matcher: Matcher): string {
  switch (matcher.type) {
    case 'exists':
    case 'absent':
      return matcher.type
    case 'equals':
      return `is ${JSON.stringify(matcher.value)}`
    case 'contains':
      return `contains ${JSON.stringify(matcher.text)}`
    case 'matches':
      return `matches /${matcher.pattern}/`
    case 'count':
      return `count is ${rangeWords(matcher.range)}`
    case 'between':
      return `is ${rangeWords(matcher.range)}`
  }
}

const FLAGGED = /^\/(.+)\/([imsu]*)$/s

/**
 * A regular expression as it is written in a file: `id=(\d+)`, or with flags `/id=(\d+)/i`.
 * @throws SyntaxError as JavaScript's RegExp does
 */
export function readPattern(text: string): RegExp {
  const [, pattern = text, flags = ''] = FLAGGED.exec(text) ?? []
  return new RegExp(pattern, flags)
}
