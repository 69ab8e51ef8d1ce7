import { type ReadStream, createReadStream, openSync, readSync, closeSync, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip, gunzipSync } from 'node:zlib'
import { HeadroomError } from '../../../shared/errors.ts'
import { badResults, tooLarge } from './foreignRun.ts'

/** A whole JSON document is held in memory; everything else is streamed. */
const MOST_DOCUMENT = 64e6
/** Of text, after decompression: some hundred million samples. */
const MOST_TEXT = 50e9
const MOST_LINE = 1e6
const HEAD_BYTES = 65_536

/** The beginning of a file's text, decompressed. @throws HeadroomError FILE_UNREADABLE */
export function headOf(file: string): string {
  const bytes = readStart(file, HEAD_BYTES)
  if (!isGzip(bytes)) return bytes.toString('utf8')
  try {
    // The stream is cut off: what could be unpacked of it is enough.
    return gunzipSync(bytes, { finishFlush: 2, maxOutputLength: 100 * HEAD_BYTES }).toString('utf8')
  } catch {
    throw badResults(file, 'its compression is damaged')
  }
}

/** @throws HeadroomError IMPORT_TOO_LARGE, IMPORT_INVALID */
export async function readDocument(file: string): Promise<unknown> {
  let text = ''
  for await (const chunk of chunksOf(file)) {
    text += chunk
    if (text.length > MOST_DOCUMENT) throw tooLarge(file, `a document has at most ${MOST_DOCUMENT / 1e6} MB`)
  }
  try {
    return JSON.parse(text) as unknown
  } catch (thrown) {
    throw badResults(file, `it is not JSON (${thrown instanceof Error ? thrown.message : String(thrown)})`)
  }
}

/** The lines of a file without their ends, one after the other. @throws HeadroomError IMPORT_TOO_LARGE, IMPORT_INVALID */
export async function* linesOf(file: string): AsyncGenerator<string, void, undefined> {
  let rest = ''
  let number = 0
  for await (const chunk of chunksOf(file)) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      number++
      yield line.endsWith('\r') ? line.slice(0, -1) : line
    }
    if (rest.length > MOST_LINE) throw badResults(file, `a line has more than ${MOST_LINE} characters`, number + 1)
  }
  if (rest !== '') yield rest
}

/** The text of a file in pieces, decompressed where it is gzip. */
export async function* chunksOf(file: string): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8')
  let length = 0
  const bytes: ReadStream = createReadStream(file)
  const stream = isGzip(readStart(file, 2)) ? bytes.pipe(createGunzip()) : bytes
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > MOST_TEXT) throw tooLarge(file, `at most ${MOST_TEXT / 1e9} GB are read`)
      yield decoder.write(chunk)
    }
  } catch (thrown) {
    if (thrown instanceof HeadroomError) throw thrown
    throw badResults(file, thrown instanceof Error ? thrown.message : String(thrown))
  } finally {
    bytes.destroy()
  }
  yield decoder.end()
}

/** When a file was last written: the end of a run whose results tell no time. */
export function writtenAtMs(file: string): number {
  return Math.round(statSync(file).mtimeMs)
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function readStart(file: string, length: number): Buffer {
  try {
    const handle = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(handle, bytes, 0, length, 0))
    } finally {
      closeSync(handle)
    }
  } catch (cause) {
    throw new HeadroomError(
      {
        code: 'FILE_UNREADABLE',
        message: `The file cannot be read: ${file}.`,
        hint: 'Check its name and that you may read it.',
        at: { file },
      },
      { cause },
    )
  }
}
