import { HeadroomError } from '../errors.ts'
import type { TemplateScope } from './template.ts'

export interface TemplateFunction {
  /** How it is written, for messages and completion. */
  signature: string
  describes: string
  fewest: number
  most: number
  call(scope: TemplateScope, values: readonly unknown[]): unknown
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const HEX = '0123456789abcdef'
const LONGEST_STRING = 10_000

/** Every function that a template may call. Random ones draw from the scope alone, so that a seed repeats them. */
export const TEMPLATE_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  randomInt: {
    signature: 'randomInt(min, max)',
    describes: 'a whole number between both, both included',
    fewest: 2,
    most: 2,
    call(scope, [low, high]) {
      const min = Math.ceil(numberOf(low, 'randomInt'))
      const max = Math.floor(numberOf(high, 'randomInt'))
      if (max < min) throw argumentError('randomInt', `has a maximum (${max}) below its minimum (${min})`)
      return min + Math.floor(scope.random() * (max - min + 1))
    },
  },
  randomItem: {
    signature: 'randomItem(a, b, ...)',
    describes: 'one of the arguments',
    fewest: 1,
    most: 1000,
    call: (scope, values) => values[Math.floor(scope.random() * values.length)],
  },
  randomString: {
    signature: 'randomString(length)',
    describes: 'lower-case letters and digits',
    fewest: 1,
    most: 1,
    call(scope, [wanted]) {
      const length = numberOf(wanted, 'randomString')
      if (length < 0 || length > LONGEST_STRING) {
        throw argumentError('randomString', `takes a length of 0 to ${LONGEST_STRING}, not ${length}`)
      }
      let text = ''
      for (let index = 0; index < length; index++) text += ALPHABET[Math.floor(scope.random() * ALPHABET.length)]
      return text
    },
  },
  uuid: { signature: 'uuid()', describes: 'a random UUID (version 4)', fewest: 0, most: 0, call: uuid },
  now: {
    signature: 'now()',
    describes: 'milliseconds since 1970',
    fewest: 0,
    most: 0,
    call: (scope) => Math.floor(scope.nowMs()),
  },
  isoNow: {
    signature: 'isoNow()',
    describes: 'the time as ISO 8601, in UTC',
    fewest: 0,
    most: 0,
    call: (scope) => new Date(scope.nowMs()).toISOString(),
  },
}

/** Names that need no definition. */
export const BUILT_IN_VARIABLES: Readonly<Record<string, (scope: TemplateScope) => number>> = {
  vu: (scope) => scope.vu,
  iteration: (scope) => scope.iteration,
}

/** RFC 9562, version 4: 122 random bits. */
function uuid(scope: TemplateScope): string {
  let text = ''
  for (let index = 0; index < 32; index++) {
    if (index === 8 || index === 12 || index === 16 || index === 20) text += '-'
    const drawn = Math.floor(scope.random() * 16)
    text += index === 12 ? '4' : HEX[index === 16 ? (drawn & 3) | 8 : drawn]
  }
  return text
}

function numberOf(value: unknown, name: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw argumentError(name, `takes numbers, not ${JSON.stringify(value)}`)
}

function argumentError(name: string, what: string): HeadroomError {
  return new HeadroomError({ code: 'TEMPLATE_ARGUMENT', message: `\`${name}\` ${what}.` })
}
