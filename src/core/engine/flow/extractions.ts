import type { Extraction, Pick } from '../../../shared/scenario/types.ts'
import type { HttpResult } from '../http/client.ts'
import type { CheckScope } from './checks.ts'
import { GuardedPattern } from './guardedPattern.ts'
import type { PatternMatch } from './guardedPattern.ts'
import { Selector } from './htmlBody.ts'
import { JsonPath } from './jsonPath.ts'
import type { ResponseBody } from './responseBody.ts'

/** Where a value is read from, compiled. */
export interface CompiledExtraction {
  readonly needsBody: boolean
  /** As the check is named: `extract id from $.id`. */
  readonly place: string
  readonly where: string
  /** @param result absent when there is a body alone: a message */
  read(result: HttpResult | undefined, body: ResponseBody, scope: CheckScope): { value: unknown } | { problem: string }
}

/** @throws HeadroomError JSONPATH_INVALID, SELECTOR_INVALID */
export function compileExtraction(source: Extraction): CompiledExtraction {
  switch (source.from) {
    case 'json':
      return fromJson(source)
    case 'header':
      return fromHeader(source)
    case 'regex':
      return fromPattern(source)
    case 'css':
      return fromCss(source)
    case 'cookie':
      return fromCookie(source)
  }
}

type From<Name extends Extraction['from']> = Extract<Extraction, { from: Name }>

function fromJson({ path, pick }: From<'json'>): CompiledExtraction {
  const query = new JsonPath(path)
  return {
    needsBody: true,
    place: path,
    where: `body at ${path}`,
    read(_result, body, scope) {
      const json = body.json()
      if ('problem' in json) return json
      const values = query.values(json.value, pick !== 'first')
      return values.length > 0 ? picked(values, pick, scope) : { problem: query.nothing(json.value) }
    },
  }
}

function fromHeader({ name }: From<'header'>): CompiledExtraction {
  return {
    needsBody: false,
    place: `header ${name}`,
    where: `header ${name}`,
    read(result) {
      const value = result?.header(name)
      return value === undefined ? { problem: 'the response does not have it' } : { value }
    },
  }
}

function fromPattern({ pattern: text, group, pick }: From<'regex'>): CompiledExtraction {
  const pattern = new GuardedPattern(text)
  const wanted = group ?? (pattern.hasGroup ? 1 : 0)
  return {
    needsBody: true,
    place: `/${text}/`,
    where: 'body',
    read(_result, body, scope) {
      const bytes = body.bytes()
      if (typeof bytes === 'string') return { problem: bytes }
      const found = pattern.find(bytes.toString('utf8'), pick !== 'first')
      if (typeof found === 'string') return { problem: found }
      const values = found.map((match) => groupOf(match, wanted)).filter((value) => value !== undefined)
      if (values.length > 0) return picked(values, pick, scope)
      return { problem: found.length === 0 ? 'nothing matches' : `what matches has no group ${wanted}` }
    },
  }
}

function groupOf({ groups, named }: PatternMatch, wanted: number | string): string | undefined {
  return typeof wanted === 'number' ? groups[wanted] : named?.[wanted]
}

function fromCss({ selector, attribute, pick }: From<'css'>): CompiledExtraction {
  const query = new Selector(selector, attribute)
  const place = attribute === undefined ? selector : `${selector} @${attribute}`
  return {
    needsBody: true,
    place,
    where: `body at ${place}`,
    read(_result, body, scope) {
      const document = body.html()
      if (typeof document === 'string') return { problem: document }
      const values = query.texts(document)
      return values.length > 0 ? picked(values, pick, scope) : { problem: 'no such element' }
    },
  }
}

function fromCookie({ name }: From<'cookie'>): CompiledExtraction {
  return {
    needsBody: false,
    place: `cookie ${name}`,
    where: `cookie ${name}`,
    read(_result, _body, scope) {
      const value = scope.cookie(name)
      return value === undefined ? { problem: 'there is no such cookie for this URL' } : { value }
    },
  }
}

function picked(values: readonly unknown[], pick: Pick, scope: CheckScope): { value: unknown } {
  if (pick === 'last') return { value: values.at(-1) }
  return { value: values[pick === 'first' ? 0 : Math.floor(scope.random() * values.length)] }
}
