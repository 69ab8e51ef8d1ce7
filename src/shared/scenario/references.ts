import { HeadroomError } from '../errors.ts'

/** `${NAME}`, `${NAME:-default}` or `${secret:NAME}`. */
export interface Reference {
  secret: boolean
  name: string
  default?: string
}

/** A text cut at its references. */
export type ReferencePart = string | Reference

const REFERENCE = /(\$?)\$\{([^}]*)(\}?)/g
const INSIDE = /^(secret:)?([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s

/**
 * Cuts a text at `${...}`. `$${` is a plain `${`.
 * @throws HeadroomError REFERENCE_INVALID with `at.column`, 1-based within the text
 */
export function parseReferences(text: string): ReferencePart[] {
  const parts: ReferencePart[] = []
  let from = 0
  for (const found of text.matchAll(REFERENCE)) {
    const [whole, escape = '', inside = '', close] = found
    if (escape !== '') {
      parts.push(text.slice(from, found.index), whole.slice(1))
    } else {
      if (close === '') throw invalid('`${` is not closed: `}` is missing.', found.index)
      const read = INSIDE.exec(inside)
      if (!read?.[2]) throw invalid(`\`${whole}\` is not a reference.`, found.index)
      const [, secret, name, fallback] = read
      if (secret && fallback !== undefined) throw invalid('A secret has no default.', found.index)
      const reference = { secret: secret !== undefined, name, ...(fallback !== undefined && { default: fallback }) }
      parts.push(text.slice(from, found.index), reference)
    }
    from = found.index + whole.length
  }
  return [...parts, text.slice(from)].filter((part) => part !== '')
}

/**
 * A text with the defaults of its references put in, as far as can be told before a run: undefined when one has none.
 * @throws HeadroomError REFERENCE_INVALID
 */
export function withDefaults(text: string): string | undefined {
  const parts = parseReferences(text).map((part) => (typeof part === 'string' ? part : part.default))
  return parts.includes(undefined) ? undefined : parts.join('')
}

function invalid(message: string, offset: number): HeadroomError {
  return new HeadroomError({
    code: 'REFERENCE_INVALID',
    message,
    hint: 'Write ${NAME}, ${NAME:-default} or ${secret:NAME}; $${ for a plain ${.',
    at: { column: offset + 1 },
  })
}
