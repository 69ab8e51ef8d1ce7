import { once } from 'node:events'
import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ContentDecoder } from './contentDecoder.ts'

const TEXT = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(40))

const CODINGS: readonly [string, Buffer][] = [
  ['gzip', zlib.gzipSync(TEXT)],
  ['x-gzip', zlib.gzipSync(TEXT)],
  ['deflate', zlib.deflateSync(TEXT)],
  ['deflate', zlib.deflateRawSync(TEXT)],
  ['br', zlib.brotliCompressSync(TEXT)],
  ['gzip, br', zlib.brotliCompressSync(zlib.gzipSync(TEXT))],
  ['Identity', TEXT],
]

function decode(
  coding: string | undefined,
  pieces: readonly Uint8Array[],
): { text: string; problem: string | undefined } {
  const out: Buffer[] = []
  const decoder = new ContentDecoder(coding, (bytes) => out.push(Buffer.from(bytes)))
  for (const piece of pieces) decoder.write(piece, 0)
  const problem = decoder.end()
  return { text: Buffer.concat(out).toString(), problem }
}

const whole = { text: TEXT.toString(), problem: undefined }

describe('ContentDecoder', () => {
  it.each(CODINGS)('decodes %s whole, in two pieces split anywhere, and byte by byte', (coding, wire) => {
    expect(decode(coding, [wire])).toEqual(whole)
    for (let at = 1; at < wire.length; at += 7) {
      expect(decode(coding, [wire.subarray(0, at), wire.subarray(at)])).toEqual(whole)
    }
    expect(
      decode(
        coding,
        [...wire].map((byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(whole)
  })

  it.runIf('zstdCompressSync' in zlib)('decodes zstd where the runtime has it', () => {
    const compress = (zlib as unknown as { zstdCompressSync: (this: void, bytes: Buffer) => Buffer }).zstdCompressSync
    expect(decode('zstd', [compress(TEXT)])).toEqual(whole)
  })

  it('gives what a piece holds before the next one comes, with the time of that piece', async () => {
    const gzip = zlib.createGzip()
    const pieces: Buffer[] = []
    gzip.on('data', (bytes: Buffer) => pieces.push(bytes))
    gzip.write('one')
    await new Promise<void>((resolve) => gzip.flush(zlib.constants.Z_SYNC_FLUSH, resolve))
    const first = Buffer.concat(pieces.splice(0))
    gzip.end('two')
    await once(gzip, 'end')
    const got: string[] = []
    const decoder = new ContentDecoder('gzip', (bytes, atUs) => got.push(`${Buffer.from(bytes).toString()} ${atUs}`))
    decoder.write(first, 5)
    expect(got).toEqual(['one 5'])
    decoder.write(Buffer.concat(pieces), 9)
    expect(decoder.end()).toBeUndefined()
    expect(got).toEqual(['one 5', 'two 9'])
  })

  it.each(['gzip', 'deflate', 'br', 'gzip, br'])('names a body that is not %s, or is cut off', (coding) => {
    const wire = CODINGS.find(([name]) => name === coding)?.[1] ?? Buffer.alloc(0)
    const outer = coding.split(', ').at(-1)
    expect(decode(coding, [wire.subarray(0, wire.length - 12)]).problem).toMatch(/^the body cannot be decoded as /)
    expect(decode(coding, [Buffer.from('<html>not compressed at all</html>')]).problem).toBe(
      `the body cannot be decoded as ${outer}`,
    )
  })

  it('takes an empty body for what it is', () => {
    expect(decode('gzip', [])).toEqual({ text: '', problem: undefined })
  })

  it('refuses codings that it does not know, and too many', () => {
    expect(decode('compress', [TEXT]).problem).toBe('the content coding compress is not supported')
    expect(decode('gzip,'.repeat(6), [TEXT]).problem).toBe('the body has 6 content codings')
  })

  it('does not let a small piece grow without bound', () => {
    const bomb = zlib.brotliCompressSync(Buffer.alloc(40 * 1024 * 1024), {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 },
    })
    expect(bomb.length).toBeLessThan(10_000)
    expect(decode('br', [bomb]).problem).toBe('the body cannot be decoded as br')
  })
})
