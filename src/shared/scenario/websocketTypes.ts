import type { Tags } from '../metrics/series.ts'
import type { NumberRange } from './expectations.ts'
import type { Extraction, JsonExpectation, Matcher } from './types.ts'

/** One WebSocket session: opened, its actions in their order, closed. */
export interface WebSocketStep {
  kind: 'websocket'
  /** A path of the target, or an absolute ws, wss, http or https URL; may hold templates, like headers and query. */
  url: string
  /** Tag `step`. */
  name: string
  tags: Tags
  headers: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  protocols: readonly string[]
  /** For opening it; absent: the target's. */
  timeoutUs?: number
  /** A longer message fails the session. */
  maxMessageBytes: number
  actions: readonly WebSocketAction[]
}

export type WebSocketAction =
  | { kind: 'send'; message: OutgoingMessage }
  | ExpectAction
  | { kind: 'ping'; withinUs: number }
  | { kind: 'think'; minUs: number; maxUs: number }
  /** A number of rounds, or rounds until a time has passed. */
  | { kind: 'repeat'; times?: number; forUs?: number; actions: readonly WebSocketAction[] }
  | { kind: 'close'; code: number; reason: string }

export type OutgoingMessage =
  | { type: 'text'; text: string }
  | { type: 'json'; value: unknown }
  | { type: 'binary'; base64: string }

/** Waits for a message, or for the server to close; what comes meanwhile and is something else is kept for later actions. */
export interface ExpectAction {
  kind: 'expect'
  text?: readonly Matcher[]
  json?: readonly JsonExpectation[]
  /** A binary message of this many bytes. */
  binaryBytes?: NumberRange
  /** The server closes with one of these codes. */
  close?: readonly number[]
  withinUs: number
  extract: Readonly<Record<string, Extraction>>
}
