import { type ReadStream, closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { constants, createGunzip, gunzipSync } from 'node:zlib'
import { HeadroomError } from '../../../shared/errors.ts'
import { fileUnreadable } from '../../../shared/fileErrors.ts'
import { badResults, tooLarge } from './foreignRun.ts'
import type { ImportWatch } from './importWatch.ts'

/** A whole JSON document is held in memory; everything else is streamed. */
const MOST_DOCUMENT = 64e6
/** Of text, after decompression: some hundred million samples. */
const MOST_TEXT = 50e9
const MOST_LINE = 1e6
const HEAD_BYTES = 65_536

/**
 * The text of a result file: gzip is unpacked, UTF-16 (what PowerShell 5 writes with `>`) is known by its byte order mark, and
 * no text begins with such a mark.
 */
export class ResultFile {
  readonly path: string
  readonly name: string
  /** The text ended in the middle of a line that is of no use: it was left out. */
  cutOff = false
  private readonly watch: ImportWatch
  private readonly bytes: number
  private readonly writtenMs: number
  private readonly start: Buffer

  /** @throws HeadroomError FILE_UNREADABLE */
  constructor(path: string, watch: ImportWatch = {}) {
    this.path = path
    this.name = basename(path)
    this.watch = watch
    try {
      const handle = openSync(path, 'r')
      try {
        const start = Buffer.alloc(HEAD_BYTES)
        this.start = start.subarray(0, readSync(handle, start, 0, HEAD_BYTES, 0))
      } finally {
        closeSync(handle)
      }
      const { size, mtimeMs } = statSync(path)
      this.bytes = size
      this.writtenMs = mtimeMs
    } catch (cause) {
      throw fileUnreadable(path, cause)
    }
  }

  /** When it was last written: the end of a run whose results tell no time. */
  get writtenAtMs(): number {
    return Math.round(this.writtenMs)
  }

  /** The beginning of its text. @throws HeadroomError IMPORT_INVALID */
  head(): string {
    const { start } = this
    if (!isGzip(start)) return decoderFor(start).write(start)
    try {
      // The stream is cut off: what could be unpacked of it is enough.
      const text = gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 100 * HEAD_BYTES })
      return decoderFor(text).write(text)
    } catch {
      throw badResults(this, 'its compression is damaged')
    }
  }

  /** @throws HeadroomError IMPORT_TOO_LARGE, IMPORT_INVALID */
  async document(): Promise<unknown> {
    let text = ''
    for await (const chunk of this.chunks()) {
      text += chunk
      if (text.length > MOST_DOCUMENT) throw tooLarge(this, `a document has at most ${MOST_DOCUMENT / 1e6} MB`)
    }
    try {
      return JSON.parse(text) as unknown
    } catch (thrown) {
      throw badResults(this, `it is not JSON (${thrown instanceof Error ? thrown.message : String(thrown)})`)
    }
  }

  /**
   * Its lines without their ends, those of one chunk at a time, and whether the text ends in the last one: a tool that was
   * killed leaves a line unfinished. @throws HeadroomError IMPORT_TOO_LARGE, IMPORT_INVALID
   */
  async *lines(): AsyncGenerator<{ lines: readonly string[]; unended: boolean }, void, undefined> {
    let rest = ''
    let number = 0
    for await (const chunk of this.chunks()) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      number += lines.length
      yield { lines: lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)), unended: false }
      if (rest.length > MOST_LINE) throw badResults(this, `a line has more than ${MOST_LINE} characters`, number + 1)
    }
    if (rest !== '') yield { lines: [rest], unended: true }
  }

  /** Its text in pieces. @throws HeadroomError IMPORT_TOO_LARGE, IMPORT_INVALID; what the watch's signal is aborted with */
  async *chunks(): AsyncGenerator<string, void, undefined> {
    let decoder: StringDecoder | undefined
    let length = 0
    const bytes: ReadStream = createReadStream(this.path)
    // A tool that was killed leaves gzip without its end: what came until then is read.
    const stream = isGzip(this.start) ? bytes.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })) : bytes
    bytes.once('error', (error) => stream.destroy(error))
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.watch.signal?.throwIfAborted()
        length += chunk.length
        if (length > MOST_TEXT) throw tooLarge(this, `at most ${MOST_TEXT / 1e9} GB are read`)
        decoder ??= decoderFor(chunk)
        const text = decoder.write(chunk)
        yield length === chunk.length && text.startsWith('\uFEFF') ? text.slice(1) : text
        this.watch.onProgress?.({ phase: 'reading', share: Math.min(1, bytes.bytesRead / this.bytes) })
      }
    } catch (thrown) {
      if (thrown instanceof HeadroomError || this.watch.signal?.aborted === true) throw thrown
      throw badResults(this, thrown instanceof Error ? thrown.message : String(thrown))
    } finally {
      bytes.destroy()
    }
    yield decoder?.end() ?? ''
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function decoderFor(start: Buffer): StringDecoder {
  return new StringDecoder(start[0] === 0xff && start[1] === 0xfe ? 'utf16le' : 'utf8')
}
