import * as zlib from 'node:zlib'
import { BrotliDecompress, Gunzip, Inflate, InflateRaw, ZstdDecompress } from 'minizlib'
import type { ZlibOptions } from 'minizlib'

/** One piece of a body may not grow to more than this: a decompression bomb of a kilobyte would fill the memory. */
const PIECE_LIMIT: ZlibOptions & { maxOutputLength: number } = { maxOutputLength: 16 * 1024 * 1024 }
/** As curl has it. */
const MAX_CODINGS = 5

type Stage = Gunzip | Inflate | InflateRaw | BrotliDecompress | ZstdDecompress

/**
 * Removes the content codings of a body as it streams by (RFC 9110 section 8.4): gzip, deflate, br, and zstd where the
 * runtime has it. Everything happens within `write`, so order and instants of the pieces are those of the wire, and
 * nothing waits in a queue.
 */
export class ContentDecoder {
  /** Why it went wrong; nothing is decoded from then on. */
  problem: string | undefined
  private readonly codings: readonly string[]
  private readonly onData: (bytes: Uint8Array, atUs: number) => void
  /** In the order in which a body passes them; made with the first bytes: deflate tells its kind by them. */
  private stages: Stage[] | undefined
  private atUs = 0

  /** @param contentEncoding value of the response's header; undefined and `identity` pass everything on as it is */
  constructor(contentEncoding: string | undefined, onData: (bytes: Uint8Array, atUs: number) => void) {
    this.onData = onData
    this.codings = codingsOf(contentEncoding)
    if (this.codings.length > MAX_CODINGS) this.problem = `the body has ${this.codings.length} content codings`
    const unknown = this.codings.find((coding) => !isSupported(coding))
    if (unknown !== undefined) this.problem = `the content coding ${unknown} is not supported`
  }

  write(bytes: Uint8Array, atUs: number): void {
    if (this.problem !== undefined || bytes.length === 0) return
    if (this.codings.length === 0) return this.onData(bytes, atUs)
    this.atUs = atUs
    this.stages ??= this.open(bytes)
    this.stages[0]?.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  /** The body has ended. @returns what is wrong with it, if anything: see `problem` */
  end(): string | undefined {
    // An empty body is no truncated one: HEAD, 304, or nothing to say.
    for (const stage of this.stages ?? []) if (this.problem === undefined) stage.end()
    this.close()
    return this.problem
  }

  /** Gives the memory back. */
  close(): void {
    for (const stage of this.stages ?? []) stage.close()
    this.stages = []
  }

  private open(first: Uint8Array): Stage[] {
    const stages = this.codings.map((coding, index) => stageOf(coding, index === 0 ? first[0] : undefined))
    stages.forEach((stage, index) => {
      const next = stages[index + 1]
      stage.on('error', () => {
        this.problem ??= `the body cannot be decoded as ${this.codings[index]}`
      })
      stage.on('data', (bytes) => {
        if (this.problem !== undefined) return
        if (next) next.write(bytes)
        else if (bytes.length > 0) this.onData(bytes, this.atUs)
      })
    })
    return stages
  }
}

/** The last coding that was applied comes off first. */
function codingsOf(contentEncoding: string | undefined): string[] {
  const names = (contentEncoding ?? '').toLowerCase().split(',')
  return names
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .toReversed()
}

function isSupported(coding: string): boolean {
  return /^(?:x-gzip|gzip|deflate|br)$/.test(coding) || (coding === 'zstd' && 'ZstdDecompress' in zlib)
}

function stageOf(coding: string, firstByte: number | undefined): Stage {
  if (coding === 'br') return new BrotliDecompress({ ...PIECE_LIMIT })
  if (coding === 'zstd') return new ZstdDecompress({ ...PIECE_LIMIT })
  if (coding !== 'deflate') return new Gunzip({ ...PIECE_LIMIT })
  // Some servers send deflate without its zlib wrapper, whose first byte ends in 8; browsers take both.
  return firstByte === undefined || (firstByte & 0x0f) === 8
    ? new Inflate({ ...PIECE_LIMIT })
    : new InflateRaw({ ...PIECE_LIMIT })
}
