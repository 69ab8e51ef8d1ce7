import { HeadroomError } from '../errors.ts'
import { BUILT_IN_VARIABLES, TEMPLATE_FUNCTIONS } from './templateFunctions.ts'
import type { TemplateFunction } from './templateFunctions.ts'
import { nearest } from './suggest.ts'
import { parseTemplate, templateError } from './templateParser.ts'
import type { TemplateExpression } from './templateParser.ts'

/** What a template is rendered with: one virtual user's view in one iteration. */
export interface TemplateScope {
  /** A variable or extracted value by name, a column of the current row by `source.column`; undefined: not set. */
  get(name: string): unknown
  /** Uniform in [0, 1), seeded. */
  random(): number
  nowMs(): number
  readonly vu: number
  readonly iteration: number
}

/** A text with its templates parsed once. */
export interface Template {
  /** Set when the text has no template: `render` would always yield this. */
  readonly constant?: string
  /** Names of the variables and columns that rendering looks up, without repetition. */
  readonly names: readonly string[]
  /** @throws HeadroomError VARIABLE_MISSING, TEMPLATE_ARGUMENT */
  render(scope: TemplateScope): string
}

type Evaluate = (scope: TemplateScope) => unknown

/**
 * Parses a text with `{{...}}` once; rendering is concatenation.
 * @throws HeadroomError TEMPLATE_INVALID with `at.column`, 1-based within the text
 */
export function compileTemplate(text: string): Template {
  return joinParts(parseTemplate(text), asText)
}

/**
 * A JSON value whose strings may hold templates, as JSON text. A string that is exactly one template yields the raw
 * value (a number stays a number); keys are taken as they are.
 * @throws HeadroomError TEMPLATE_INVALID
 */
export function compileJsonTemplate(value: unknown): Template {
  const parts: (string | JsonPart)[] = []
  collectJson(value, parts)
  return joinParts(parts, (result, part) => (part.whole ? toJson(result) : escapeJson(asText(result))))
}

interface JsonPart {
  expression: TemplateExpression
  /** The expression is the whole string, so that its value replaces the string, quotes included. */
  whole: boolean
}

function collectJson(value: unknown, parts: (string | JsonPart)[]): void {
  if (typeof value === 'string') {
    const parsed = parseTemplate(value)
    const [only] = parsed
    if (parsed.length === 1 && typeof only === 'object') {
      parts.push({ expression: only, whole: true })
      return
    }
    parts.push('"')
    for (const part of parsed) {
      parts.push(typeof part === 'string' ? escapeJson(part) : { expression: part, whole: false })
    }
    parts.push('"')
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      parts.push(index === 0 ? '[' : ',')
      collectJson(item, parts)
    }
    parts.push(value.length === 0 ? '[]' : ']')
  } else if (typeof value === 'object' && value !== null) {
    let separator = '{'
    for (const [key, item] of Object.entries(value)) {
      parts.push(`${separator}${JSON.stringify(key)}:`)
      collectJson(item, parts)
      separator = ','
    }
    parts.push(separator === '{' ? '{}' : '}')
  } else {
    parts.push(toJson(value))
  }
}

function joinParts<Part extends TemplateExpression | JsonPart>(
  parts: readonly (string | Part)[],
  format: (value: unknown, part: Part) => string,
): Template {
  const names = new Set<string>()
  const pieces: (string | ((scope: TemplateScope) => string))[] = []
  for (const part of parts) {
    const last = pieces.length - 1
    if (typeof part !== 'string') {
      const evaluate = compileExpression('expression' in part ? part.expression : part, names)
      pieces.push((scope) => format(evaluate(scope), part))
    } else if (typeof pieces[last] === 'string') pieces[last] += part
    else pieces.push(part)
  }
  const [first] = pieces
  if (pieces.length === 1 && typeof first === 'string') return { constant: first, names: [], render: () => first }
  return {
    names: [...names],
    render(scope) {
      let text = ''
      for (const piece of pieces) text += typeof piece === 'string' ? piece : piece(scope)
      return text
    },
  }
}

function compileExpression(expression: TemplateExpression, names: Set<string>): Evaluate {
  if (expression.type === 'literal') return () => expression.value
  if (expression.type === 'call') return compileCall(expression, names)
  const { name } = expression
  const builtIn = Object.hasOwn(BUILT_IN_VARIABLES, name) ? BUILT_IN_VARIABLES[name] : undefined
  if (builtIn) return builtIn
  names.add(name)
  return (scope) => {
    const value = scope.get(name)
    if (value === undefined) throw missingVariable(name)
    return value
  }
}

function compileCall(call: TemplateExpression & { type: 'call' }, names: Set<string>): Evaluate {
  const { name, column } = call
  const called = Object.hasOwn(TEMPLATE_FUNCTIONS, name) ? TEMPLATE_FUNCTIONS[name] : undefined
  if (!called) {
    const known = Object.keys(TEMPLATE_FUNCTIONS)
    const close = nearest(name, known)
    const hint = close ? `Did you mean \`${close}\`?` : `There are: ${known.join(', ')}.`
    throw templateError(`There is no function \`${name}\`.`, column - 1, hint)
  }
  const given = call.arguments.length
  if (given < called.fewest || given > called.most) {
    const message = `\`${name}\` does not take ${given} argument${given === 1 ? '' : 's'}.`
    throw templateError(message, column - 1, `Write it like ${called.signature}.`)
  }
  if (call.arguments.every((argument) => argument.type === 'literal')) {
    const values = call.arguments.map((argument) => argument.value)
    checkArguments(called, values, column)
    return (scope) => called.call(scope, values)
  }
  const compiled = call.arguments.map((argument) => compileExpression(argument, names))
  return (scope) => {
    const values = compiled.map((evaluate) => evaluate(scope))
    return called.call(scope, values)
  }
}

/** Calls a function whose arguments are all written out once, so that wrong ones are found before the run. */
function checkArguments(called: TemplateFunction, values: readonly unknown[], column: number): void {
  try {
    called.call({ get: () => undefined, random: () => 0, nowMs: () => 0, vu: 1, iteration: 0 }, values)
  } catch (error) {
    if (error instanceof HeadroomError) throw templateError(error.message, column - 1)
    throw error
  }
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return toJson(value)
}

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}

/** A text as it stands inside a JSON string. */
function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function missingVariable(name: string): HeadroomError {
  return new HeadroomError({
    code: 'VARIABLE_MISSING',
    message: `The variable \`${name}\` has no value.`,
    hint: 'Define it under `variables`, or let an earlier step extract it.',
  })
}
