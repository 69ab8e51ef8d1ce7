import type { Faults } from '../faults.ts'
import { standardNormal } from '../latency.ts'
import type { RandomStreams, Uniform } from '../random.ts'
import { answerTokens } from './answerText.ts'
import { CallLimit } from './callLimit.ts'
import type { AiSettings } from './settings.ts'

export interface Question {
  /** What the answer is about. */
  subject: string
  inputTokens: number
  /** The caller's limit on the answer's length. */
  maxTokens?: number | undefined
}

/** What the provider says, with the times at which it says it; decided when the call comes. */
export type ProviderAnswer =
  | {
      outcome: 'answered'
      tokens: readonly string[]
      inputTokens: number
      finishReason: 'stop' | 'length'
      /** Milliseconds after the call. */
      firstTokenMs: number
      tokenGapMs: number
      durationMs: number
    }
  | { outcome: 'failed'; status: 502 | 504; durationMs: number }
  | { outcome: 'limited'; retryAfterMs: number; durationMs: number }

const MINUTE_MS = 60_000
const FIRST_TOKEN_SIGMA = 0.25

/** The language model's provider, as it looks from outside: slow, metered, sometimes failing. */
export class AiProvider {
  readonly limit: CallLimit
  readonly #settings: AiSettings
  readonly #scale: number
  readonly #timing: Uniform
  readonly #text: Uniform

  /** @param scale multiplies every time; 0 answers at once */
  constructor(settings: AiSettings, scale: number, streams: RandomStreams) {
    this.limit = new CallLimit(settings.callsPerMinute, MINUTE_MS)
    this.#settings = settings
    this.#scale = scale
    this.#timing = streams('ai/timing')
    this.#text = streams('ai/text')
  }

  call(
    { subject, inputTokens, maxTokens = Infinity }: Question,
    faults: Readonly<Faults>,
    nowMs: number,
  ): ProviderAnswer {
    const { minTokens, maxTokens: most, firstTokenMs, tokenRate, failAfterMs, hangMs } = this.#settings
    const scale = this.#scale
    if (faults.provider === 'failing') return { outcome: 'failed', status: 502, durationMs: failAfterMs * scale }
    if (faults.provider === 'hanging') return { outcome: 'failed', status: 504, durationMs: hangMs * scale }
    const retryAfterMs = this.limit.take(nowMs)
    if (retryAfterMs > 0) return { outcome: 'limited', retryAfterMs, durationMs: 0 }
    const wanted = minTokens + Math.floor(this.#text() * (Math.max(minTokens, most) - minTokens + 1))
    const count = Math.max(1, Math.min(wanted, maxTokens))
    const firstMs = firstTokenMs * scale * Math.exp(FIRST_TOKEN_SIGMA * standardNormal(this.#timing))
    const tokenGapMs = (1000 / tokenRate) * scale
    return {
      outcome: 'answered',
      tokens: answerTokens(subject, count, this.#text),
      inputTokens,
      finishReason: count < wanted ? 'length' : 'stop',
      firstTokenMs: firstMs,
      tokenGapMs,
      durationMs: firstMs + tokenGapMs * (count - 1),
    }
  }
}
