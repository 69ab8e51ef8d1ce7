import { parseDuration } from '../units.ts'
import { parseNumberRange, parseSizeRange } from './expectations.ts'
import type { NumberRange } from './expectations.ts'
import { mapValues } from './mapValues.ts'
import type { ExpectInput, ExtractInput, MatcherInput } from './schema/expect.ts'
import type { CssExpectation, Expectation, Extraction, JsonExpectation, Matcher } from './types.ts'

/** `expect` of a step: one entry per check. */
export function buildExpectation(expect: ExpectInput): Expectation {
  const { status, headers, contains, lacks, matches, json, css, size, under } = expect
  return {
    ...(status !== undefined && { status: statusRanges(status) }),
    ...(headers && {
      headers: entries(headers, (name, matcher) => ({ name: name.toLowerCase(), matches: matcher })),
    }),
    ...(contains !== undefined && { contains: [contains].flat() }),
    ...(lacks !== undefined && { lacks: [lacks].flat() }),
    ...(matches !== undefined && { matches: [matches].flat() }),
    ...(json && { json: jsonExpectations(json) }),
    ...(css && { css: Object.entries(css).flatMap(([selector, matcher]) => cssExpectations(selector, matcher)) }),
    ...(size !== undefined && { sizeBytes: rangeOf(parseSizeRange(size)) }),
    ...(under !== undefined && { underUs: parseDuration(under) }),
  }
}

function statusRanges(status: NonNullable<ExpectInput['status']>): (readonly [number, number])[] {
  return [status].flat().map(statusRange)
}

/** `200`, `2xx` or `200..299` as an inclusive range. */
export function statusRange(status: number | string): readonly [number, number] {
  const text = String(status)
  if (text.endsWith('xx')) return [Number(text[0]) * 100, Number(text[0]) * 100 + 99]
  const [low = '', high = low] = text.split('..')
  return [Number(low), Number(high)]
}

export function jsonExpectations(json: NonNullable<ExpectInput['json']>): JsonExpectation[] {
  return entries(json, (path, matches) => ({ path, matches }))
}

export function buildExtractions(extract: ExtractInput = {}): Record<string, Extraction> {
  return mapValues(extract, buildExtraction)
}

function buildExtraction(extract: ExtractInput[string]): Extraction {
  if (typeof extract === 'string') return { from: 'json', path: extract, pick: 'first' }
  const fallback = extract.default === undefined ? {} : { fallback: String(extract.default) }
  if ('header' in extract) return { from: 'header', name: extract.header.toLowerCase(), ...fallback }
  if ('cookie' in extract) return { from: 'cookie', name: extract.cookie, ...fallback }
  const pick = extract.pick ?? 'first'
  if ('json' in extract) return { from: 'json', path: extract.json, pick, ...fallback }
  if ('regex' in extract) {
    return {
      from: 'regex',
      pattern: extract.regex,
      ...(extract.group !== undefined && { group: extract.group }),
      pick,
      ...fallback,
    }
  }
  return {
    from: 'css',
    selector: extract.css,
    ...(extract.attribute !== undefined && { attribute: extract.attribute }),
    pick,
    ...fallback,
  }
}

function cssExpectations(selector: string, matcher: MatcherInput): CssExpectation[] {
  const attribute = typeof matcher === 'object' && matcher && 'attribute' in matcher ? matcher.attribute : undefined
  const place = attribute === undefined ? { selector } : { selector, attribute }
  return matchersOf(matcher).map((matches) => Object.assign({ matches }, place))
}

function entries<Result>(
  map: Readonly<Record<string, MatcherInput>>,
  make: (key: string, matcher: Matcher) => Result,
): Result[] {
  return Object.entries(map).flatMap(([key, input]) => matchersOf(input).map((matcher) => make(key, matcher)))
}

/** A map may say several things at once: each is a matcher, and so a check, of its own. */
export function matchersOf(input: MatcherInput): Matcher[] {
  if (input === 'exists' || input === 'absent') return [{ type: input }]
  if (typeof input !== 'object' || input === null) return [{ type: 'equals', value: input }]
  const { equals, contains, matches, between, count } = input
  const all: Matcher[] = []
  if (equals !== undefined) all.push({ type: 'equals', value: equals })
  if (contains !== undefined) all.push({ type: 'contains', text: contains })
  if (matches !== undefined) all.push({ type: 'matches', pattern: matches })
  if (between !== undefined) all.push({ type: 'between', range: rangeOf(parseNumberRange(between)) })
  if (count !== undefined) all.push({ type: 'count', range: rangeOf(parseNumberRange(count)) })
  return all.length > 0 ? all : [{ type: 'exists' }]
}

/** The schema lets nothing else through. */
export function rangeOf(range: NumberRange | undefined): NumberRange {
  if (!range) throw new TypeError('A range that is none passed the schema.')
  return range
}
