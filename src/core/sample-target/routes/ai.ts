import { z } from 'zod'
import type { AiAnswer, AiResult, AiService } from '../ai/aiService.ts'
import type { AiProvider, Question } from '../ai/provider.ts'
import { semanticKey } from '../ai/semanticKey.ts'
import { type AnswerFacts, SHAPES, type ShapeName } from '../ai/shapes.ts'
import type { Faults } from '../faults.ts'
import { andThen, type Later } from '../later.ts'
import type { MatchCatalogue } from '../matchCatalogue.ts'
import { bodyInvalid, errorReply, jsonReply, reasonsOf, type Reply, retryAfter } from '../reply.ts'
import type { Route, TargetRequest } from '../router.ts'
import type { TargetTimers } from '../timers.ts'

const MODEL = 'headroom-sample-1'
const EVENT_STREAM = 'text/event-stream'
const MAX_MESSAGES = 50

const textSchema = z.string().min(1).max(20_000)
/** Both providers' messages: a text, or a list of parts of which the texts count. */
const contentSchema = z.union([
  textSchema,
  z
    .array(z.looseObject({ type: z.string(), text: z.string().optional() }))
    .min(1)
    .max(MAX_MESSAGES),
])
const messagesSchema = z
  .array(z.looseObject({ role: z.string(), content: contentSchema }))
  .min(1)
  .max(MAX_MESSAGES)
const providerSchema = z.looseObject({
  model: z.string().min(1).max(100),
  messages: messagesSchema,
  max_tokens: z.int().min(1).optional(),
  stream: z.boolean().optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).optional(),
})
const streamSchema = { stream: z.boolean().optional(), shape: z.enum(['openai', 'anthropic']).optional() }
const explainSchema = z.strictObject({
  matchId: z.string(),
  question: textSchema.default('Why does this match fit?'),
  ...streamSchema,
})
const chatSchema = z.strictObject({ messages: messagesSchema, ...streamSchema })

export interface AiRouteParts {
  service: AiService
  provider: AiProvider
  catalogue: MatchCatalogue
  timers: TargetTimers
  faults: () => Readonly<Faults>
}

/** AI: the provider itself in the shapes of OpenAI and Anthropic, and the app's endpoints before it. */
export function aiRoutes(parts: AiRouteParts): Route[] {
  const { service, catalogue } = parts
  let answerCount = 0
  const facts = (model: string, includeUsage = false): AnswerFacts => ({
    id: String(++answerCount).padStart(6, '0'),
    model,
    createdAtS: Math.floor(Date.now() / 1000),
    includeUsage,
  })

  const provider =
    (shape: ShapeName) =>
    ({ body }: TargetRequest): Reply => {
      const parsed = providerSchema.safeParse(body)
      if (!parsed.success) {
        const error = SHAPES[shape].error('invalid_request_error', reasonsOf(parsed.error).join('; '))
        return jsonReply(400, error)
      }
      return askDirectly(parts, shape, parsed.data, facts(parsed.data.model, parsed.data.stream_options?.include_usage))
    }
  const explain = ({ body }: TargetRequest): Later<Reply> => {
    const parsed = explainSchema.safeParse(body)
    if (!parsed.success) return bodyInvalid(reasonsOf(parsed.error))
    const { matchId, question, stream, shape } = parsed.data
    const match = catalogue.get(matchId)
    if (match === undefined) return bodyInvalid([`matchId: there is no match ${matchId.slice(0, 100)}`])
    const key = `explain/${matchId}/${semanticKey(question)}`
    const asked = { subject: `${match.title} in ${match.city}`, inputTokens: tokensOf(question) + 60 }
    return andThen(service.ask(key, asked), (result) => appReply(result, facts(MODEL), stream, shape))
  }
  const chat = ({ body }: TargetRequest): Later<Reply> => {
    const parsed = chatSchema.safeParse(body)
    if (!parsed.success) return bodyInvalid(reasonsOf(parsed.error))
    const { messages, stream, shape } = parsed.data
    const said = messages.map(({ content }) => textOf(content))
    // What was said before is part of the question: the same words mean something else in another talk.
    const key = `chat/${said.map(semanticKey).join('/')}`
    return andThen(service.ask(key, questionOf(said)), (result) => appReply(result, facts(MODEL), stream, shape))
  }
  return [
    { method: 'POST', path: '/v1/chat/completions', endpoint: 'ai', handle: provider('openai') },
    { method: 'POST', path: '/v1/messages', endpoint: 'ai', handle: provider('anthropic') },
    { method: 'POST', path: '/api/ai/explain', endpoint: 'ai', handle: explain },
    { method: 'POST', path: '/api/ai/chat', endpoint: 'ai', handle: chat },
  ]
}

