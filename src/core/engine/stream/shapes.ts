import type { StreamSpec } from '../../../shared/scenario/streamTypes.ts'
import { JsonPath } from '../flow/jsonPath.ts'

/** What one event says, in the terms of all shapes. */
export interface EventFacts {
  /** Text that the user sees; '' when the event carries none. */
  content: string
  /** Why the stream ended. */
  finish: string | undefined
  /** Output tokens so far, as the provider counts them. */
  tokens: number | undefined
  /** The provider says that this was all. */
  complete: boolean
  /** The provider says that it failed. */
  error: string | undefined
}

/** Reads events of one provider's shape. */
export interface Shape {
  readonly name: string
  /** Whether the provider always says how a stream ends: one that just stops was cut off. */
  readonly saysEnd: boolean
  read(name: string, data: string, json: unknown): EventFacts
}

const NOTHING: EventFacts = Object.freeze({
  content: '',
  finish: undefined,
  tokens: undefined,
  complete: false,
  error: undefined,
})

type Json = Readonly<Record<string, unknown>>

function map(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

function errorOf(error: unknown): string {
  const { message, type } = map(error)
  return text(message) || text(type) || JSON.stringify(error).slice(0, 200)
}

/**
 * OpenAI's chat completions and what imitates them (`choices[0].delta`, `data: [DONE]`), its older completions (`choices[0].text`), and its
 * responses API (`response.output_text.delta`). The first chunk carries the role alone, which is no content.
 */
export const OPENAI: Shape = {
  name: 'openai',
  saysEnd: true,
  read(_name, data, json) {
    if (data === '[DONE]') return { ...NOTHING, complete: true }
    const event = map(json)
    if (event['error'] !== undefined && event['error'] !== null) return { ...NOTHING, error: errorOf(event['error']) }
    const type = text(event['type'])
    if (type.startsWith('response.')) return responsesEvent(type, event)
    const choice = map((event['choices'] as readonly unknown[] | undefined)?.[0])
    const delta = map(choice['delta'])
    const call = map(map((delta['tool_calls'] as readonly unknown[] | undefined)?.[0])['function'])
    return {
      content: text(delta['content']) || text(choice['text']) || text(call['arguments']),
      finish: text(choice['finish_reason']) || undefined,
      tokens: number(map(event['usage'])['completion_tokens']),
      complete: false,
      error: undefined,
    }
  },
}

function responsesEvent(type: string, event: Json): EventFacts {
  if (type.endsWith('.delta')) return { ...NOTHING, content: text(event['delta']) }
  const response = map(event['response'])
  if (type === 'response.failed') return { ...NOTHING, error: errorOf(response['error']) }
  if (type !== 'response.completed' && type !== 'response.incomplete') return NOTHING
  return {
    ...NOTHING,
    finish: text(map(response['incomplete_details'])['reason']) || text(response['status']) || undefined,
    tokens: number(map(response['usage'])['output_tokens']),
    complete: true,
  }
}

/** Anthropic's messages: contents in `content_block_delta`; `message_start` and pings carry none. */
export const ANTHROPIC: Shape = {
  name: 'anthropic',
  saysEnd: true,
  read(_name, _data, json) {
    const event = map(json)
    switch (event['type']) {
      case 'content_block_delta': {
        const delta = map(event['delta'])
        return { ...NOTHING, content: text(delta['text']) || text(delta['partial_json']) }
      }
      case 'message_delta':
        return {
          ...NOTHING,
          finish: text(map(event['delta'])['stop_reason']) || undefined,
          tokens: number(map(event['usage'])['output_tokens']),
        }
      case 'message_stop':
        return { ...NOTHING, complete: true }
      case 'error':
        return { ...NOTHING, error: errorOf(event['error']) }
      default:
        return NOTHING
    }
  },
}

/** A shape that the scenario describes by JSONPaths. @throws HeadroomError JSONPATH_INVALID */
export function shapeByPaths({ content, finish, tokens }: Pick<StreamSpec, 'content' | 'finish' | 'tokens'>): Shape {
  const paths = [content, finish, tokens].map((path) => (path === undefined ? undefined : new JsonPath(path)))
  const read = (index: number, json: unknown): unknown =>
    json === undefined ? undefined : paths[index]?.values(json)[0]
  return {
    name: 'own',
    saysEnd: false,
    read(_name, _data, json) {
      const [found, ended] = [read(0, json), read(1, json)]
      return {
        content: found === undefined || found === null ? '' : typeof found === 'string' ? found : JSON.stringify(found),
        finish: typeof ended === 'string' && ended !== '' ? ended : ended === true ? 'true' : undefined,
        tokens: number(read(2, json)),
        complete: false,
        error: undefined,
      }
    },
  }
}

/** Events that say nothing of contents. */
export const PLAIN: Shape = { name: 'plain', saysEnd: false, read: () => NOTHING }

/** The provider whose first event this is; PLAIN when it is none that is known. */
export function recognize(json: unknown): Shape {
  const event = map(json)
  const type = text(event['type'])
  if (Array.isArray(event['choices']) || type.startsWith('response.')) return OPENAI
  return type === 'message_start' || type === 'content_block_delta' ? ANTHROPIC : PLAIN
}
