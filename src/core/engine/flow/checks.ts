import { compile } from 'json-p3'
import type { JSONPathQuery, JSONValue } from 'json-p3'
import { HeadroomError } from '../../../shared/errors.ts'
import { compileJsonTemplate, compileTemplate } from '../../../shared/scenario/template.ts'
import type { TemplateScope } from '../../../shared/scenario/template.ts'
import type { Expectation, JsonExpectation, RequestStep } from '../../../shared/scenario/types.ts'
import { formatDuration } from '../../../shared/units.ts'
import type { HttpResult } from '../http/client.ts'
import type { ResponseBody } from './responseBody.ts'

/** What checks see of a virtual user. */
export interface CheckScope extends TemplateScope {
  set(name: string, value: unknown): void
}

/** One expectation of a step, compiled. */
export interface Check {
  /** As k6's checks are named: a sentence that holds or does not, e.g. `browse matches: status is 200`. */
  readonly name: string
  readonly needsBody: boolean
  readonly expected: string
  /** Undefined when it holds, otherwise what came instead. */
  deviation(result: HttpResult, body: ResponseBody, scope: CheckScope): string | undefined
}

type Named = Omit<Check, 'name'>

/** Every check of a step in the order of the file; extractions are checks as well: they fail when nothing is there. */
export function compileChecks(step: RequestStep): Check[] {
  const { expect } = step
  const checks: Named[] = []
  if (expect.status) checks.push(statusCheck(expect.status))
  if (expect.underUs !== undefined) checks.push(underCheck(expect.underUs))
  for (const text of expect.contains ?? []) checks.push(containsCheck(text))
  for (const json of expect.json ?? []) checks.push(jsonCheck(json))
  for (const [variable, path] of Object.entries(step.extract)) checks.push(extraction(variable, path))
  return checks.map((check) => Object.assign(check, { name: `${step.name}: ${check.expected}` }))
}

/** Whether a status is what the step wants: its own ranges, or 200 to 399. */
export function isExpected(expect: Expectation, status: number): boolean {
  return expect.status ? inRanges(expect.status, status) : status >= 200 && status < 400
}

function inRanges(ranges: NonNullable<Expectation['status']>, status: number): boolean {
  for (const range of ranges) if (status >= range[0] && status <= range[1]) return true
  return false
}

function statusCheck(ranges: NonNullable<Expectation['status']>): Named {
  const words = ranges.map(([low, high]) => (low === high ? String(low) : `${low}-${high}`)).join(' or ')
  return {
    needsBody: false,
    expected: `status is ${words}`,
    deviation: (result) => (inRanges(ranges, result.status) ? undefined : `status ${result.status}`),
  }
}

function underCheck(underUs: number): Named {
  return {
    needsBody: false,
    expected: `under ${formatDuration(underUs)}`,
    deviation(result) {
      const durationUs = result.sendingUs + result.waitingUs + result.receivingUs
      return durationUs < underUs ? undefined : formatDuration(durationUs)
    },
  }
}

function containsCheck(text: string): Named {
  const template = compileTemplate(text)
  const constant = template.constant === undefined ? undefined : Buffer.from(template.constant)
  return {
    needsBody: true,
    expected: `body contains "${text}"`,
    deviation(_result, body, scope) {
      const bytes = body.bytes()
      if (typeof bytes === 'string') return bytes
      return bytes.includes(constant ?? Buffer.from(template.render(scope))) ? undefined : 'the body does not'
    },
  }
}

function jsonCheck({ path, matches }: JsonExpectation): Named {
  const query = compilePath(path)
  const words = matches.type === 'equals' ? `is ${JSON.stringify(matches.value)}` : matches.type
  const wanted = matches.type === 'equals' ? compileJsonTemplate(matches.value) : undefined
  return {
    needsBody: true,
    expected: `${path} ${words}`,
    deviation(_result, body, scope) {
      const json = body.json()
      if ('problem' in json) return json.problem
      const found = query.match(json.value as JSONValue)
      if (matches.type === 'exists') return found ? undefined : 'nothing is there'
      if (matches.type === 'absent') return found ? shorten(found.value) : undefined
      if (!found) return 'nothing is there'
      return JSON.stringify(found.value) === wanted?.render(scope) ? undefined : shorten(found.value)
    },
  }
}

function extraction(variable: string, path: string): Named {
  const query = compilePath(path)
  return {
    needsBody: true,
    expected: `extract ${variable} from ${path}`,
    deviation(_result, body, scope) {
      const json = body.json()
      if ('problem' in json) return json.problem
      const found = query.match(json.value as JSONValue)
      if (!found) return 'nothing is there'
      scope.set(variable, found.value)
      return undefined
    },
  }
}

function compilePath(path: string): JSONPathQuery {
  try {
    return compile(path)
  } catch (cause) {
    throw new HeadroomError(
      { code: 'JSONPATH_INVALID', message: `"${path}" is not a JSONPath (RFC 9535).`, at: { path } },
      { cause },
    )
  }
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
