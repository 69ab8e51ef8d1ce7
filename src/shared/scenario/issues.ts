import type { z } from 'zod'
import type { Finding } from './findings.ts'
import { asRecord, valueAt } from './path.ts'
import type { DocumentPath } from './path.ts'
import { nearest } from './suggest.ts'

type Issue = z.core.$ZodIssue

/** Keys that belong to the format but not to this version, and other products' words for ours. */
const EXPLAINED: Readonly<Record<string, string>> = {
  exec: 'k6’s `exec` is `flow` here.',
  scenarios: 'k6’s `scenarios` is `load` here.',
  options: 'k6’s `options` stand at the top: `load`, `thresholds`.',
}

/** What a schema says about a document, as findings: one per mistake, from the branch of a union that was meant. */
export function findingsOf(issues: readonly Issue[], root: unknown, under: DocumentPath = []): Finding[] {
  return withoutMisspelt(issues.flatMap((issue) => findings(issue, root, [...under, ...issue.path])))
}

/** A key that is missing because it is misspelt is one mistake: the unknown key beside it, whose hint says what was meant. */
function withoutMisspelt(found: readonly Finding[]): Finding[] {
  const unknown = found.filter(({ code }) => code === 'KEY_UNKNOWN')
  const isMeantBy = (key: Finding, { path, hint }: Finding): boolean =>
    samePath(path.slice(0, -1), key.path.slice(0, -1)) && hint?.includes(`\`${String(key.path.at(-1))}\``) === true
  return found.filter((one) => one.code !== 'KEY_MISSING' || !unknown.some((other) => isMeantBy(one, other)))
}

function samePath(one: DocumentPath, other: DocumentPath): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index])
}

function findings(issue: Issue, root: unknown, path: DocumentPath): Finding[] {
  const value = valueAt(root, path)
  const found = `found ${describe(value)}.`
  const wrong = (message: string): Finding[] => [{ code: 'VALUE_INVALID', message, path }]
  const own = () =>
    wrong(issue.message.startsWith('Expected') ? `${withoutDot(issue.message)}; ${found}` : issue.message)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, issue.message.split(' '), [...path, key]))
    case 'invalid_key':
      return [{ code: 'KEY_INVALID', message: issue.issues[0]?.message ?? issue.message, path, at: 'key' }]
    case 'invalid_union':
      if ('options' in issue) return oneOf((issue.options ?? []).map(String), value, path)
      return unionFindings(issue, root, path)
    case 'invalid_value':
      return oneOf(issue.values.map(String), value, path)
    case 'invalid_type': {
      const expected = EXPECTED[issue.expected] ?? issue.expected
      if (value === undefined) return missing(path, isOwn(issue.message) ? issue.message : `Expected ${expected}.`)
      return isOwn(issue.message) ? own() : wrong(`Expected ${expected}, ${found}`)
    }
    case 'too_small':
      if (isOwn(issue.message)) return own()
      if (issue.origin === 'string') return wrong('The text is empty.')
      return wrong(`Expected ${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}, ${found}`)
    case 'too_big':
      if (isOwn(issue.message)) return own()
      if (issue.origin === 'string') return wrong(`The text is longer than ${String(issue.maximum)} characters.`)
      return wrong(`Expected at most ${String(issue.maximum)}, ${found}`)
    default:
      return own()
  }
}

/** What a branch that takes no map says of one. */
const NOT_A_MAP: ReadonlySet<string | undefined> = new Set(['invalid_type', 'invalid_value'])

/**
 * Of a union, the branch that was meant: the one whose leading key (the first of its schema) is there, with the fewest keys
 * that it does not know. When no leading key is there, they are named.
 */
