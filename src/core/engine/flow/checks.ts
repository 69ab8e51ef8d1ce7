import { matcherWords, rangeWords } from '../../../shared/scenario/expectations.ts'
import { compileTemplate } from '../../../shared/scenario/template.ts'
import type { Template, TemplateScope } from '../../../shared/scenario/template.ts'
import type {
  CssExpectation,
  Expectation,
  Extraction,
  JsonExpectation,
  Matcher,
  RequestStep,
} from '../../../shared/scenario/types.ts'
import { formatBytes, formatDuration } from '../../../shared/units.ts'
import type { HttpResult } from '../http/client.ts'
import { compileStreamChecks } from '../stream/streamChecks.ts'
import { compileExtraction } from './extractions.ts'
import { graphqlCheck } from './graphql.ts'
import { GuardedPattern } from './guardedPattern.ts'
import { Selector } from './htmlBody.ts'
import { JsonPath } from './jsonPath.ts'
import { compileMatcher, shorten } from './matchers.ts'
import type { ResponseBody } from './responseBody.ts'

/** What checks see of a virtual user. */
export interface CheckScope extends TemplateScope {
  set(name: string, value: unknown): void
  /** Value of a cookie that it would send with the request that was just answered. */
  cookie(name: string): string | undefined
}

/** One expectation of a step, compiled. */
export interface Check {
  /** As k6's checks are named: a sentence that holds or does not, e.g. `browse matches: status is 200`. */
  readonly name: string
  readonly needsBody: boolean
  readonly expected: string
  /** The part of the response that it is about: `status`, `header etag`, `body at $.id`. */
  readonly where: string
  /** It is about a stream: where an expected answer is none (a 429), there is nothing to check. */
  readonly ofStream?: true
  /** Undefined when it holds, otherwise what came instead. */
  deviation(result: HttpResult, body: ResponseBody, scope: CheckScope): string | undefined
}

export type UnnamedCheck = Omit<Check, 'name'>

type CheckedStep = Pick<RequestStep, 'name' | 'expect' | 'extract' | 'stream' | 'graphqlErrors'>

/** Every check of a step in the order of the file; extractions are checks as well: they fail when nothing is there. */
export function compileChecks({ name, expect, extract, stream, graphqlErrors }: CheckedStep): Check[] {
  const checks: UnnamedCheck[] = []
  if (expect.status) checks.push(statusCheck(expect.status))
  if (expect.underUs !== undefined) checks.push(underCheck(expect.underUs))
  for (const header of expect.headers ?? []) checks.push(headerCheck(header.name, header.matches))
  for (const text of expect.contains ?? []) checks.push(containsCheck(text, true))
  for (const text of expect.lacks ?? []) checks.push(containsCheck(text, false))
  for (const pattern of expect.matches ?? []) checks.push(patternCheck(pattern))
  for (const json of expect.json ?? []) checks.push(jsonCheck(json))
  for (const css of expect.css ?? []) checks.push(cssCheck(css))
  if (expect.sizeBytes) checks.push(sizeCheck(expect.sizeBytes))
  for (const [variable, source] of Object.entries(extract)) checks.push(extractionCheck(variable, source))
  if (stream) checks.push(...compileStreamChecks(stream))
  if (graphqlErrors === 'absent' || graphqlErrors === 'exists') checks.push(graphqlCheck(graphqlErrors))
  return checks.map((check) => Object.assign(check, { name: `${name}: ${check.expected}` }))
}

/** Whether a status is what the step wants: its own ranges, or 200 to 399. */
export function isExpected(expect: Expectation, status: number): boolean {
  return expect.status ? inRanges(expect.status, status) : status >= 200 && status < 400
}

function inRanges(ranges: NonNullable<Expectation['status']>, status: number): boolean {
  for (const range of ranges) if (status >= range[0] && status <= range[1]) return true
  return false
}

function statusCheck(ranges: NonNullable<Expectation['status']>): UnnamedCheck {
  const words = ranges.map(([low, high]) => (low === high ? String(low) : `${low}-${high}`)).join(' or ')
  return {
    needsBody: false,
    expected: `status is ${words}`,
    where: 'status',
    deviation: (result) => (inRanges(ranges, result.status) ? undefined : `status ${result.status}`),
  }
}

function underCheck(underUs: number): UnnamedCheck {
  return {
    needsBody: false,
    expected: `under ${formatDuration(underUs)}`,
    where: 'duration',
    deviation(result) {
      const durationUs = result.sendingUs + result.waitingUs + result.receivingUs
      return durationUs < underUs ? undefined : formatDuration(durationUs)
    },
  }
}

