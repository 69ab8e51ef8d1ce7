import { LineCounter, isAlias, isMap, isNode, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml'
import type { Document, Node, Pair, YAMLError } from 'yaml'
import type { Problem } from '../ipc.ts'
import type { DocumentPath } from './path.ts'

/** Longest text, deepest nesting and most aliases of a scenario file. */
const LONGEST = 1_000_000
const DEEPEST = 64
const MOST_ALIASES = 100
/** So many collections opened and not closed, or opened on one line, would cost seconds to read: refused unread. */
const MOST_OPEN = 1000
const NESTED_ON_ONE_LINE = new RegExp(`(?:[-?:][ \\t]+){${MOST_OPEN}}`)

export interface Place {
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** A YAML text with the place of everything in it. */
export interface ScenarioDocument {
  /** Plain data; undefined when the text cannot be read at all. */
  value: unknown
  problems: Problem[]
  /** The place of the value at a path; of the nearest that exists when it does not. `key`: of the key before it. */
  place(path: DocumentPath, at?: 'key' | 'value'): Place
  /** The place of a column (1-based) within the text at a path, as near as its quoting lets one tell. */
  placeWithin(path: DocumentPath, column: number): Place
  /** How a number or a boolean is written at a path (`1.10`, `0x1f`); undefined for anything else. */
  written(path: DocumentPath): string | undefined
}

/** Reads a scenario's text; never throws: what is wrong with it stands in `problems`. */
export function readDocument(text: string): ScenarioDocument {
  const lines = new LineCounter()
  const start: Place = { line: 1, column: 1, endLine: 1, endColumn: 1 }
  const nothing = (code: string, message: string, hint: string): ScenarioDocument => ({
    value: undefined,
    problems: [{ severity: 'error', code, message, hint, path: '', ...start }],
    place: () => start,
    placeWithin: () => start,
    written: () => undefined,
  })
  if (text.length > LONGEST) {
    return nothing(
      'SCENARIO_TOO_LARGE',
      `The file is longer than ${LONGEST / 1e6} MB.`,
      'Put data into files of their own.',
    )
  }
  const tooDeep = () =>
    nothing('SCENARIO_TOO_DEEP', `The file is nested deeper than ${DEEPEST} levels.`, 'Flatten it: use flows.')
  if (opensTooMany(text)) return tooDeep()
  let document: Document
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true })
  } catch (error) {
    if (error instanceof RangeError) return tooDeep()
    throw error
  }
  if (depthOf(document) > DEEPEST) return tooDeep()

  const placeOf = (from: number, to: number): Place => {
    const begin = lines.linePos(from)
    const end = lines.linePos(Math.max(from, to))
    return { line: begin.line, column: begin.col, endLine: end.line, endColumn: end.col }
  }
  /** A map or list of several lines is marked in its first. */
  const placeOfNode = (node: Node): Place => {
    const [from, to] = node.range ?? [0, 0]
    const lineEnd = text.indexOf('\n', from)
    const firstLine = isScalar(node) || lineEnd < 0 ? text.slice(from, to) : text.slice(from, Math.min(to, lineEnd))
    return placeOf(from, from + firstLine.trimEnd().length)
  }
  const found: ScenarioDocument = {
    value: undefined,
    problems: syntaxProblems(document, text, placeOf),
    place(path, at = 'value') {
      const { node, pair, complete } = nodeAt(document, path)
      const empty = !node || (isScalar(node) && node.range?.[0] === node.range?.[1])
      if (pair && isNode(pair.key) && (at === 'key' || !complete || empty)) return placeOfNode(pair.key)
      return node ? placeOfNode(node) : start
    },
    placeWithin(path, column) {
      const { node, complete } = nodeAt(document, path)
      if (!complete || !isScalar(node) || typeof node.value !== 'string' || !node.range) return found.place(path)
      const at = text.slice(node.range[0], node.range[1]).indexOf(node.value)
      if (at < 0) return placeOfNode(node)
      const from = node.range[0] + at + Math.min(column - 1, node.value.length)
      return placeOf(from, node.range[0] + at + node.value.length)
    },
    written(path) {
      const { node, complete } = nodeAt(document, path)
      return complete && isScalar(node) && typeof node.value !== 'string' ? node.source : undefined
    },
  }
  if (document.errors.length > 0) return found
  found.problems.push(...contentProblems(document, placeOfNode))
  if (found.problems.some((problem) => problem.severity === 'error')) return found
  try {
    found.value = document.toJS({ maxAliasCount: MOST_ALIASES })
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return nothing('YAML_ALIASES', 'The file has too many aliases.', `At most ${MOST_ALIASES} repetitions are read.`)
  }
  return found
}

