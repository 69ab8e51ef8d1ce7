import { z } from 'zod'
import { parseDuration } from '../../units.ts'

/**
 * An object that takes no other keys. Zod's issue does not say which keys are known, so its message carries them to
 * issues.ts, which needs them to suggest what a misspelt key was meant to be.
 */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(' ')
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : undefined) })
}

/** Names of flows, executors, variables, data sources and metrics. */
export const NAME = /^[A-Za-z_][\w-]*$/
const NAME_HINT = 'letters, digits, `_` and `-`, beginning with a letter or `_`'

export const nameSchema = z
  .string()
  .regex(NAME, { error: `A name is made of ${NAME_HINT}.` })
  .max(200)

export function isDuration(text: string | number): boolean {
  try {
    parseDuration(text)
    return true
  } catch {
    return false
  }
}

const DURATION_ERROR = 'Expected a duration like 30s, 1m30s or 500ms, or a number of milliseconds.'

/** k6's durations: text with units, or a number of milliseconds. */
export const durationSchema = z.union(
  [z.string().refine(isDuration, { error: DURATION_ERROR }), z.number().min(0, { error: DURATION_ERROR })],
  { error: DURATION_ERROR },
)

export const positiveDurationSchema = durationSchema.refine((value) => !isDuration(value) || parseDuration(value) > 0, {
  error: 'The duration must be longer than 0.',
})

/** What becomes a text anyway: a header, a field, a variable. YAML's numbers and booleans are taken as written. */
export const textSchema = z.union([z.string(), z.number(), z.boolean()], { error: 'Expected a text.' })

export const textMapSchema = z.record(z.string().min(1), textSchema)

export const tagsSchema = z
  .record(nameSchema, textSchema)
  .describe('Tags of the series that this feeds, for sub-metrics like `http_req_duration{operation:READ}`.')

export function wholeNumber(least: number) {
  const error = ({ code }: { code: string }) => (code === 'invalid_type' ? 'Expected a whole number.' : undefined)
  return z.int({ error }).min(least)
}
