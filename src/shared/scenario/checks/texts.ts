import type { Report } from '../findings.ts'
import { attempt } from '../findings.ts'
import type { ScenarioParts } from '../parts.ts'
import { asRecord } from '../path.ts'
import type { DocumentPath } from '../path.ts'
import { parseReferences } from '../references.ts'
import { METHOD_KEYS } from '../schema/steps.ts'
import { nearest } from '../suggest.ts'
import { compileTemplate } from '../template.ts'

/** The keys under `observe` that hold a URL. */
const OBSERVED_URLS: ReadonlySet<string> = new Set(['health', 'prometheus', 'postgres', 'redis'])

const METHODS: readonly PropertyKey[] = METHOD_KEYS

/** Whether the engine replaces `{{...}}` at this path. */
function takesTemplates(path: DocumentPath): boolean {
  const [top] = path
  if (top === 'target') return path[1] === 'headers'
  if (top !== 'flows') return false
  const [key] = insideStep(path)
  if (key === 'expect') return inExpectation(path)
  return (
    METHODS.includes(key ?? '') || ['headers', 'query', 'json', 'form', 'body', 'tags', 'value'].includes(String(key))
  )
}

/** What is expected of a text, a JSON value, a header or an element; patterns and ranges are as they stand. */
function inExpectation(path: DocumentPath): boolean {
  const [, inside, , matcher = 'equals'] = insideStep(path)
  if (inside === 'contains' || inside === 'lacks') return true
  return (
    (inside === 'json' || inside === 'headers' || inside === 'css') && (matcher === 'equals' || matcher === 'contains')
  )
}

/** Whether `${...}` are replaced at this path: see resolve.ts, which this mirrors. */
function takesReferences(path: DocumentPath): boolean {
  const [top, , third] = path
  if (top === 'variables') return true
  if (top === 'target') return path[1] === 'baseUrl' || path[1] === 'headers'
  if (top === 'guards') return path[1] === 'hosts'
  if (top === 'data') return third === 'file'
  if (top === 'load') return third === 'env'
  if (top === 'observe') return OBSERVED_URLS.has(String(third))
  if (top !== 'flows') return false
  const [key] = insideStep(path)
  if (key === 'expect') return inExpectation(path)
  return METHODS.includes(key ?? '') || ['headers', 'query', 'json', 'form', 'body'].includes(String(key))
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
    ...parts.steps.flatMap(({ value: step }) => ('extract' in step ? Object.keys(step.extract ?? {}) : [])),
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
