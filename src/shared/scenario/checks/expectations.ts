import { compile as compileSelector } from 'css-select'
import { compile as compileJsonPath } from 'json-p3'
import { statusRange } from '../buildExpect.ts'
import type { Report } from '../findings.ts'
import type { ExpectInput, ExtractInput } from '../schema/expect.ts'
import { asRecord } from '../path.ts'
import type { DocumentPath } from '../path.ts'

/** JSONPaths, selectors, ranges and regular expressions of what is expected, as far as the schema cannot judge them. */
export function checkExpectation(expect: ExpectInput | undefined, path: DocumentPath, report: Report): void {
  const { status, headers = {}, json = {}, css = {} } = expect ?? {}
  checkJsonExpectation(json, [...path, 'json'], report)
  for (const selector of Object.keys(css)) checkSelector(selector, [...path, 'css', selector], 'key', report)
  for (const [key, matchers] of Object.entries({ headers, css })) {
    for (const [name, matcher] of Object.entries(matchers)) checkMatcher(matcher, [...path, key, name], report)
  }
  checkStatus(status, [...path, 'status'], report)
}

/** JSONPath -> matcher. */
export function checkJsonExpectation(json: ExpectInput['json'], path: DocumentPath, report: Report): void {
  for (const [jsonPath, matcher] of Object.entries(json ?? {})) {
    checkJsonPath(jsonPath, [...path, jsonPath], 'key', report)
    checkMatcher(matcher, [...path, jsonPath], report)
  }
}

function checkStatus(status: ExpectInput['status'], path: DocumentPath, report: Report): void {
  for (const [index, one] of [status ?? []].flat().entries()) {
    const [low, high] = statusRange(one)
    if (low <= high) continue
    const message = `The range ${one} ends before it begins.`
    const place = Array.isArray(status) ? [...path, index] : path
    report({ code: 'VALUE_INVALID', message, hint: `Write ${high}..${low}.`, path: place })
  }
}

export function checkExtractions(extract: ExtractInput | undefined, path: DocumentPath, report: Report): void {
  for (const [variable, source] of Object.entries(extract ?? {})) {
    const at = [...path, variable]
    if (typeof source === 'string') checkJsonPath(source, at, 'value', report)
    else if ('json' in source) checkJsonPath(source.json, [...at, 'json'], 'value', report)
    else if ('css' in source) checkSelector(source.css, [...at, 'css'], 'value', report)
  }
}

export function checkJsonPath(text: string, path: DocumentPath, at: 'key' | 'value', report: Report): void {
  try {
    compileJsonPath(text)
  } catch (error) {
    const message = `\`${text}\` is not a JSONPath (RFC 9535): ${reasonOf(error)}`
    report({ code: 'JSONPATH_INVALID', message, hint: 'Write it like $.items[0].id.', path, at })
  }
}

function checkSelector(text: string, path: DocumentPath, at: 'key' | 'value', report: Report): void {
  try {
    compileSelector(text)
  } catch (error) {
    const message = `\`${text}\` is not a CSS selector: ${reasonOf(error)}`
    report({ code: 'SELECTOR_INVALID', message, hint: 'Write it like form#login input[name=csrf].', path, at })
  }
}

/** A map that says nothing would hold by itself. */
function checkMatcher(matcher: unknown, path: DocumentPath, report: Report): void {
  const keys = Object.keys(asRecord(matcher) ?? { equals: true }).filter((key) => key !== 'attribute')
  if (keys.length > 0 || asRecord(matcher)?.['attribute'] !== undefined) return
  const message = 'This says nothing of the value.'
  report({ code: 'VALUE_INVALID', message, hint: 'Write `exists`, a value, or e.g. { contains: text }.', path })
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.?$/, '.')
}
