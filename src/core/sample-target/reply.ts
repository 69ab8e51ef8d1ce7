import type { z } from 'zod'

/** What a route answers. */
export interface Reply {
  status: number
  contentType: string
  body: string
  headers?: Readonly<Record<string, string>>
  /** Whether the cache had it; absent on endpoints without a cache. */
  cache?: 'hit' | 'miss'
  /** What it took beyond the endpoint's own service time, in milliseconds: the AI provider. */
  waitMs?: number
  /** Further parts of the body, each at its time after the head; in the order of their times. */
  parts?: readonly TimedPart[]
  /** What real stores took, in milliseconds; without them the drawn times are told. */
  databaseMs?: number
  cacheMs?: number
  /** What the AI provider took, in milliseconds, where that is known before the answer goes out. */
  aiMs?: number
}

export interface TimedPart {
  afterMs: number
  text: string
}

export function jsonReply(status: number, value: unknown): Reply {
  return jsonTextReply(status, JSON.stringify(value))
}

/** For text that is JSON already. */
export function jsonTextReply(status: number, body: string): Reply {
  return { status, contentType: 'application/json', body }
}

/** Every error of the target has this one shape: `{error: {code, message, reasons?}}`. */
export function errorReply(status: number, code: string, message: string, reasons?: readonly string[]): Reply {
  return jsonReply(status, { error: { code, message, ...(reasons === undefined ? {} : { reasons }) } })
}

/** 422: the body is JSON, but not what belongs here. */
export function bodyInvalid(reasons: readonly string[]): Reply {
  return errorReply(422, 'BODY_INVALID', 'The body is not valid.', reasons)
}

/** Whole seconds, rounded up: who comes back then is let through. */
export function retryAfter(ms: number): Readonly<Record<string, string>> {
  return { 'Retry-After': String(Math.max(1, Math.ceil(ms / 1000))) }
}

/** Issues of a failed parse as sentences with their path: `rating: expected number`. */
export function reasonsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => (issue.path.length === 0 ? '' : `${issue.path.join('.')}: `) + issue.message)
}
