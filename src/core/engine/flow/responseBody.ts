import type { Document } from 'domhandler'
import type { HttpResult } from '../http/client.ts'
import type { StreamReader } from '../stream/streamReader.ts'
import { ContentDecoder } from '../http/contentDecoder.ts'
import { parseHtml } from './htmlBody.ts'

/** Beyond this a body is not looked into; it is counted all the same. */
export const BODY_LIMIT_BYTES = 16 * 1024 * 1024
const TOO_LONG = `the body is longer than ${BODY_LIMIT_BYTES / 1024 / 1024} MB`

/** What a body is taken from: a response, or a message. */
type BodySource = Pick<HttpResult, 'bodyTruncated' | 'body' | 'header'>

/** The body of one response, decoded and parsed at most once and only when a check asks. */
export class ResponseBody {
  /** Set when the body was read as a stream; then nothing of it is kept. */
  readonly stream: StreamReader | undefined
  private readonly result: BodySource
  private decoded: Buffer | undefined
  private parsed: { value: unknown } | { problem: string } | undefined
  private document: Document | string | undefined

  constructor(result: BodySource, stream?: StreamReader) {
    this.result = result
    this.stream = stream
  }

  /** The whole body with its content coding removed, or why there is none. */
  bytes(): Buffer | string {
    if (this.decoded) return this.decoded
    if (this.result.bodyTruncated) return TOO_LONG
    const raw = this.result.body()
    const coding = this.result.header('content-encoding')
    const decoded = decode(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), coding)
    if (typeof decoded !== 'string') this.decoded = decoded
    return decoded
  }

  json(): { value: unknown } | { problem: string } {
    this.parsed ??= this.parse()
    return this.parsed
  }

  html(): Document | string {
    if (this.document === undefined) {
      const bytes = this.bytes()
      this.document = typeof bytes === 'string' ? bytes : parseHtml(bytes.toString('utf8'))
    }
    return this.document
  }

  private parse(): { value: unknown } | { problem: string } {
    const bytes = this.bytes()
    if (typeof bytes === 'string') return { problem: bytes }
    try {
      return { value: JSON.parse(bytes.toString('utf8')) }
    } catch (error) {
      if (bytes.length === 0) return { problem: 'the body is empty' }
      const [, position] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? []
      return {
        problem: `the body is not JSON${position === undefined ? '' : ` (from character ${Number(position) + 1} on)`}`,
      }
    }
  }
}

function decode(raw: Buffer, coding: string | undefined): Buffer | string {
  if (coding === undefined || coding === '' || raw.length === 0) return raw
  const pieces: Uint8Array[] = []
  let length = 0
  const decoder = new ContentDecoder(coding, (bytes) => {
    length += bytes.length
    if (length <= BODY_LIMIT_BYTES) pieces.push(bytes)
  })
  decoder.write(raw, 0)
  const problem = decoder.end()
  if (problem !== undefined) return problem
  return length <= BODY_LIMIT_BYTES ? Buffer.concat(pieces) : TOO_LONG
}