/** The node at a path, or the nearest above it that exists, and the pair that leads to it. Aliases are followed. */
function nodeAt(document: Document, path: DocumentPath): { node?: Node; pair?: Pair; complete: boolean } {
  let node = resolve(document, document.contents)
  let pair: Pair | undefined
  for (const part of path) {
    let next: unknown
    if (isMap(node)) {
      const entry = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(part))
      if (!entry) return { ...(node && { node }), ...(pair && { pair }), complete: false }
      pair = entry
      next = entry.value
    } else if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
      next = node.items[part]
      pair = undefined
    } else return { ...(node && { node }), ...(pair && { pair }), complete: false }
    node = resolve(document, next)
  }
  return { ...(node && { node }), ...(pair && { pair }), complete: true }
}

function resolve(document: Document, value: unknown): Node | undefined {
  if (isAlias(value)) return value.resolve(document)
  return isNode(value) ? value : undefined
}

/** The first problem of each place: one slip often leads to several. */
function syntaxProblems(document: Document, text: string, placeOf: (from: number, to: number) => Place): Problem[] {
  const byOffset = new Map<number, Problem>()
  for (const error of [...document.errors, ...document.warnings]) {
    const [from, to] = error.pos
    if (byOffset.has(from)) continue
    const lineStart = text.lastIndexOf('\n', Math.max(0, from - 1)) + 1
    const templated = text.slice(lineStart, to).includes('{{')
    const hint = templated ? 'Put texts that hold `{{...}}` in quotes.' : hintFor(error)
    byOffset.set(from, {
      severity: error.name === 'YAMLWarning' ? 'warning' : 'error',
      code: error.code === 'DUPLICATE_KEY' ? 'KEY_TWICE' : 'YAML_SYNTAX',
      message: MESSAGES[error.code] ?? sentence(error.message),
      ...(hint === undefined ? {} : { hint }),
      path: '',
      ...placeOf(from, error.code === 'DUPLICATE_KEY' ? from + (KEY.exec(text.slice(from))?.[0].length ?? 0) : to),
    })
  }
  return [...byOffset.values()]
}

const KEY = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,{}[\]]+)/

const MESSAGES: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'This key stands twice in the same map.',
  MULTIPLE_DOCS: 'The file holds several documents, parted by `---`.',
}

const HINTS: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'Remove one of them, or give it another name.',
  MULTIPLE_DOCS: 'Make a file of each.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Entries of the same map or list begin in the same column.',
  MULTILINE_IMPLICIT_KEY: 'Is a `:` missing, or a quote not closed?',
  MISSING_CHAR: 'Close the quote or the bracket.',
  BLOCK_AS_IMPLICIT_KEY: 'Put texts that hold `: ` in quotes.',
}

function hintFor(error: YAMLError): string | undefined {
  return error.message.startsWith('Flow ') ? 'Close the bracket.' : HINTS[error.code]
}

function opensTooMany(text: string): boolean {
  let open = 0
  for (const character of text) {
    if (character === '[' || character === '{') open++
    else if ((character === ']' || character === '}') && open > 0) open--
    if (open > MOST_OPEN) return true
  }
  return NESTED_ON_ONE_LINE.test(text)
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** What YAML allows and plain data cannot carry: keys that are no texts, aliases of nothing or of what holds them. */
function contentProblems(document: Document, placeOfNode: (node: Node) => Place): Problem[] {
  const problems: Problem[] = []
  const report = (node: unknown, code: string, message: string, hint: string) => {
    const place = isNode(node) ? placeOfNode(node) : { line: 1, column: 1, endLine: 1, endColumn: 1 }
    problems.push({ severity: 'error', code, message, hint, path: '', ...place })
  }
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value !== null && key.value !== '__proto__') return
      const hint = 'Put texts that hold `{{...}}` or `[...]` in quotes.'
      report(key, 'KEY_INVALID', 'A key must be a text, and not `__proto__`.', hint)
    },
    Alias(_, alias) {
      const target = alias.resolve(document)
      if (!target) {
        const hint = `Put \`&${alias.source}\` before what it stands for, or quote a text that begins with \`*\`.`
        report(alias, 'YAML_ALIASES', `There is no anchor \`${alias.source}\` before this alias.`, hint)
      } else if ((target.range?.[1] ?? 0) >= (alias.range?.[1] ?? 0)) {
        report(alias, 'YAML_ALIASES', 'This alias stands inside what it repeats.', 'Write it out.')
      }
    },
  })
  return problems
}

/** Levels of nesting, without recursion. */
function depthOf(document: Document): number {
  let deepest = 0
  const open: [unknown, number][] = [[document.contents, 1]]
  for (let next = open.pop(); next && deepest <= DEEPEST; next = open.pop()) {
    const [node, depth] = next
    deepest = Math.max(deepest, depth)
    if (isMap(node) || isSeq(node)) for (const item of node.items) open.push([item, depth + 1])
    else if (isPair(node)) open.push([node.key, depth], [node.value, depth])
  }
  return deepest
}
