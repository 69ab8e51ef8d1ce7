import { z } from 'zod'
import { nameSchema, positiveDurationSchema, strict, tagsSchema, textMapSchema, wholeNumber } from './common.ts'
import { expectSchema, extractSchema } from './expect.ts'
import { graphqlSchema } from './graphql.ts'
import { authSchema, multipartSchema } from './http.ts'
import { streamSchema } from './stream.ts'
import { thinkTimeSchema } from './think.ts'
import { websocketSchema } from './websocket.ts'

export const METHOD_KEYS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const

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
  multipart: multipartSchema.exactOptional(),
  auth: z
    .union([z.literal('none'), authSchema], { error: 'Expected `none`, or { basic }, { digest } or { bearer }.' })
    .describe('Instead of `target.auth`; `none` for a request without.')
    .exactOptional(),
  maxRedirects: wholeNumber(0).describe('Instead of `target.http.maxRedirects`.').exactOptional(),
  timeout: positiveDurationSchema.describe('Time limit for the response, instead of `target.timeout`.').exactOptional(),
  expect: expectSchema.exactOptional(),
  extract: extractSchema.exactOptional(),
  stream: z
    .union([z.literal(true), streamSchema], {
      error: 'Expected true, or a map with format, until, expect, extract ...',
    })
    .describe('Reads the response as a stream of events, never as a whole: server-sent events, lines, AI answers.')
    .exactOptional(),
}

function oneBody(step: { json?: unknown; form?: unknown; body?: unknown; multipart?: unknown }): boolean {
  return [step.json, step.form, step.body, step.multipart].filter((body) => body !== undefined).length < 2
}

const ONE_BODY = { error: 'A request has one body: `json`, `form`, `multipart` or `body`.' }

function url(method: string) {
  const text = `Sends a ${method} request to this path of the target, or to this absolute URL. May hold {{templates}}.`
  return z.string().min(1).describe(text)
}

const thinkSchema = strict({ think: thinkTimeSchema })

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
    graphqlSchema,
    websocketSchema,
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
