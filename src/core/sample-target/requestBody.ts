import type { IncomingMessage } from 'node:http'
import { errorReply, type Reply } from './reply.ts'

const MAX_BODY_BYTES = 64 * 1024
/** A body a little too large is read to its end, so that its sender surely sees the 413; beyond this it is cut off. */
const MAX_DRAINED_BYTES = 1024 * 1024

export type JsonBody = { ok: true; value: unknown } | { ok: false; reply: Reply }

/** Reads a request's body as JSON. Calls back once; never when the client goes away before the end. */
export function readJsonBody(request: IncomingMessage, done: (body: JsonBody) => void): void {
  const chunks: Buffer[] = []
  let byteCount = 0
  let isCutOff = false
  request.on('data', (chunk: Buffer) => {
    if (isCutOff) return
    byteCount += chunk.length
    if (byteCount <= MAX_BODY_BYTES) {
      chunks.push(chunk)
    } else if (byteCount > MAX_DRAINED_BYTES) {
      isCutOff = true
      done({ ok: false, reply: { ...tooLarge(), headers: { Connection: 'close' } } })
    }
  })
  request.on('end', () => {
    if (isCutOff) return
    done(byteCount > MAX_BODY_BYTES ? { ok: false, reply: tooLarge() } : parseJson(Buffer.concat(chunks)))
  })
}

function parseJson(bytes: Buffer): JsonBody {
  try {
    return { ok: true, value: JSON.parse(bytes.toString()) as unknown }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, reply: errorReply(400, 'JSON_MALFORMED', 'The body is not JSON.', [reason]) }
  }
}

function tooLarge(): Reply {
  return errorReply(413, 'BODY_TOO_LARGE', `A body may have ${MAX_BODY_BYTES} bytes at most.`)
}
