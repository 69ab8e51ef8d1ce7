import type { UnnamedCheck } from './checks.ts'
import type { ResponseBody } from './responseBody.ts'

/** The errors that a GraphQL answer holds; a text when it is no such answer. */
function errorsOf(body: ResponseBody): readonly unknown[] | string {
  const json = body.json()
  if ('problem' in json) return json.problem
  const answer = json.value
  if (typeof answer !== 'object' || answer === null) return 'the body is no GraphQL answer'
  const { errors, data } = answer as { errors?: unknown; data?: unknown }
  if (Array.isArray(errors)) return errors
  return data === undefined ? 'the body is no GraphQL answer: it has neither data nor errors' : []
}

/** What is wrong with an answer that should hold no errors, or undefined. */
export function graphqlProblem(body: ResponseBody): string | undefined {
  const errors = errorsOf(body)
  if (typeof errors === 'string') return errors
  if (errors.length === 0) return undefined
  const first = messageOf(errors[0])
  return errors.length === 1 ? first : `${first} (and ${errors.length - 1} more)`
}

export function graphqlCheck(wanted: 'absent' | 'exists'): UnnamedCheck {
  return {
    needsBody: true,
    expected: wanted === 'absent' ? 'no GraphQL errors' : 'GraphQL errors',
    where: 'body at $.errors',
    deviation(_result, body) {
      if (wanted === 'absent') return graphqlProblem(body)
      const errors = errorsOf(body)
      if (typeof errors === 'string') return errors
      return errors.length > 0 ? undefined : 'there are none'
    },
  }
}

function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  const text = typeof message === 'string' ? message : (JSON.stringify(message) ?? '')
  return text.slice(0, 200)
}
