import { z } from 'zod'
import { isDuration, nameSchema, positiveDurationSchema, strict, tagsSchema, textMapSchema } from './common.ts'

export const METHOD_KEYS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const

/** `200`, `2xx`, `200..299`. */
const STATUS = /^(?:[1-5]xx|[1-5]\d\d(?:\.\.[1-5]\d\d)?)$/
const STATUS_ERROR = 'Expected a status like 200, a range like 200..299 or 2xx, or a list of them.'

const oneStatusSchema = z.union([
  z.int({ error: STATUS_ERROR }).min(100, { error: STATUS_ERROR }).max(599, { error: STATUS_ERROR }),
  z.string().regex(STATUS, { error: STATUS_ERROR }),
])

const matcherSchema = z
  .union(
    [
      z.enum(['exists', 'absent']),
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      strict({
        equals: z
          .union([z.string(), z.number(), z.boolean(), z.null()])
          .describe('The value, for texts that would read as a matcher (`exists`).'),
      }),
    ],
    { error: 'Expected `exists`, `absent`, or the value that it must equal.' },
  )
  .describe('`exists`, `absent`, or the value that the first match must equal.')

const expectSchema = strict({
  status: z
    .union([oneStatusSchema, z.array(oneStatusSchema).min(1)], { error: STATUS_ERROR })
    .describe(
      'Statuses that are right: 200, a range 200..299 or 2xx, or a list of them. Without it 200 to 399 are right.',
    )
    .exactOptional(),
  contains: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: 'Expected a text or a list of texts.' })
    .describe('Text, or a list of texts, that the body must contain.')
    .exactOptional(),
  json: z
    .record(z.string(), matcherSchema)
    .describe('JSONPath -> what must be there: `exists`, `absent`, or a value.')
    .exactOptional(),
  under: positiveDurationSchema
    .describe('The response must end within this time after its sending began.')
    .exactOptional(),
}).describe('What the response must be. Each expectation is a check; a wrong status also counts as http_req_failed.')

const requestShape = {
  name: z
    .string()
    .min(1)
    .max(200)
    .describe('Name of the step in charts and tables; by default method and URL as written here.')
    .exactOptional(),
  tags: tagsSchema.exactOptional(),
  headers: textMapSchema.describe('Headers of the request, over those of `target.headers`.').exactOptional(),
  query: textMapSchema.describe('Query parameters; they are encoded and added to the URL.').exactOptional(),
  json: z
    .json({ error: 'Expected a JSON value.' })
    .describe('Body, sent as application/json. A text that is exactly one {{template}} keeps its type.')
    .exactOptional(),
  form: textMapSchema.describe('Body, sent as application/x-www-form-urlencoded.').exactOptional(),
  body: z.string().describe('Body, sent as it stands. Say its type with a `content-type` header.').exactOptional(),
  timeout: positiveDurationSchema.describe('Time limit for the response, instead of `target.timeout`.').exactOptional(),
  expect: expectSchema.exactOptional(),
  extract: z
    .record(nameSchema, z.string().min(1))
    .describe('Variable -> JSONPath of the value in the response, for the later steps of this iteration.')
    .exactOptional(),
}

function oneBody(step: { json?: unknown; form?: unknown; body?: unknown }): boolean {
  return [step.json, step.form, step.body].filter((body) => body !== undefined).length < 2
}

const ONE_BODY = { error: 'A request has one body: `json`, `form` or `body`.' }

function url(method: string) {
  const text = `Sends a ${method} request to this path of the target, or to this absolute URL. May hold {{templates}}.`
  return z.string().min(1).describe(text)
}

/** `1s..3s` or one duration. */
export const THINK_RANGE = /^\s*(.+?)\s*\.\.\s*(.+?)\s*$/
const THINK_ERROR = 'Expected a duration like 1s, or a range like 1s..3s.'

const thinkTimeSchema = z.union(
  [
    z.string().refine((text) => (THINK_RANGE.exec(text)?.slice(1) ?? [text]).every(isDuration), { error: THINK_ERROR }),
    z.number().min(0, { error: THINK_ERROR }),
  ],
  { error: THINK_ERROR },
)

const thinkSchema = strict({
  think: thinkTimeSchema.describe(
    'Pause, as a user would: a duration, or a range from which each pause is drawn (1s..3s).',
  ),
})

const chooseSchema = strict({
  choose: z
    .record(nameSchema, z.number().min(0))
    .refine((branches) => Object.values(branches).some((weight) => weight !== 0), {
      error: 'One of the weights must be above 0.',
    })
    .describe('Flow -> weight: runs one of these flows, by weight.'),
})

const flowSchema = strict({ flow: nameSchema.describe('Runs another flow in place.') })

const recordSchema = strict({
  record: nameSchema.describe('Adds a sample to this metric, which stands under `metrics`.'),
  value: z
    .union([z.number(), z.boolean(), z.string().min(1)])
    .describe(
      'The sample: a number (milliseconds for times), true or false for rates, or a {{template}} that gives one.',
    ),
  tags: tagsSchema.exactOptional(),
})

const groupSchema = strict({
  group: z.string().min(1).max(200).describe('Name of a group of steps; its duration is measured as group_duration.'),
  get steps() {
    return stepsSchema
  },
})

export const stepSchema = z
  .union([
    strict({ get: url('GET'), ...requestShape }).refine(oneBody, ONE_BODY),
    strict({ head: url('HEAD'), ...requestShape }).refine(oneBody, ONE_BODY),
    strict({ post: url('POST'), ...requestShape }).refine(oneBody, ONE_BODY),
    strict({ put: url('PUT'), ...requestShape }).refine(oneBody, ONE_BODY),
    strict({ patch: url('PATCH'), ...requestShape }).refine(oneBody, ONE_BODY),
    strict({ delete: url('DELETE'), ...requestShape }).refine(oneBody, ONE_BODY),
    strict({ options: url('OPTIONS'), ...requestShape }).refine(oneBody, ONE_BODY),
    thinkSchema,
    chooseSchema,
    groupSchema,
    flowSchema,
    recordSchema,
  ])
  .meta({ id: 'step' })

export const stepsSchema: z.ZodArray<typeof stepSchema> = z
  .array(stepSchema)
  .min(1, { error: 'At least one step is needed.' })

export type StepInput = z.output<typeof stepSchema>