type ProviderBody = z.output<typeof providerSchema>

/** The provider as its own customers see it: no cache, no breaker, its own errors. */
function askDirectly(
  { provider, timers, faults }: AiRouteParts,
  shape: ShapeName,
  { messages, stream, max_tokens: maxTokens }: ProviderBody,
  facts: AnswerFacts,
): Reply {
  const wording = SHAPES[shape]
  const question = { ...questionOf(messages.map(({ content }) => textOf(content))), maxTokens }
  const answer = provider.call(question, faults(), timers.nowMs())
  const limits = {
    'x-ratelimit-limit-requests': String(provider.limit.calls),
    'x-ratelimit-remaining-requests': String(provider.limit.remaining(timers.nowMs())),
  }
  if (answer.outcome === 'limited') {
    const message = `Rate limit reached: ${provider.limit.calls} requests per minute.`
    const reply = jsonReply(
      429,
      wording.error(shape === 'openai' ? 'rate_limit_exceeded' : 'rate_limit_error', message),
    )
    return { ...reply, headers: { ...limits, ...retryAfter(answer.retryAfterMs) } }
  }
  if (answer.outcome === 'failed') {
    const reply = jsonReply(answer.status, wording.error('api_error', 'The model is not available.'))
    return { ...reply, headers: limits, waitMs: answer.durationMs }
  }
  return {
    ...answerReply(answer, stream === true, wording.plain(answer, facts), () => wording.events(answer, facts)),
    headers: limits,
  }
}

/** What the app answers; the breaker's state goes with every answer. */
function appReply(result: AiResult, facts: AnswerFacts, stream = false, shape: ShapeName = 'openai'): Reply {
  const headers = { 'X-Circuit-Breaker': result.breaker }
  switch (result.outcome) {
    case 'refused': {
      const message = 'The AI provider failed too often: it is not asked at the moment.'
      return {
        ...errorReply(503, 'AI_UNAVAILABLE', message),
        headers: { ...headers, ...retryAfter(result.retryAfterMs) },
      }
    }
    case 'limited': {
      const reply = errorReply(429, 'RATE_LIMITED', 'The AI provider takes no more requests at the moment.')
      return { ...reply, headers: { ...headers, ...retryAfter(result.retryAfterMs) } }
    }
    case 'failed': {
      const [code, message] =
        result.status === 504 ? ['AI_TIMEOUT', 'did not answer in time'] : ['AI_FAILED', 'answered with an error']
      const reply = errorReply(result.status, code, `The AI provider ${message}.`)
      return { ...reply, headers, waitMs: result.durationMs }
    }
    case 'answered': {
      const { tokens, inputTokens, finishReason, cached } = result
      const whole = {
        answer: tokens.join(''),
        model: facts.model,
        finishReason,
        usage: { inputTokens, outputTokens: tokens.length },
      }
      const reply = answerReply(result, stream, whole, () => SHAPES[shape].events(result, facts))
      return { ...reply, headers, cache: cached ? 'hit' : 'miss' }
    }
  }
}

function answerReply(answer: AiAnswer, stream: boolean, whole: unknown, events: () => Reply['parts']): Reply {
  const parts = stream ? events() : undefined
  if (parts !== undefined) return { status: 200, contentType: EVENT_STREAM, body: '', parts }
  return { ...jsonReply(200, whole), waitMs: answer.durationMs, aiMs: answer.durationMs }
}

/** The talk's last word is what it is about. */
function questionOf(said: readonly string[]): Question {
  const subject = said.at(-1)?.split(/\s+/).slice(0, 8).join(' ') ?? ''
  return { subject: `the question “${subject}”`, inputTokens: said.reduce((sum, text) => sum + tokensOf(text), 0) }
}

function textOf(content: z.output<typeof contentSchema>): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(' ')
}

/** A rule of thumb: four characters are a token. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / 4)
}
