import type { ServerResponse } from 'node:http'
import type { z } from 'zod'

/** What a route answers. */
export interface Reply {
  status: number
  contentType: string
  body: string
  headers?: Readonly<Record<string, string>>
  /** Whether the cache had it; absent on endpoints without a cache. */
  cache?: 'hit' | 'miss'
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

/** Issues of a failed parse as sentences with their path: `rating: expected number`. */
export function reasonsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => (issue.path.length === 0 ? '' : `${issue.path.join('.')}: `) + issue.message)
}

/** Writes the answer unless its client has gone. */
export function sendReply(response: ServerResponse, reply: Reply, serverTiming: string | undefined): void {
  if (response.destroyed) return
  const headers: Record<string, string | number> = {
    'Content-Type': reply.contentType,
    'Content-Length': Buffer.byteLength(reply.body),
    ...reply.headers,
  }
  if (reply.cache !== undefined) headers['X-Cache'] = reply.cache
  if (serverTiming !== undefined) headers['Server-Timing'] = serverTiming
  response.writeHead(reply.status, headers).end(reply.body)
}
