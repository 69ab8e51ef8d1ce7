import { z } from 'zod'
import { BREAKER_STATES } from '../../breaker.ts'
import { durationSchema, isDuration, positiveDurationSchema, strict, textMapSchema, wholeNumber } from './common.ts'
import { THINK_RANGE } from './think.ts'

const CALL_METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

const callUrl = (method: string) =>
  z
    .string()
    .min(1)
    .describe(`Sends a ${method} request to this path of the target, or to this absolute URL.`)
    .exactOptional()

const callShape = {
  get: callUrl('GET'),
  post: callUrl('POST'),
  put: callUrl('PUT'),
  patch: callUrl('PATCH'),
  delete: callUrl('DELETE'),
  json: z.json({ error: 'Expected a JSON value.' }).describe('Body, sent as application/json.').exactOptional(),
  headers: textMapSchema.describe('Headers of this request.').exactOptional(),
}

function oneMethod(call: Partial<Record<(typeof CALL_METHODS)[number], string | undefined>>): boolean {
  return CALL_METHODS.filter((method) => call[method] !== undefined).length === 1
}

const ONE_METHOD = { error: 'Expected one request: `get`, `post`, `put`, `patch` or `delete` with its URL.' }
const callSchema = strict(callShape).refine(oneMethod, ONE_METHOD)

const stateSchema = z
  .union(
    [
      z.literal('status'),
      strict({ json: z.string().min(1).describe('JSONPath into the answer.') }),
      strict({ header: z.string().min(1).describe('A header of the answer.') }),
    ],
    { error: 'Expected `status`, { json: PATH } or { header: NAME }.' },
  )
  .describe('What tells the state: the answer’s status, a value in its JSON, or a header.')

const rangeSchema = z
  .union([z.string(), z.number()])
  .refine(
    (text) => (typeof text === 'number' ? [text] : (THINK_RANGE.exec(text)?.slice(1) ?? [text])).every(isDuration),
    { error: 'Expected a duration like 10s, or a range like 8s..12s.' },
  )

export const breakerSchema = strict({
  name: z.string().min(1).max(100).describe('What the breaker protects. Default: circuit breaker.').exactOptional(),
  probe: strict({
    ...callShape,
    every: positiveDurationSchema.describe('How often it is asked. Default 250ms.').exactOptional(),
    timeout: positiveDurationSchema.describe('An answer that takes longer tells nothing. Default 2s.').exactOptional(),
    state: stateSchema,
    values: z
      .record(z.string(), z.enum(BREAKER_STATES))
      .describe('What the probe says -> CLOSED, OPEN or HALF_OPEN. Their own names are known in any spelling.')
      .exactOptional(),
  })
    .refine(oneMethod, ONE_METHOD)
    .describe('The request that tells the breaker’s state.'),
  faults: z
    .array(
      strict({
        name: z.string().min(1).max(100).describe('What is broken.'),
        at: durationSchema.describe('When it is switched on, after the start of the run.'),
        for: positiveDurationSchema.describe('How long it stays on.'),
        start: callSchema.describe('The request that switches it on.'),
        end: callSchema
          .describe('The request that switches it off; also sent when the run ends before.')
          .exactOptional(),
      }),
    )
    .min(1, { error: 'At least one fault is needed.' })
    .describe('What is broken on purpose, and when.'),
  expect: strict({
    order: z
      .array(z.enum(BREAKER_STATES))
      .min(2)
      .describe('The states in their order. Default [CLOSED, OPEN, HALF_OPEN, CLOSED].')
      .exactOptional(),
    trigger: strict({
      failures: wholeNumber(1).describe('So many failures open it.'),
      within: positiveDurationSchema.describe('In this time.'),
      counted: z.string().min(1).describe('The metric of the load that counts them, e.g. http_reqs{status:502}.'),
    }).exactOptional(),
    opensWithin: positiveDurationSchema.describe('It opens so soon after the fault begins.').exactOptional(),
    openFor: rangeSchema
      .describe('How long it stays open before it half-opens: a duration at least, or a range.')
      .exactOptional(),
    whileOpen: strict({
      under: positiveDurationSchema.describe('While it is open, P95 of the refusals is below this.'),
      counted: z.string().min(1).describe('The metric of the load that has them, e.g. http_req_duration{status:503}.'),
    }).exactOptional(),
    recoversWithin: positiveDurationSchema.describe('It is closed again so soon after the fault ends.').exactOptional(),
  })
    .describe('What must hold of the breaker.')
    .exactOptional(),
}).describe('A circuit breaker that this scenario validates: faults are switched, its state is watched.')

export type BreakerInput = z.output<typeof breakerSchema>
