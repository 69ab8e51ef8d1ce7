import { describe, expect, it } from 'vitest'
import type { AiAnswer } from './aiService.ts'
import { SHAPES } from './shapes.ts'

const ANSWER: AiAnswer = {
  outcome: 'answered',
  tokens: ['It', ' fits', ' well.'],
  inputTokens: 12,
  finishReason: 'stop',
  firstTokenMs: 100,
  tokenGapMs: 20,
  durationMs: 140,
}
const FACTS = { id: '7', model: 'm', createdAtS: 1, includeUsage: true }

function read(text: string): unknown[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => (data === '[DONE]' ? data : JSON.parse(data)))
}

describe('openai', () => {
  it('streams a role, the tokens at their times, the reason, the usage and [DONE]', () => {
    const parts = SHAPES.openai.events(ANSWER, FACTS)
    expect(parts.map(({ afterMs }) => afterMs)).toEqual([30, 100, 120, 140, 140])
    const events = read(parts.map(({ text }) => text).join(''))
    expect(events[0]).toMatchObject({ choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }] })
    expect(events.slice(1, 4)).toMatchObject(ANSWER.tokens.map((content) => ({ choices: [{ delta: { content } }] })))
    expect(events[4]).toMatchObject({ choices: [{ delta: {}, finish_reason: 'stop' }] })
    expect(events[5]).toMatchObject({ choices: [], usage: { completion_tokens: 3, total_tokens: 15 } })
    expect(events[6]).toBe('[DONE]')
  })

  it('answers whole', () => {
    expect(SHAPES.openai.plain(ANSWER, FACTS)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { content: 'It fits well.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 3 },
    })
  })
})

describe('anthropic', () => {
  it('streams named events: start, ping, deltas at their times, reason with usage, stop', () => {
    const parts = SHAPES.anthropic.events({ ...ANSWER, finishReason: 'length' }, FACTS)
    const text = parts.map((part) => part.text).join('')
    const names = [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)
    expect(names).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      ...Array.from({ length: 3 }, () => 'content_block_delta'),
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
    expect(read(text).map((event) => (event as { type: string }).type)).toEqual(names)
    expect(read(text)[7]).toMatchObject({ delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 3 } })
  })
})
