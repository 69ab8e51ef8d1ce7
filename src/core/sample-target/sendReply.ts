import type { ServerResponse } from 'node:http'
import type { Reply } from './reply.ts'
import type { TargetTimers } from './timers.ts'

/** Writes the answer unless its client has gone. */
export function sendReply(response: ServerResponse, reply: Reply, serverTiming: string | undefined): void {
  if (response.destroyed) return
  response.writeHead(reply.status, headersOf(reply, serverTiming)).end(reply.body)
}

/**
 * Writes an answer that comes in parts: the head at once, then each part at its time. `whenThawed` holds a part while the
 * target is frozen; the parts after it keep their distance. Ends when the client goes.
 */
export function streamReply(
  response: ServerResponse,
  reply: Reply & Required<Pick<Reply, 'parts'>>,
  serverTiming: string | undefined,
  timers: TargetTimers,
  whenThawed: (next: () => void) => void,
): void {
  if (response.destroyed) return
  response.writeHead(reply.status, headersOf(reply, serverTiming))
  response.flushHeaders()
  let index = 0
  let beganAtMs = timers.nowMs()
  const writeDue = (): void => {
    if (response.destroyed) return
    const heldSinceMs = timers.nowMs()
    whenThawed(() => {
      if (response.destroyed) return
      beganAtMs += timers.nowMs() - heldSinceMs
      for (let part = reply.parts[index]; part !== undefined; part = reply.parts[++index]) {
        const leftMs = beganAtMs + part.afterMs - timers.nowMs()
        if (leftMs >= 1) {
          timers.after(leftMs, writeDue)
          return
        }
        response.write(part.text)
      }
      response.end()
    })
  }
  writeDue()
}

function headersOf(reply: Reply, serverTiming: string | undefined): Record<string, string | number> {
  const headers: Record<string, string | number> = { 'Content-Type': reply.contentType, ...reply.headers }
  if (reply.parts === undefined) headers['Content-Length'] = Buffer.byteLength(reply.body)
  else headers['Cache-Control'] = 'no-cache'
  if (reply.cache !== undefined) headers['X-Cache'] = reply.cache
  if (serverTiming !== undefined) headers['Server-Timing'] = serverTiming
  return headers
}
