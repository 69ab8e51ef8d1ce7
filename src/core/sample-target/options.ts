import { z } from 'zod'
import { HeadroomError } from '../../shared/errors.ts'
import { type AiOptions, aiOptionsSchema } from './ai/settings.ts'
import type { FreezeSchedule } from './freezeGate.ts'
import { ENDPOINT_NAMES, MAX_LATENCY_MS, type LatencyOverrides } from './latency.ts'
import type { RandomStreams } from './random.ts'
import { reasonsOf } from './reply.ts'
import type { TargetTimers } from './timers.ts'

export interface SampleTargetOptions {
  /** Default 127.0.0.1: reachable from this machine only. */
  host?: string
  /** Default 0: any free port. */
  port?: number
  /** Of data, latency and injected errors. Default 1: each start gives the same. */
  seed?: number
  /** Multiplies every latency: 0 for none. Default 1. */
  latencyScale?: number
  /** Over the profiles in latency.ts, per endpoint. */
  latency?: LatencyOverrides
  /** Freezes that repeat by themselves, counted from the start; see `SampleTarget.freezes`. */
  freeze?: FreezeSchedule
  /** The AI provider behind it, and the breaker before that. */
  ai?: AiOptions
  /** Keeps data in this PostgreSQL instead of in memory: postgres://user:password@127.0.0.1:5432/database. */
  postgres?: string
  /** Keeps caches in this Redis instead of in memory: redis://127.0.0.1:6379. */
  redis?: string
  /** Replaced in tests. */
  timers?: TargetTimers
  /** Replaced in tests: what latency and injected errors are drawn from instead of the seed. */
  random?: RandomStreams
}

const profileSchema = z
  .strictObject({
    medianMs: z.number().min(0).max(MAX_LATENCY_MS),
    sigma: z.number().min(0).max(5),
    tailShare: z.number().min(0).max(1),
    tailFactor: z.number().min(1).max(1000),
    databaseShare: z.number().min(0).max(1),
  })
  .partial()

const optionsSchema = z.object({
  port: z.int().min(0).max(65_535).optional(),
  seed: z.int().optional(),
  latencyScale: z.number().min(0).max(1000).optional(),
  latency: z.partialRecord(z.enum(ENDPOINT_NAMES), profileSchema).optional(),
  freeze: z
    .strictObject({ everyMs: z.number().positive(), forMs: z.number().positive() })
    .refine(({ everyMs, forMs }) => forMs < everyMs, { message: 'forMs must be less than everyMs' })
    .optional(),
  ai: aiOptionsSchema.optional(),
  postgres: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, { error: 'expected postgres://...' })
    .optional(),
  redis: z
    .string()
    .regex(/^rediss?:\/\//, { error: 'expected redis://...' })
    .optional(),
})

/** @throws HeadroomError TARGET_OPTIONS_INVALID */
export function checkOptions(options: SampleTargetOptions): void {
  const parsed = optionsSchema.safeParse(options)
  if (parsed.success) return
  throw new HeadroomError({
    code: 'TARGET_OPTIONS_INVALID',
    message: `The sample target cannot start: ${reasonsOf(parsed.error).join('; ')}.`,
  })
}
