import { ITEM, type Segment, type YamlPosition } from './yamlPath.ts'

interface Bracket {
  open: '{' | '['
  key: string | null
  written: Record<string, string>
  /** What was typed since the last separator. */
  typed: string
}

/** The position inside `{...}` or `[...]` at the end of a value; null when it is outside. */
export function flowPosition(value: string): YamlPosition | null {
  const stack: Bracket[] = []
  let quote = ''
  for (const character of value) {
    const top = stack.at(-1)
    if (quote !== '') {
      if (character === quote) quote = ''
      if (top) top.typed += character
    } else if (character === '"' || character === "'") {
      quote = character
      if (top) top.typed += character
    } else if (character === '{' || character === '[') {
      stack.push({ open: character, key: null, written: {}, typed: '' })
    } else if (character === '}' || character === ']') {
      stack.pop()
    } else if (top !== undefined && character === ',') {
      if (top.key !== null) top.written[top.key] = unquote(top.typed.trim())
      top.key = null
      top.typed = ''
    } else if (top !== undefined && character === ':' && top.open === '{' && top.key === null) {
      top.key = unquote(top.typed.trim())
      top.written[top.key] = ''
      top.typed = ''
    } else if (top) top.typed += character
  }
  const inner = stack.at(-1)
  if (inner === undefined) return null
  const path = stack.flatMap<Segment>(({ open, key }) => (open === '[' ? [ITEM] : key === null ? [] : [key]))
  const isKey = inner.open === '{' && inner.key === null
  return {
    path,
    kind: isKey ? 'key' : 'value',
    typed: inner.typed.trimStart(),
    siblings: isKey ? inner.written : {},
    flow: true,
  }
}

export function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text
}
