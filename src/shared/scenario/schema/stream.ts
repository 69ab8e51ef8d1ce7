import { z } from 'zod'
import { nameSchema, positiveDurationSchema, strict, textSchema, wholeNumber } from './common.ts'
import { jsonExpectSchema, matcherSchema, rangeSchema, sizeSchema } from './expect.ts'

const eventName = z.string().min(1).max(200)
const jsonPath = (what: string) =>
  z.string().min(1).describe(`JSONPath of ${what} in an event’s JSON, for shapes that are not known.`).exactOptional()

const EXTRACTION_ERROR = 'Expected a JSONPath like $.id, or a map with `json` or `take`.'
const fallback = textSchema
  .describe('The value when nothing is there; without it the extraction fails as a check.')
  .exactOptional()

const streamExtractionSchema = z.union(
  [
    z.string().min(1),
    strict({
      json: z.string().min(1).describe('JSONPath of the value in an event’s JSON.'),
      event: eventName.describe('Only in events of this name.').exactOptional(),
      pick: z
        .enum(['first', 'last'])
        .describe('Of the first or the last event that has it. Default first.')
        .exactOptional(),
      default: fallback,
    }),
    strict({
      take: z
        .enum(['text', 'finish', 'tokens', 'events'])
        .describe('The contents joined, why the stream ended, or how many tokens or events there were.'),
      default: fallback,
    }),
  ],
  { error: EXTRACTION_ERROR },
)

const streamExpectSchema = strict({
  events: rangeSchema.describe('How many events: 20, 1..5, 1.., ..5.').exactOptional(),
  tokens: rangeSchema.describe('How many tokens: 20, 1..5, 1.., ..5.').exactOptional(),
  firstEvent: positiveDurationSchema.describe('The first event must come within this time.').exactOptional(),
  firstToken: positiveDurationSchema.describe('The first content must come within this time.').exactOptional(),
  gap: positiveDurationSchema.describe('The longest time between two contents.').exactOptional(),
  finish: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: 'Expected a text or a list of texts.' })
    .describe('Why it ended: stop, end_turn; or a list of reasons that are right.')
    .exactOptional(),
  text: matcherSchema.describe('What the contents, joined, must be.').exactOptional(),
}).describe('What the stream must be; each is a check.')

/** Reads the response of a request as a stream. */
export const streamSchema = strict({
  format: z
    .enum(['auto', 'events', 'lines', 'chunks', 'openai', 'anthropic'])
    .describe(
      'Server-sent events, a JSON value per line, plain pieces, or one of the known shapes of AI providers. Default auto: by content type and first event.',
    )
    .exactOptional(),
  until: strict({
    event: eventName.describe('An event of this name.').exactOptional(),
    json: jsonExpectSchema.describe('An event whose JSON is like this.').exactOptional(),
    count: wholeNumber(1).describe('This many events.').exactOptional(),
    time: positiveDurationSchema.describe('This time after the request was sent.').exactOptional(),
  })
    .describe(
      'Leaves the stream at the first of these, and closes the connection. Without it the server ends the stream.',
    )
    .exactOptional(),
  content: jsonPath('the content'),
  finish: jsonPath('why it ended'),
  tokens: jsonPath('the number of tokens so far'),
  maxEvent: sizeSchema.describe('A longer event fails the request. Default 1MB.').exactOptional(),
  expect: streamExpectSchema.exactOptional(),
  extract: z
    .record(nameSchema, streamExtractionSchema)
    .describe(
      'Variable -> JSONPath into the first event that has it, or { json, event, pick }, or { take: text | finish | tokens | events }.',
    )
    .exactOptional(),
}).meta({ id: 'stream' })

export type StreamInput = z.output<typeof streamSchema>
