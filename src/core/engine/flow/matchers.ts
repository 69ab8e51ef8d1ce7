import { matcherWords } from '../../../shared/scenario/expectations.ts'
import { compileJsonTemplate, compileTemplate } from '../../../shared/scenario/template.ts'
import type { TemplateScope } from '../../../shared/scenario/template.ts'
import type { Matcher } from '../../../shared/scenario/types.ts'
import { GuardedPattern } from './guardedPattern.ts'

/** What stands at a place of a response. */
export interface Found {
  /** All values, in order; at most one unless `needsAll`. */
  readonly values: readonly unknown[]
  /** Said when nothing is there. */
  readonly nothing: () => string
}

/** A matcher, compiled. */
export interface CompiledMatcher {
  readonly words: string
  /** Whether it looks at more than the first value. */
  readonly needsAll: boolean
  /** Undefined when it holds, otherwise what is there instead. */
  deviation(found: Found, scope: TemplateScope): string | undefined
}

/** @param asJson whether values are JSON values; otherwise they are texts, and numbers are compared as they are written */
export function compileMatcher(matcher: Matcher, asJson: boolean): CompiledMatcher {
  const words = matcherWords(matcher)
  const onFirst = (holds: (value: unknown, scope: TemplateScope) => boolean | string): CompiledMatcher => ({
    words,
    needsAll: false,
    deviation(found, scope) {
      if (found.values.length === 0) return found.nothing()
      const held = holds(found.values[0], scope)
      if (typeof held === 'string') return held
      return held ? undefined : shorten(found.values[0])
    },
  })
  switch (matcher.type) {
    case 'exists':
      return onFirst(() => true)
    case 'absent':
      return {
        words,
        needsAll: false,
        deviation: ({ values }) => (values.length === 0 ? undefined : shorten(values[0])),
      }
    case 'equals': {
      if (asJson) {
        const wanted = compileJsonTemplate(matcher.value)
        return onFirst((value, scope) => JSON.stringify(value) === wanted.render(scope))
      }
      const wanted = compileTemplate(String(matcher.value))
      return onFirst((value, scope) => value === wanted.render(scope))
    }
    case 'contains': {
      const wanted = compileTemplate(matcher.text)
      return onFirst((value, scope) => asText(value).includes(wanted.render(scope)))
    }
    case 'matches': {
      const pattern = new GuardedPattern(matcher.pattern)
      return onFirst((value) => {
        const matches = pattern.find(asText(value))
        return typeof matches === 'string' ? matches : matches.length > 0
      })
    }
    case 'between': {
      const { min, max } = matcher.range
      return onFirst((value) => {
        const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
        return typeof number === 'number' && number >= min && number <= max
      })
    }
    case 'count': {
      const { min, max } = matcher.range
      return {
        words,
        needsAll: true,
        deviation: ({ values: { length } }) => (length >= min && length <= max ? undefined : `there are ${length}`),
      }
    }
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** A value as it is shown, at most 200 characters of it. */
export function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
