import type { NumberRange } from './expectations.ts'
import type { JsonExpectation, Matcher } from './types.ts'

export type StreamFormat = 'auto' | 'events' | 'lines' | 'chunks' | 'openai' | 'anthropic'

/** How a request's response is read as a stream of events; never as a whole. */
export interface StreamSpec {
  /** `auto`: by content type and first event. */
  format: StreamFormat
  /** Ends the stream at the first of these; absent: the server does. */
  until: { event?: string; json?: readonly JsonExpectation[]; count?: number; timeUs?: number }
  /** JSONPaths into an event's JSON, for shapes that are not known. */
  content?: string
  finish?: string
  tokens?: string
  /** A longer event fails the request. */
  maxEventBytes: number
  expect: {
    events?: NumberRange
    tokens?: NumberRange
    firstEventUs?: number
    firstTokenUs?: number
    gapUs?: number
    finish?: readonly string[]
    text?: readonly Matcher[]
  }
  extract: Readonly<Record<string, StreamExtraction>>
}

export type StreamFact = 'text' | 'finish' | 'tokens' | 'events'

export type StreamExtraction = { fallback?: string } & (
  | { from: 'event'; path: string; event?: string; pick: 'first' | 'last' }
  | { from: 'stream'; take: StreamFact }
)
