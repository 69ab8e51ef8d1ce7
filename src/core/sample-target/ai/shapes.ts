import type { TimedPart } from '../reply.ts'
import type { AiAnswer } from './aiService.ts'

export type ShapeName = 'openai' | 'anthropic'

/** What an answer says beside its text. */
export interface AnswerFacts {
  id: string
  model: string
  createdAtS: number
  /** OpenAI's `stream_options.include_usage`. */
  includeUsage: boolean
}

/** How one provider words an answer, whole or in events, and an error. */
export interface Shape {
  plain(answer: AiAnswer, facts: AnswerFacts): unknown
  /** Server-sent events with the time of each, counted from the head of the response. */
  events(answer: AiAnswer, facts: AnswerFacts): TimedPart[]
  error(type: string, message: string): unknown
}

/** Events without content come before the first token: a client must not take them for it. */
const HEAD_SHARE = 0.3

/** https://platform.openai.com/docs/api-reference/chat-streaming */
const openai: Shape = {
  plain({ tokens, inputTokens, finishReason }, { id, model, createdAtS }) {
    return {
      id: `chatcmpl-${id}`,
      object: 'chat.completion',
      created: createdAtS,
      model,
      choices: [{ index: 0, message: { role: 'assistant', content: tokens.join('') }, finish_reason: finishReason }],
      usage: openaiUsage(inputTokens, tokens.length),
    }
  },
  events(answer, { id, model, createdAtS, includeUsage }) {
    const chunk = (choices: readonly unknown[], usage?: unknown): string =>
      dataEvent({
        id: `chatcmpl-${id}`,
        object: 'chat.completion.chunk',
        created: createdAtS,
        model,
        choices,
        ...(usage === undefined ? {} : { usage }),
      })
    const choice = (delta: unknown, reason: string | null = null): string =>
      chunk([{ index: 0, delta, finish_reason: reason }])
    const { tokens, inputTokens, finishReason, durationMs } = answer
    const last = [
      choice({}, finishReason),
      ...(includeUsage ? [chunk([], openaiUsage(inputTokens, tokens.length))] : []),
      'data: [DONE]\n\n',
    ]
    return [
      { afterMs: answer.firstTokenMs * HEAD_SHARE, text: choice({ role: 'assistant', content: '' }) },
      ...tokenParts(answer, (token) => choice({ content: token })),
      { afterMs: durationMs, text: last.join('') },
    ]
  },
  error: (type, message) => ({ error: { message, type, param: null, code: type } }),
}

/** https://docs.anthropic.com/en/api/messages-streaming */
const anthropic: Shape = {
  plain({ tokens, inputTokens, finishReason }, { id, model }) {
    return {
      id: `msg_${id}`,
      type: 'message',
      role: 'assistant',
      model,
      content: [{ type: 'text', text: tokens.join('') }],
      stop_reason: stopReason(finishReason),
      stop_sequence: null,
      usage: { input_tokens: inputTokens, output_tokens: tokens.length },
    }
  },
  events(answer, { id, model }) {
    const { tokens, inputTokens, finishReason, firstTokenMs, durationMs } = answer
    const message = {
      id: `msg_${id}`,
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: inputTokens, output_tokens: 1 },
    }
    const head = [
      namedEvent('message_start', { message }),
      namedEvent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      namedEvent('ping', {}),
    ]
    const last = [
      namedEvent('content_block_stop', { index: 0 }),
      namedEvent('message_delta', {
        delta: { stop_reason: stopReason(finishReason), stop_sequence: null },
        usage: { output_tokens: tokens.length },
      }),
      namedEvent('message_stop', {}),
    ]
    return [
      { afterMs: firstTokenMs * HEAD_SHARE, text: head.join('') },
      ...tokenParts(answer, (text) =>
        namedEvent('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
      ),
      { afterMs: durationMs, text: last.join('') },
    ]
  },
  error: (type, message) => ({ type: 'error', error: { type, message } }),
}

export const SHAPES: Readonly<Record<ShapeName, Shape>> = { openai, anthropic }

function tokenParts({ tokens, firstTokenMs, tokenGapMs }: AiAnswer, event: (token: string) => string): TimedPart[] {
  return tokens.map((token, index) => ({ afterMs: firstTokenMs + tokenGapMs * index, text: event(token) }))
}

function openaiUsage(inputTokens: number, outputTokens: number): unknown {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  }
}

function stopReason(finishReason: AiAnswer['finishReason']): string {
  return finishReason === 'stop' ? 'end_turn' : 'max_tokens'
}

function dataEvent(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

/** Anthropic names each event and repeats the name as its type. */
function namedEvent(type: string, value: object): string {
  return `event: ${type}\n${dataEvent({ type, ...value })}`
}
