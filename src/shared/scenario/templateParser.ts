import { HeadroomError } from '../errors.ts'

/** What stands between `{{` and `}}`. */
export type TemplateExpression =
  | { type: 'literal'; value: string | number }
  /** A variable, an extracted value or a column of the current row (`users.name`); `vu` and `iteration` are built in. */
  | { type: 'variable'; name: string; column: number }
  | { type: 'call'; name: string; arguments: readonly TemplateExpression[]; column: number }

/** A text cut at its templates: plain text and expressions in their order. Columns are 1-based. */
export type TemplatePart = string | TemplateExpression

const NAME = /[A-Za-z_][\w-]*(?:\.[\w-]+)*/y
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y
const SPACE = /\s*/y

/**
 * Cuts a text at `{{ ... }}`. A literal `{{` is written `{{'{{'}}`.
 * @throws HeadroomError TEMPLATE_INVALID with `at.column`, 1-based within the text
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let from = 0
  for (;;) {
    const open = text.indexOf('{{', from)
    if (open < 0) break
    if (open > from) parts.push(text.slice(from, open))
    const reader = new ExpressionReader(text, open + 2)
    parts.push(reader.readWhole(open))
    from = reader.at
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from))
  return parts
}

class ExpressionReader {
  private readonly text: string
  at: number

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  readWhole(open: number): TemplateExpression {
    this.skipSpace()
    if (this.at === this.text.length) throw unclosed(open)
    if (this.text.startsWith('}}', this.at)) throw templateError('A template is empty.', open, HINT)
    const expression = this.read()
    this.skipSpace()
    if (!this.text.startsWith('}}', this.at)) {
      const found = this.text[this.at]
      if (found === undefined) throw unclosed(open)
      throw templateError(`Unexpected \`${found}\` in a template; expected \`}}\`.`, this.at, HINT)
    }
    this.at += 2
    return expression
  }

  private read(): TemplateExpression {
    this.skipSpace()
    const start = this.at
    const next = this.text[start]
    if (next === '"' || next === "'") return { type: 'literal', value: this.readString(next) }
    const number = this.match(NUMBER)
    if (number !== undefined) return { type: 'literal', value: Number(number) }
    const name = this.match(NAME)
    if (name === undefined) {
      if (next === undefined) throw unclosed(start)
      throw templateError(`Unexpected \`${next}\` in a template.`, start, HINT)
    }
    this.skipSpace()
    if (this.text[this.at] !== '(') return { type: 'variable', name, column: start + 1 }
    this.at++
    return { type: 'call', name, arguments: this.readArguments(), column: start + 1 }
  }

  private readArguments(): TemplateExpression[] {
    const found: TemplateExpression[] = []
    this.skipSpace()
    if (this.text[this.at] === ')') {
      this.at++
      return found
    }
    for (;;) {
      const start = this.at
      const argument = this.read()
      if (argument.type === 'call') throw templateError('A function cannot be an argument of another.', start)
      found.push(argument)
      this.skipSpace()
      const next = this.text[this.at]
      if (next !== ',' && next !== ')') {
        throw templateError(`Expected \`,\` or \`)\` after an argument${next ? `, found \`${next}\`` : ''}.`, this.at)
      }
      this.at++
      if (next === ')') return found
      this.skipSpace()
    }
  }

  private readString(quote: string): string {
    const start = this.at
    let value = ''
    for (this.at++; this.at < this.text.length; this.at++) {
      const next = this.text[this.at]
      if (next === quote) {
        this.at++
        return value
      }
      if (next === '\\' && this.at + 1 < this.text.length) this.at++
      value += this.text[this.at]
    }
    throw templateError('A string in a template is not closed.', start)
  }

  private skipSpace(): void {
    this.match(SPACE)
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }
}

const HINT = 'Write a variable like {{token}}, a column like {{users.name}}, or a function like {{randomInt(1,20)}}.'

function unclosed(offset: number): HeadroomError {
  return templateError('A template is not closed: `}}` is missing.', offset)
}

/** @param offset 0-based */
export function templateError(message: string, offset: number, hint?: string): HeadroomError {
  return new HeadroomError({
    code: 'TEMPLATE_INVALID',
    message,
    ...(hint === undefined ? {} : { hint }),
    at: { column: offset + 1 },
  })
}
