import { z } from 'zod'
import {
  isDuration,
  nameSchema,
  positiveDurationSchema,
  strict,
  textMapSchema,
  textSchema,
  wholeNumber,
} from './schema/common.ts'
import { breakerSchema } from './schema/breaker.ts'
import { executorSchema } from './schema/executors.ts'
import { authSchema, httpSchema } from './schema/http.ts'
import { observeSchema } from './schema/observe.ts'
import { stepsSchema } from './schema/steps.ts'
import { targetsKeySchema } from './schema/targets.ts'
import { thresholdSchema } from './schema/thresholds.ts'

const kindSchema = z.enum(['counter', 'gauge', 'rate', 'trend'])

export const metricSchema = z
  .union(
    [
      kindSchema,
      strict({
        kind: kindSchema,
        unit: z
          .enum(['time', 'data', 'default'])
          .describe('`time`: recorded in milliseconds and shown as a duration; `data`: bytes. Default: a plain number.')
          .exactOptional(),
      }),
    ],
    { error: 'Expected counter, gauge, rate or trend, or { kind, unit }.' },
  )
  .describe('counter adds up, gauge keeps the last value, rate is a share, trend has percentiles.')

export const dataSchema = strict({
  file: z
    .string()
    .min(1)
    .describe('CSV (first line: column names), JSON (list of objects) or JSON lines, relative to this file.'),
  format: z.enum(['csv', 'json', 'jsonl']).describe('By default from the file’s ending.').exactOptional(),
  pick: z
    .enum(['random', 'sequential', 'unique'])
    .describe('Which row an iteration gets: any, the next one, or the next one that no other got. Default random.')
    .exactOptional(),
  whenUsedUp: z
    .enum(['stop', 'recycle', 'fail'])
    .describe(
      'After the last row: stop the run, begin again, or fail the iteration. Default: unique stops, sequential recycles.',
    )
    .exactOptional(),
})

export const guardsSchema = strict({
  hosts: z
    .array(z.string().min(1))
    .describe('Host names that load may go to. Without it: loopback addresses only.')
    .exactOptional(),
  maxVUs: wholeNumber(1).describe('A scenario that plans more virtual users is refused.').exactOptional(),
  maxRps: z.number().positive().describe('Ceiling on requests per second, over all workers.').exactOptional(),
  maxSeries: wholeNumber(10)
    .max(50_000)
    .describe(
      'Most series (metrics with their tag values); beyond it further tag values count as `other`. Default 1000.',
    )
    .exactOptional(),
})

/** `50/1m`, `10/s`: a count and, by its unit alone or with a number, a time. */
export const BUDGET_RATE = /^\s*(\d+)\s*\/\s*(\d*(?:\.\d+)?[a-zµ]+)\s*$/

function isBudgetRate(text: string): boolean {
  const per = BUDGET_RATE.exec(text)?.[2]
  return per !== undefined && isDuration(/^\d/.test(per) ? per : `1${per}`)
}

export const budgetSchema = strict({
  match: z.record(nameSchema, textSchema).describe('Tags of the requests that draw on it.'),
  rate: z
    .string()
    .refine(isBudgetRate, { error: 'Expected a number of requests per time, like 50/1m.' })
    .describe('Requests per time, e.g. 50/1m; shared over all workers.'),
  whenSpent: z
    .enum(['wait', 'skip', 'fail'])
    .describe('What a request does when it is spent: wait for it, be left out, or fail. Default wait.')
    .exactOptional(),
})

function named<Value extends z.ZodType>(value: Value) {
  return z.record(nameSchema, value)
}

const notEmpty = { error: 'At least one entry is needed.' }
const hasEntries = (record: object) => Object.keys(record).length > 0

/** The file as it is written; build.ts makes a Scenario of it. Unknown keys are errors everywhere. */
export const scenarioSchema = strict({
  headroom: z.literal(1).describe('Version of the file format: 1.'),
  name: z.string().min(1).max(200).describe('Name of the scenario, as runs are listed.'),
  description: z.string().max(5000).describe('What it is for.').exactOptional(),
  target: strict({
    baseUrl: z.string().min(1).describe('What paths are added to, e.g. `${BASE_URL:-http://127.0.0.1:4700}`.'),
    headers: textMapSchema.describe('Headers of every request, unless its step sets its own.').exactOptional(),
    timeout: positiveDurationSchema.describe('Time limit for each response. Default 60s.').exactOptional(),
    auth: authSchema.exactOptional(),
    http: httpSchema.exactOptional(),
  }).describe('The system under test.'),
  variables: named(textSchema)
    .describe('Values for {{name}}; `${NAME}` and `${secret:NAME}` come from the environment and the secrets.')
    .exactOptional(),
  metrics: named(metricSchema).describe('Metrics of your own, which `record` steps feed.').exactOptional(),
  data: named(dataSchema)
    .describe('Rows for {{source.column}}: each iteration gets one row of a source.')
    .exactOptional(),
  flows: named(stepsSchema)
    .refine(hasEntries, notEmpty)
    .describe('What virtual users do: name -> steps. An iteration runs one flow.'),
  load: named(executorSchema)
    .refine(hasEntries, notEmpty)
    .describe('How much load: name -> executor. They run at the same time.'),
  thresholds: z
    .record(z.string(), z.array(thresholdSchema).min(1))
    .describe('Targets: metric, or metric{tag:value} -> expressions that must hold.')
    .exactOptional(),
  targets: targetsKeySchema.exactOptional(),
  breaker: breakerSchema.exactOptional(),
  guards: guardsSchema.describe('Limits that this scenario must not pass.').exactOptional(),
  budgets: z
    .array(budgetSchema)
    .describe('Rates that matching requests share, e.g. for rate-limited endpoints.')
    .exactOptional(),
  observe: observeSchema.exactOptional(),
})

export type ScenarioInput = z.output<typeof scenarioSchema>
