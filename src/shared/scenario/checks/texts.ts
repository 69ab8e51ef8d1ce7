import type { Report } from '../findings.ts'
import { attempt } from '../findings.ts'
import type { ScenarioParts } from '../parts.ts'
import { asRecord } from '../path.ts'
import type { DocumentPath } from '../path.ts'
import { parseReferences } from '../references.ts'
import { METHOD_KEYS } from '../schema/steps.ts'
import { nearest } from '../suggest.ts'
import { compileTemplate } from '../template.ts'
import { extractedByActions } from './actions.ts'

/** The keys under `observe` that hold a URL. */
const OBSERVED_URLS: ReadonlySet<string> = new Set(['health', 'prometheus', 'postgres', 'redis'])

const URL_KEYS: ReadonlySet<PropertyKey> = new Set([...METHOD_KEYS, 'graphql', 'websocket'])

/** Whether the engine replaces `{{...}}` at this path. */
function takesTemplates(path: DocumentPath): boolean {
  const [top] = path
  if (top === 'target') return path[1] === 'headers' || path[1] === 'auth'
  if (top !== 'flows') return false
  const [key] = insideStep(path)
  return inSender(path) || key === 'tags' || key === 'value'
}

/** The texts of requests and sessions in which both `{{...}}` and `${...}` are replaced. */
function inSender(path: DocumentPath): boolean {
  const inside = insideStep(path)
  const [key] = inside
  if (key === 'expect') return inExpectation(inside.slice(1))
  if (key === 'actions') return inAction(inside)
  if (key === 'stream') return inStream(inside.slice(1))
  // As a text it is the document of a GraphQL operation.
  if (key === 'query') return inside.length > 1
  return (
    URL_KEYS.has(key ?? '') ||
    ['headers', 'json', 'form', 'body', 'auth', 'variables'].includes(String(key)) ||
    key === 'multipart'
  )
}

/** What a WebSocket session sends and waits for. */
function inAction(inside: DocumentPath): boolean {
  let at = 0
  while (inside[at] === 'actions') at += 2
  const [key, form] = inside.slice(at)
  if (key === 'send') return form !== 'base64'
  return key === 'expect' && inMatchers(inside.slice(at + 1))
}

/** The joined text, and the JSON that ends a stream. */
function inStream(inside: DocumentPath): boolean {
  const [key] = inside
  return (key === 'expect' || key === 'until') && inMatchers(inside.slice(1))
}

function inMatchers([key, first, second]: DocumentPath): boolean {
  return (key === 'text' && isPlain(first)) || (key === 'json' && isPlain(second))
}

/** A value itself, or what it contains; patterns and ranges are as they stand. */
function isPlain(matcher: PropertyKey = 'equals'): boolean {
  return matcher === 'equals' || matcher === 'contains'
}

/** What is expected of a text, a JSON value, a header or an element. */
function inExpectation([key, , matcher]: DocumentPath): boolean {
  if (key === 'contains' || key === 'lacks') return true
  return (key === 'json' || key === 'headers' || key === 'css') && isPlain(matcher)
}

/** Whether `${...}` are replaced at this path: see resolve.ts, which this mirrors. */
function takesReferences(path: DocumentPath): boolean {
  const [top, , third] = path
  if (top === 'variables') return true
  if (top === 'target') return ['baseUrl', 'headers', 'auth', 'http'].includes(String(path[1]))
  if (top === 'guards') return path[1] === 'hosts'
  if (top === 'data') return third === 'file'
  if (top === 'load') return third === 'env'
  if (top === 'observe') return OBSERVED_URLS.has(String(third))
  return top === 'flows' && inSender(path)
}

/** The part of a path that lies within the innermost step. */
function insideStep(path: DocumentPath): DocumentPath {
  let start = 3
  while (path[start] === 'steps' && typeof path[start + 1] === 'number') start += 2
  return path.slice(start)
}

