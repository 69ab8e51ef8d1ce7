import { z } from 'zod'
import { BREAKER_DEFAULTS, type BreakerSettings } from './circuitBreaker.ts'

/** How the AI provider behind the sample target behaves, and the breaker before it. */
export interface AiSettings {
  /** Median of the time to the first token; log-normal with a sigma of 0.25. */
  firstTokenMs: number
  /** Tokens per second after it. */
  tokenRate: number
  /** Tokens of an answer: between both. */
  minTokens: number
  maxTokens: number
  /** The provider's limit; beyond it calls answer 429 with Retry-After. */
  callsPerMinute: number
  /** How long a failing call takes until it fails, and a hanging one until it is given up. */
  failAfterMs: number
  hangMs: number
  breaker: BreakerSettings
}

export type AiOptions = Partial<Omit<AiSettings, 'breaker'>> & { breaker?: Partial<BreakerSettings> }

const DEFAULTS: AiSettings = {
  firstTokenMs: 350,
  tokenRate: 100,
  minTokens: 40,
  maxTokens: 100,
  callsPerMinute: 50,
  failAfterMs: 150,
  hangMs: 4000,
  breaker: BREAKER_DEFAULTS,
}

const TEN_MINUTES_MS = 600_000

export const aiOptionsSchema = z
  .strictObject({
    firstTokenMs: z.number().min(0).max(TEN_MINUTES_MS),
    tokenRate: z.number().positive().max(100_000),
    minTokens: z.int().min(1).max(4096),
    maxTokens: z.int().min(1).max(4096),
    callsPerMinute: z.int().min(1).max(1_000_000),
    failAfterMs: z.number().min(0).max(TEN_MINUTES_MS),
    hangMs: z.number().min(0).max(TEN_MINUTES_MS),
    breaker: z
      .strictObject({
        failures: z.int().min(1).max(1000),
        withinMs: z.number().positive().max(3_600_000),
        openMs: z.number().positive().max(3_600_000),
      })
      .partial(),
  })
  .partial()

export function aiSettings(options: AiOptions): AiSettings {
  return { ...DEFAULTS, ...options, breaker: { ...DEFAULTS.breaker, ...options.breaker } }
}