function headerCheck(name: string, matches: Matcher): UnnamedCheck {
  const matcher = compileMatcher(matches, false)
  return {
    needsBody: false,
    expected: `header ${name} ${matcher.words}`,
    where: `header ${name}`,
    deviation(result, _body, scope) {
      const values = matcher.needsAll ? allHeaders(result, name) : [result.header(name)]
      const nothing = () => 'the response does not have it'
      return matcher.deviation({ values: values.filter((value) => value !== undefined), nothing }, scope)
    },
  }
}

function allHeaders(result: HttpResult, name: string): (string | undefined)[] {
  const flat = result.headers()
  return flat.filter((_, index) => index % 2 === 1 && flat[index - 1] === name)
}

function containsCheck(text: string, wanted: boolean): UnnamedCheck {
  const template: Template = compileTemplate(text)
  const constant = template.constant === undefined ? undefined : Buffer.from(template.constant)
  return {
    needsBody: true,
    expected: `body ${wanted ? 'contains' : 'lacks'} "${text}"`,
    where: 'body',
    deviation(_result, body, scope) {
      const bytes = body.bytes()
      if (typeof bytes === 'string') return bytes
      const at = bytes.indexOf(constant ?? Buffer.from(template.render(scope)))
      if (at >= 0 === wanted) return undefined
      return wanted ? `the body does not: ${excerpt(bytes)}` : `the body does, at byte ${at}: ${excerpt(bytes, at)}`
    },
  }
}

function patternCheck(text: string): UnnamedCheck {
  const pattern = new GuardedPattern(text)
  return {
    needsBody: true,
    expected: `body ${matcherWords({ type: 'matches', pattern: text })}`,
    where: 'body',
    deviation(_result, body) {
      const bytes = body.bytes()
      if (typeof bytes === 'string') return bytes
      const found = pattern.find(bytes.toString('utf8'))
      if (typeof found === 'string') return found
      return found.length > 0 ? undefined : `the body does not: ${excerpt(bytes)}`
    },
  }
}

function jsonCheck({ path, matches }: JsonExpectation): UnnamedCheck {
  const query = new JsonPath(path)
  const matcher = compileMatcher(matches, true)
  return {
    needsBody: true,
    expected: `${path} ${matcher.words}`,
    where: `body at ${path}`,
    deviation(_result, body, scope) {
      const json = body.json()
      if ('problem' in json) return json.problem
      const values = query.values(json.value, matcher.needsAll)
      return matcher.deviation({ values, nothing: () => query.nothing(json.value) }, scope)
    },
  }
}

function cssCheck({ selector, attribute, matches }: CssExpectation): UnnamedCheck {
  const query = new Selector(selector, attribute)
  const matcher = compileMatcher(matches, false)
  const place = attribute === undefined ? selector : `${selector} @${attribute}`
  return {
    needsBody: true,
    expected: `${place} ${matcher.words}`,
    where: `body at ${place}`,
    deviation(_result, body, scope) {
      const document = body.html()
      if (typeof document === 'string') return document
      const values = query.texts(document)
      return matcher.deviation({ values, nothing: () => 'no such element' }, scope)
    },
  }
}

function sizeCheck(range: NonNullable<Expectation['sizeBytes']>): UnnamedCheck {
  return {
    needsBody: true,
    expected: `body size is ${rangeWords(range, formatBytes)}`,
    where: 'body',
    deviation(_result, body) {
      const bytes = body.bytes()
      if (typeof bytes === 'string') return bytes
      const { length } = bytes
      return length >= range.min && length <= range.max ? undefined : `${length} bytes`
    },
  }
}

function extractionCheck(variable: string, source: Extraction): UnnamedCheck {
  const extraction = compileExtraction(source)
  const { fallback } = source
  return {
    needsBody: extraction.needsBody,
    expected: `extract ${variable} from ${extraction.place}`,
    where: extraction.where,
    deviation(result, body, scope) {
      const found = extraction.read(result, body, scope)
      if ('value' in found) scope.set(variable, found.value)
      else if (fallback === undefined) return found.problem
      else scope.set(variable, fallback)
      return undefined
    },
  }
}

const EXCERPT_BYTES = 160

/** A body's beginning, or what is around a place in it. */
function excerpt(bytes: Buffer, at = 0): string {
  const from = Math.max(0, at - 40)
  const part = shorten(bytes.toString('utf8', from, from + EXCERPT_BYTES))
  return bytes.length === 0
    ? 'it is empty'
    : `${from > 0 ? '…' : ''}${part}${bytes.length > from + EXCERPT_BYTES ? '…' : ''}`
}
