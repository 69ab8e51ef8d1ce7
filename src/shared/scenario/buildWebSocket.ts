import { parseDuration } from '../units.ts'
import type { TextReader } from './build.ts'
import { buildExtractions, jsonExpectations, matchersOf, rangeOf } from './buildExpect.ts'
import { parseSizeRange } from './expectations.ts'
import type { DocumentPath } from './path.ts'
import { thinkRange } from './schema/think.ts'
import type { WebSocketActionInput, WebSocketInput } from './schema/websocket.ts'
import type { ExpectAction, OutgoingMessage, WebSocketAction, WebSocketStep } from './websocketTypes.ts'

const MAX_MESSAGE = '1MB'
const WITHIN = '10s'

export function buildWebSocket(step: WebSocketInput, path: DocumentPath, reader: TextReader): WebSocketStep {
  return {
    kind: 'websocket',
    url: step.websocket,
    name: nameOfWebSocket(step),
    tags: reader.texts(step.tags, [...path, 'tags']),
    headers: reader.texts(step.headers, [...path, 'headers']),
    query: reader.texts(step.query, [...path, 'query']),
    protocols: step.protocols ?? [],
    ...(step.timeout !== undefined && { timeoutUs: parseDuration(step.timeout) }),
    maxMessageBytes: rangeOf(parseSizeRange(step.maxMessage ?? MAX_MESSAGE)).max,
    actions: step.actions.map(buildAction),
  }
}

export function nameOfWebSocket(step: WebSocketInput): string {
  return step.name ?? `WS ${step.websocket}`.slice(0, 200)
}

function buildAction(action: WebSocketActionInput): WebSocketAction {
  if ('send' in action) return { kind: 'send', message: outgoing(action.send) }
  if ('expect' in action) return buildExpect(action)
  if ('ping' in action) {
    return { kind: 'ping', withinUs: parseDuration(action.ping === true ? WITHIN : action.ping) }
  }
  if ('think' in action) return { kind: 'think', ...thinkRange(action.think) }
  if ('close' in action) return { kind: 'close', code: action.close, reason: action.reason ?? '' }
  const { repeat } = action
  const rounds = typeof repeat === 'number' ? { times: repeat } : { forUs: parseDuration(repeat) }
  return { kind: 'repeat', ...rounds, actions: action.actions.map(buildAction) }
}

type SendInput = Extract<WebSocketActionInput, { send: unknown }>['send']

function outgoing(send: SendInput): OutgoingMessage {
  if (typeof send === 'string') return { type: 'text', text: send }
  return 'json' in send ? { type: 'json', value: send.json } : { type: 'binary', base64: send.base64 }
}

type ExpectInput = Extract<WebSocketActionInput, { expect: unknown }>

function buildExpect({ expect, within, extract }: ExpectInput): ExpectAction {
  const { text, json, binary, close } = expect
  return {
    kind: 'expect',
    ...(text !== undefined && { text: matchersOf(text) }),
    ...(json && { json: jsonExpectations(json) }),
    ...(binary !== undefined && { binaryBytes: rangeOf(parseSizeRange(binary)) }),
    ...(close !== undefined && { close: [close].flat() }),
    withinUs: parseDuration(within ?? WITHIN),
    extract: buildExtractions(extract),
  }
}
