import { z } from 'zod'
import { positiveDurationSchema, strict, tagsSchema, textMapSchema } from './common.ts'
import { expectShape, extractSchema } from './expect.ts'

/** A step that sends a GraphQL operation over HTTP. */
export const graphqlSchema = strict({
  graphql: z
    .string()
    .min(1)
    .describe('Sends a GraphQL operation to this path of the target, or to this absolute URL. May hold {{templates}}.'),
  query: z
    .string()
    .min(1)
    .describe('The document: query, mutation, fragments. Sent as it stands; values go into `variables`.'),
  variables: z
    .record(z.string().min(1), z.json({ error: 'Expected a JSON value.' }))
    .describe('Values of the operation’s variables. A text that is exactly one {{template}} keeps its type.')
    .exactOptional(),
  operationName: z
    .string()
    .regex(/^[_A-Za-z]\w*$/, { error: 'Expected the name of an operation in the document.' })
    .describe('Which operation of the document is run; needed when there are several.')
    .exactOptional(),
  name: z
    .string()
    .min(1)
    .max(200)
    .describe('Name of the step in charts and tables; by default the operation’s name.')
    .exactOptional(),
  tags: tagsSchema.exactOptional(),
  headers: textMapSchema.describe('Headers of the request, over those of `target.headers`.').exactOptional(),
  timeout: positiveDurationSchema.describe('Time limit for the response, instead of `target.timeout`.').exactOptional(),
  expect: strict({
    errors: z
      .enum(['absent', 'allowed', 'exists'])
      .describe('Whether the answer may, or must, hold errors. Default absent: an answer with errors counts as failed.')
      .exactOptional(),
    ...expectShape,
  })
    .describe('What the answer must be, as of any request; JSONPaths begin at the whole answer: $.data.')
    .exactOptional(),
  extract: extractSchema.exactOptional(),
})

export type GraphqlInput = z.output<typeof graphqlSchema>