function unionFindings(issue: Issue & { code: 'invalid_union' }, root: unknown, path: DocumentPath): Finding[] {
  const value = valueAt(root, path)
  const record = asRecord(value)
  const branches = issue.errors
    .filter((issues) => record && !issues.some((one) => one.path.length === 0 && NOT_A_MAP.has(one.code)))
    .map((issues) => {
      const unrecognized = issues.find((one) => one.code === 'unrecognized_keys' && one.path.length === 0)
      const unknown = unrecognized?.code === 'unrecognized_keys' ? unrecognized.keys.length : 0
      const leading =
        unrecognized?.message.split(' ')[0] ?? String(issues.find((one) => one.path.length === 1)?.path[0])
      // Without unknown keys, whatever is there belongs to this branch.
      const meant = unrecognized ? Object.hasOwn(record ?? {}, leading) : Object.keys(record ?? {}).length > 0
      return { issues, unknown, leading, meant }
    })
  const leadingKeys = branches.map(({ leading }) => leading)
  const candidates = branches.length === 1 ? branches : branches.filter(({ meant }) => meant)
  const [best] = candidates.toSorted((one, other) => one.unknown - other.unknown)
  if (best) return findingsOf(best.issues, root, path).map((finding) => aboutStep(finding, leadingKeys))
  if (record && branches.length > 1) return noBranch(leadingKeys, record, path)
  if (value === undefined) return missing(path, isOwn(issue.message) ? issue.message : undefined)
  const expected = isOwn(issue.message) ? withoutDot(issue.message) : 'Expected a map (key: value)'
  return [{ code: 'VALUE_INVALID', message: `${expected}; found ${describe(value)}.`, path }]
}

/** A key that is unknown beside one step kind and is itself another. */
function aboutStep(finding: Finding, others: readonly string[]): Finding {
  const key = String(finding.path.at(-1))
  if (finding.code !== 'KEY_UNKNOWN' || !others.includes(key)) return finding
  return { ...finding, message: `A step does one thing; \`${key}\` is another.`, hint: 'Make a step of its own of it.' }
}

function noBranch(
  leading: readonly string[],
  record: Readonly<Record<string, unknown>>,
  path: DocumentPath,
): Finding[] {
  const keys = Object.keys(record)
  for (const key of keys) {
    const close = nearest(key, leading)
    if (close) return [unknownKey(key, leading, [...path, key])]
  }
  const message = `Expected one of ${leading.map((key) => `\`${key}\``).join(', ')}.`
  return [{ code: 'VALUE_INVALID', message, path }]
}

function unknownKey(key: string, known: readonly string[], path: DocumentPath): Finding {
  const explained = Object.hasOwn(EXPLAINED, key) ? EXPLAINED[key] : undefined
  const close = nearest(key, known)
  const hint = close ? `Did you mean \`${close}\`?` : `Known here: ${known.join(', ')}.`
  return {
    code: 'KEY_UNKNOWN',
    message: `The key \`${key}\` is not known here.`,
    hint: explained ?? hint,
    path,
    at: 'key',
  }
}

function oneOf(options: readonly string[], value: unknown, path: DocumentPath): Finding[] {
  const list = options.map((option) => `\`${option}\``).join(', ')
  const expected = options.length === 1 ? list : `one of ${list}`
  if (value === undefined) return missing(path, `Expected ${expected}.`)
  const close = typeof value === 'string' ? nearest(value, options) : undefined
  const hint = close ? `Did you mean \`${close}\`?` : undefined
  return [{ code: 'VALUE_INVALID', message: `Expected ${expected}, found ${describe(value)}.`, hint, path }]
}

function missing(path: DocumentPath, hint: string | undefined): Finding[] {
  return [{ code: 'KEY_MISSING', message: `The key \`${String(path.at(-1))}\` is missing.`, hint, path }]
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map (key: value)',
  record: 'a map (key: value)',
  array: 'a list',
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (asRecord(value)) return 'a map'
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return 'nothing'
  const text = String(value)
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``
}

/** Whether the schema says it in its own words; zod's begin with these. */
function isOwn(message: string): boolean {
  return !/^(?:Invalid|Too|Unrecognized)\b/.test(message)
}

function withoutDot(text: string): string {
  return text.replace(/\.$/, '')
}
