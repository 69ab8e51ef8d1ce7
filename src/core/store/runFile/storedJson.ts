import { z } from 'zod'
import { ASSERTION_TITLES } from '../../../shared/breakerText.ts'
import { BREAKER_STATES } from '../../../shared/breaker.ts'

const texts = z.record(z.string(), z.string())
/** JSON has null for a number that is none. */
const figures = z.record(z.string(), z.number().nullable())
const exemplar = z.object({
  atMs: z.number(),
  kind: z.enum(['failed', 'slow']),
  reason: z.string(),
  step: z.string(),
  flow: z.string(),
  vu: z.number(),
  iteration: z.number(),
  request: z.looseObject({ method: z.string(), url: z.string(), headers: texts }),
  response: z.looseObject({ status: z.number(), headers: texts }).optional(),
  checks: z.array(z.object({ name: z.string(), expected: z.string(), actual: z.string() })),
  timings: z.record(z.string(), z.number()),
})
const machine = z.looseObject({
  hostname: z.string(),
  os: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
  versions: texts,
})
const breaker = z.object({
  name: z.string(),
  spans: z.array(z.object({ state: z.enum(BREAKER_STATES).nullable(), fromMs: z.number(), toMs: z.number() })),
  faults: z.array(z.object({ name: z.string(), fromMs: z.number(), toMs: z.number().nullable() })),
  seconds: z.array(z.object({ second: z.number(), failed: z.number(), refused: z.number() })),
  probes: z.number(),
  unanswered: z.number(),
  verdicts: z.array(
    z.object({
      assertion: z.enum(Object.keys(ASSERTION_TITLES)),
      ok: z.boolean(),
      expected: z.string(),
      seen: z.string(),
    }),
  ),
  ok: z.boolean(),
})
const reasons = z.array(z.object({ about: z.enum(['end', 'target', 'breaker', 'measurement']), text: z.string() }))
const levels = z.array(z.object({ level: z.number(), held: z.boolean(), startedAtMs: z.number() }))
const origin = z.looseObject({ tool: z.string(), format: z.string(), lacks: z.array(z.string()) })

/** What columns of the newest version hold as JSON: the statement that reads them, as `text`, and what each must be. */
export const STORED_JSON: readonly { sql: string; shape: z.ZodType }[] = [
  { sql: 'SELECT detail AS text FROM exemplars', shape: exemplar },
  { sql: 'SELECT machine AS text FROM run_details', shape: machine },
  { sql: 'SELECT load AS text FROM run_details WHERE load IS NOT NULL', shape: figures },
  { sql: 'SELECT baseline AS text FROM run_details WHERE baseline IS NOT NULL', shape: z.array(z.string()) },
  { sql: 'SELECT tags AS text FROM series', shape: texts },
  { sql: 'SELECT reasons AS text FROM runs', shape: reasons },
  { sql: 'SELECT origin AS text FROM runs WHERE origin IS NOT NULL', shape: origin },
  {
    sql: 'SELECT observed AS text FROM live_points WHERE observed IS NOT NULL',
    shape: figures,
  },
  { sql: 'SELECT result AS text FROM breakers', shape: breaker },
  { sql: 'SELECT levels AS text FROM breaking_points', shape: levels },
]