/** Templates and references in every text: their syntax, whether they may stand there, and whether their names exist. */
export function checkTexts(root: unknown, parts: ScenarioParts, report: Report): void {
  const known = new Set([...parts.names.variables, ...definedNames(parts)])
  forEachText(root, [], (text, path, isKey) => {
    if (text.includes('${')) checkReferences(text, path, isKey, report)
    if (!text.includes('{{')) return
    if (isKey || !takesTemplates(path)) {
      const hint = 'They may stand in URLs, headers, queries, bodies, tags, and in what is expected.'
      report({
        code: 'TEMPLATE_PLACE',
        message: '`{{...}}` is not replaced here.',
        hint,
        path,
        at: isKey ? 'key' : 'value',
      })
      return
    }
    const template = attempt(report, path, () => compileTemplate(text))
    for (const name of template?.names ?? []) checkName(name, text, path, known, parts, report)
  })
}

function checkReferences(text: string, path: DocumentPath, isKey: boolean, report: Report): void {
  if (!isKey && takesReferences(path)) {
    attempt(report, path, () => parseReferences(text))
    return
  }
  if (asOwnText(path)) return
  const hint =
    'It may stand in variables, URLs, headers, queries, bodies, hosts and file names. Write `$${` for a plain `${`.'
  report({
    code: 'REFERENCE_PLACE',
    message: '`${...}` is not replaced here.',
    hint,
    path,
    at: isKey ? 'key' : 'value',
  })
}

/** Texts for people, in which `${` is just text. */
function asOwnText(path: DocumentPath): boolean {
  return path.length === 1 && (path[0] === 'name' || path[0] === 'description')
}

function checkName(
  name: string,
  text: string,
  path: DocumentPath,
  known: ReadonlySet<string>,
  parts: ScenarioParts,
  report: Report,
): void {
  const column = text.indexOf(name, text.indexOf('{{')) + 1
  const dot = name.indexOf('.')
  if (dot >= 0) {
    const source = name.slice(0, dot)
    if (parts.names.data.includes(source)) return
    const close = nearest(source, parts.names.data)
    const hint = close ? `Did you mean \`${close}\`?` : 'Name it under `data`.'
    report({ code: 'DATA_UNKNOWN', message: `There is no data source \`${source}\`.`, hint, path, column })
  } else if (parts.names.data.includes(name) && !known.has(name)) {
    const message = `\`${name}\` is a data source; a column of it is needed.`
    report({ code: 'DATA_UNKNOWN', message, hint: `Write it like {{${name}.column}}.`, path, column })
  } else if (!known.has(name)) {
    const close = nearest(name, [...known])
    const hint = close ? `Did you mean \`${close}\`?` : 'Name it under `variables`, or let an earlier step extract it.'
    const message = `Nothing gives the variable \`${name}\` a value.`
    report({ severity: 'warning', code: 'VARIABLE_UNDEFINED', message, hint, path, column })
  }
}

/** Names that steps extract and executors set. */
function definedNames(parts: ScenarioParts): string[] {
  return [
    ...parts.steps.flatMap(({ value: step }) => {
      if ('actions' in step) return extractedByActions(step.actions)
      const ofStream = 'stream' in step && typeof step.stream === 'object' ? step.stream.extract : {}
      return 'extract' in step ? Object.keys({ ...step.extract, ...ofStream }) : Object.keys(ofStream ?? {})
    }),
    ...parts.executors.flatMap(({ value: config }) => Object.keys(config.env ?? {})),
  ]
}

function forEachText(
  value: unknown,
  path: DocumentPath,
  visit: (text: string, path: DocumentPath, isKey: boolean) => void,
): void {
  if (typeof value === 'string') visit(value, path, false)
  else if (Array.isArray(value)) value.forEach((item, index) => forEachText(item, [...path, index], visit))
  else {
    for (const [key, item] of Object.entries(asRecord(value) ?? {})) {
      visit(key, [...path, key], true)
      forEachText(item, [...path, key], visit)
    }
  }
}
