import type { Faults } from '../faults.ts'
import { andThen, type Later } from '../later.ts'
import type { TargetMetrics } from '../targetMetrics.ts'
import type { TextCache } from '../stores/textCache.ts'
import type { TargetTimers } from '../timers.ts'
import type { BreakerState, CircuitBreaker } from './circuitBreaker.ts'
import type { AiProvider, ProviderAnswer, Question } from './provider.ts'

export type AiAnswer = Extract<ProviderAnswer, { outcome: 'answered' }>

/** What the app's AI endpoints learn: the provider's word, the cache's, or the breaker's refusal. */
export type AiResult = (ProviderAnswer | { outcome: 'refused'; retryAfterMs: number; durationMs: number }) & {
  cached: boolean
  /** The breaker as the question found it. */
  breaker: BreakerState
}

type CachedAnswer = Pick<AiAnswer, 'tokens' | 'inputTokens' | 'finishReason'>

/** What the cache needs for the first token, and between tokens. */
const CACHED_FIRST_TOKEN_MS = 15
const CACHED_GAP_MS = 1

export interface AiServiceParts {
  provider: AiProvider
  breaker: CircuitBreaker
  cache: TextCache
  timers: TargetTimers
  scale: number
  faults: () => Readonly<Faults>
  metrics: TargetMetrics
}

/** The app's own way to the provider: semantic cache, then circuit breaker, then the call. */
export class AiService {
  readonly #parts: AiServiceParts

  constructor(parts: AiServiceParts) {
    this.#parts = parts
  }

  /** @param key what questions of the same meaning share */
  ask(key: string, question: Question): Later<AiResult> {
    const { cache, metrics } = this.#parts
    const breaker = this.breakerState()
    const known = this.#parts.faults().cache === 'away' ? undefined : cache.get(`ai/${key}`)
    return andThen(known, (text) => {
      metrics.cacheAsked('ai', text !== undefined)
      if (text === undefined) return this.#askProvider(key, question, breaker)
      return { ...this.#fromCache(text), cached: true, breaker }
    })
  }

  breakerState(): BreakerState {
    return this.#parts.breaker.state(this.#parts.timers.nowMs())
  }

  #askProvider(key: string, question: Question, state: BreakerState): AiResult {
    const { provider, breaker, timers, cache, metrics } = this.#parts
    const nowMs = timers.nowMs()
    const ended = breaker.begin(nowMs)
    if (ended === undefined) {
      metrics.aiCalled('refused', 0)
      return {
        outcome: 'refused',
        retryAfterMs: breaker.retryAfterMs(nowMs),
        durationMs: 0,
        cached: false,
        breaker: state,
      }
    }
    const answer = provider.call(question, this.#parts.faults(), nowMs)
    metrics.aiCalled(answer.outcome, answer.outcome === 'answered' ? answer.tokens.length : 0)
    // A provider that says "too many" is alive: it is no failure.
    timers.after(answer.durationMs, () => {
      ended(answer.outcome !== 'failed', timers.nowMs())
      if (answer.outcome !== 'answered' || this.#parts.faults().cache === 'away') return
      const { tokens, inputTokens, finishReason } = answer
      cache.set(`ai/${key}`, JSON.stringify({ tokens, inputTokens, finishReason } satisfies CachedAnswer))
    })
    return { ...answer, cached: false, breaker: state }
  }

  #fromCache(text: string): AiAnswer {
    const answer = JSON.parse(text) as CachedAnswer
    const firstTokenMs = CACHED_FIRST_TOKEN_MS * this.#parts.scale
    const tokenGapMs = CACHED_GAP_MS * this.#parts.scale
    const durationMs = firstTokenMs + tokenGapMs * (answer.tokens.length - 1)
    return { outcome: 'answered', ...answer, firstTokenMs, tokenGapMs, durationMs }
  }
}
