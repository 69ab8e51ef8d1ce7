import { z } from 'zod'
import { parseNumberRange, parseSizeRange, readPattern } from '../expectations.ts'
import { nameSchema, positiveDurationSchema, strict, textSchema, wholeNumber } from './common.ts'

/** `200`, `2xx`, `200..299`. */
const STATUS = /^(?:[1-5]xx|[1-5]\d\d(?:\.\.[1-5]\d\d)?)$/
const STATUS_ERROR = 'Expected a status like 200, a range like 200..299 or 2xx, or a list of them.'

const oneStatusSchema = z.union([
  z.int({ error: STATUS_ERROR }).min(100, { error: STATUS_ERROR }).max(599, { error: STATUS_ERROR }),
  z.string().regex(STATUS, { error: STATUS_ERROR }),
])

const RANGE_ERROR = 'Expected a number like 20, or a range like 1..5, 1.. or ..5.'
const SIZE_ERROR = 'Expected bytes like 200 or 64kB, or a range like 1kB..2MB, 1.. or ..64kB.'

export const rangeSchema = z
  .union([z.string(), z.number()], { error: RANGE_ERROR })
  .refine((text) => parseNumberRange(text) !== undefined, { error: RANGE_ERROR })

export const sizeSchema = z
  .union([z.string(), z.number()], { error: SIZE_ERROR })
  .refine((text) => parseSizeRange(text) !== undefined, { error: SIZE_ERROR })

function isPattern(text: string): boolean {
  try {
    readPattern(text)
    return true
  } catch {
    return false
  }
}

const PATTERN_ERROR = 'Expected a regular expression as in JavaScript: id=(\\d+), or with flags /id=(\\d+)/i.'

const patternSchema = z.string().min(1).refine(isPattern, { error: PATTERN_ERROR })

const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])

const matcherKeys = {
  equals: scalarSchema.describe('The value, for texts that would read as a matcher (`exists`).').exactOptional(),
  contains: z.string().min(1).describe('A text that it must contain.').exactOptional(),
  matches: patternSchema.describe('A regular expression (JavaScript) that must find something in it.').exactOptional(),
  between: rangeSchema.describe('A number in this range: 1..5, 1.., ..5.').exactOptional(),
  count: rangeSchema.describe('How many matches there must be: 20, 1..5, 1.., ..5.').exactOptional(),
}

const MATCHER_ERROR = 'Expected `exists`, `absent`, the value that it must equal, or a map like { contains: text }.'

/** What a value must be. */
export const matcherSchema = z
  .union([z.enum(['exists', 'absent']), scalarSchema, strict(matcherKeys)], { error: MATCHER_ERROR })
  .describe(
    '`exists`, `absent`, the value that the first match must equal, or { equals, contains, matches, between, count }.',
  )
  .meta({ id: 'matcher' })

const cssMatcherSchema = z
  .union(
    [
      z.enum(['exists', 'absent']),
      scalarSchema,
      strict({
        ...matcherKeys,
        attribute: z.string().min(1).describe('Looks at this attribute instead of the element’s text.').exactOptional(),
      }),
    ],
    { error: MATCHER_ERROR },
  )
  .describe(
    '`exists`, `absent`, the text of the first such element, or { attribute, equals, contains, matches, between, count }.',
  )
  .meta({ id: 'elementMatcher' })

const textListSchema = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: 'Expected a text or a list of texts.',
})

const statusSchema = z
  .union([oneStatusSchema, z.array(oneStatusSchema).min(1)], { error: STATUS_ERROR })
  .describe(
    'Statuses that are right: 200, a range 200..299 or 2xx, or a list of them. Without it 200 to 399 are right.',
  )

export const jsonExpectSchema = z
  .record(z.string(), matcherSchema)
  .describe('JSONPath -> what must be there: `exists`, `absent`, a value, or { contains, matches, between, count }.')

export const expectShape = {
  status: statusSchema.exactOptional(),
  headers: z.record(z.string().min(1), matcherSchema).describe('Header -> what must be there.').exactOptional(),
  contains: textListSchema.describe('Text, or a list of texts, that the body must contain.').exactOptional(),
  lacks: textListSchema.describe('Text, or a list of texts, that the body must not contain.').exactOptional(),
  matches: z
    .union([patternSchema, z.array(patternSchema).min(1)], { error: PATTERN_ERROR })
    .describe('Regular expression (JavaScript), or a list of them, that must find something in the body.')
    .exactOptional(),
  json: jsonExpectSchema.exactOptional(),
  css: z
    .record(z.string().min(1), cssMatcherSchema)
    .describe('CSS selector -> what the HTML must have there.')
    .exactOptional(),
  size: sizeSchema.describe('Bytes of the body, decoded: 200, 1kB..2MB, 1.., ..64kB.').exactOptional(),
  under: positiveDurationSchema
    .describe('The response must end within this time after its sending began.')
    .exactOptional(),
}

export const expectSchema = strict(expectShape)
  .describe('What the response must be. Each expectation is a check; a wrong status also counts as http_req_failed.')
  .meta({ id: 'expect' })

const pickSchema = z
  .enum(['first', 'last', 'random'])
  .describe('Which of several matches. Default first.')
  .exactOptional()
const defaultSchema = textSchema
  .describe('The value when nothing is there; without it the extraction fails as a check.')
  .exactOptional()
const attributeSchema = z
  .string()
  .min(1)
  .describe('The attribute whose value is taken; by default the text.')
  .exactOptional()

const EXTRACTION_ERROR = 'Expected a JSONPath like $.id, or a map with one of json, header, regex, css, cookie.'

const jsonExtractionSchema = strict({
  json: z.string().min(1).describe('JSONPath of the value.'),
  pick: pickSchema,
  default: defaultSchema,
})
const regexExtractionSchema = strict({
  regex: patternSchema.describe('Regular expression (JavaScript); its first group is the value, or the whole match.'),
  group: z
    .union([wholeNumber(0), z.string().min(1)])
    .describe('The group that is the value, by number or name. Default 1, or 0 when there is none.')
    .exactOptional(),
  pick: pickSchema,
  default: defaultSchema,
})

/** Where a value comes from. A text is a JSONPath. */
const extractionSchema = z
  .union(
    [
      z.string().min(1),
      jsonExtractionSchema,
      strict({ header: z.string().min(1).describe('Name of a response header.'), default: defaultSchema }),
      regexExtractionSchema,
      strict({
        css: z.string().min(1).describe('CSS selector of an element in the HTML.'),
        attribute: attributeSchema,
        pick: pickSchema,
        default: defaultSchema,
      }),
      strict({
        cookie: z.string().min(1).describe('Name of a cookie that the response sets.'),
        default: defaultSchema,
      }),
    ],
    { error: EXTRACTION_ERROR },
  )
  .meta({ id: 'extraction' })

/** Of a message, which has a body alone. */
export const messageExtractSchema = z
  .record(
    nameSchema,
    z.union([z.string().min(1), jsonExtractionSchema, regexExtractionSchema], {
      error: 'Expected a JSONPath like $.id, or a map with json or regex.',
    }),
  )
  .describe('Variable -> JSONPath into the message, or { json } or { regex }.')

export const extractSchema = z
  .record(nameSchema, extractionSchema)
  .describe(
    'Variable -> where its value stands in the response, for the later steps of this iteration: a JSONPath, or { json | header | regex | css | cookie }.',
  )

export type ExpectInput = z.output<typeof expectSchema>
export type ExtractInput = z.output<typeof extractSchema>
export type MatcherInput = z.output<typeof matcherSchema> | z.output<typeof cssMatcherSchema>
