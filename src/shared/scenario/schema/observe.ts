import { z } from 'zod'
import { isDuration, nameSchema, strict, textSchema } from './common.ts'
import { parseDuration } from '../../units.ts'

const SOONEST_US = 1e6

const common = {
  name: nameSchema
    .describe('Tag `observer` of its series; by default what it observes, e.g. `health`.')
    .exactOptional(),
  every: z
    .union([z.string(), z.number()])
    .refine((value) => isDuration(value) && parseDuration(value) >= SOONEST_US, {
      error: 'Expected a duration of at least 1s.',
    })
    .describe('How often it looks, 1s or more. Default 5s.')
    .exactOptional(),
}

const selectorSchema = z.string().min(1).max(300)

export const observedSeriesSchema = z
  .union(
    [
      selectorSchema,
      strict({
        share: selectorSchema.describe('Counters whose growth since the run’s start is the part.'),
        of: selectorSchema.describe('Counters whose growth is the whole.'),
      }),
      strict({
        histogram: selectorSchema.describe('Name of the histogram, without _bucket.'),
        quantile: z.number().gt(0).lt(1).describe('0.95 for the P95 of what came since the last look.'),
      }),
    ],
    {
      error:
        'Expected a metric like `pg_connections` or `http_requests_total{code:500}`, { share, of } or { histogram, quantile }.',
    },
  )
  .describe(
    'A gauge as it is, a counter as its rate per second, a share of two counters, or a quantile of a histogram.',
  )

const healthSchema = strict({
  health: z.string().min(1).describe('Path or URL that tells its health, e.g. /api/health.'),
  expect: z
    .enum(['healthy', 'degraded'])
    .describe(
      'What the run is meant to meet. `degraded`: a degraded answer before the run is no reason to ask. Default healthy.',
    )
    .exactOptional(),
  dependencies: z
    .string()
    .min(1)
    .describe('JSONPath to the dependencies: a map of name -> state, or a list. By default the known shapes are tried.')
    .exactOptional(),
  needs: z
    .record(z.string().min(1), z.record(nameSchema, textSchema))
    .describe('Dependency -> tags of the steps that need it, so that it can be said what its failure means.')
    .exactOptional(),
  ...common,
})

const prometheusSchema = strict({
  prometheus: z.string().min(1).describe('Path or URL of a Prometheus endpoint, e.g. /metrics.'),
  series: z
    .record(nameSchema, observedSeriesSchema)
    .describe('Name -> what becomes `observed.NAME`. Without it all metrics but those of the runtime, up to a bound.')
    .exactOptional(),
  ...common,
})

const postgresSchema = strict({
  postgres: z.string().min(1).describe('Connection URL, e.g. `${secret:DATABASE_URL}`.'),
  statements: z
    .int()
    .min(0)
    .max(30)
    .describe('How many statements of pg_stat_statements get series of their own. Default 10.')
    .exactOptional(),
  ...common,
})

const redisSchema = strict({
  redis: z.string().min(1).describe('Connection URL, e.g. `redis://127.0.0.1:6379` or `${secret:REDIS_URL}`.'),
  ...common,
})

const headersSchema = strict({
  headers: z
    .array(z.enum(['server-timing', 'cache']))
    .min(1)
    .describe(
      'Read from the answers to the load itself: Server-Timing as `server_timing{name}`, what X-Cache and its kin say as `cache_hits`.',
    ),
})

const KINDS = {
  health: healthSchema,
  prometheus: prometheusSchema,
  postgres: postgresSchema,
  redis: redisSchema,
  headers: headersSchema,
} as const

const KIND_NAMES = Object.keys(KINDS).map((kind) => `\`${kind}\``)

export const observationSchema = z.union([healthSchema, prometheusSchema, postgresSchema, redisSchema, headersSchema], {
  error: `An entry has one of ${KIND_NAMES.join(', ')}, and its options.`,
})

export const observeSchema = z
  .array(observationSchema)
  .max(20)
  .describe('What is looked at beside the load while it runs: health, metrics, databases, headers of the answers.')
