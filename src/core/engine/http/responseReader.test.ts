import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BROKEN_RESPONSES, RESPONSES_WITH_SURPLUS, WHOLE_RESPONSES } from './responseExamples.ts'
import type { ResponseExample } from './responseExamples.ts'
import { MAX_HEAD_BYTES, ResponseReader } from './responseReader.ts'
import type { ResponseReaderOwner } from './responseReader.ts'

const EXAMPLES = [...WHOLE_RESPONSES, ...BROKEN_RESPONSES]

/** What heads are made of. */
const NOISE = ['H', 'T', 'P', '/', '1', '.', ' ', '2', '0', '\r', '\n', '\r\n', ':', ',', ';', 'a']

/** Of a failed response without its body: how much of it came before the failure depends on the pieces. */
type Reading =
  | { state: 'failed'; failure: string | undefined; status: number }
  | { state: string; status: number; body: string; keepAlive: boolean }

const shared = Buffer.alloc(MAX_HEAD_BYTES + 1_000)

/** An owner that keeps so much of each body, and does nothing else. */
const keeping = (limit: number): ResponseReaderOwner => ({ headRead: () => limit, bodyRead: () => {} })

/** Feeds the pieces one after another through one buffer, as the sockets of a worker do. */
function read(example: ResponseExample, pieces: readonly Buffer[], bodyLimit = 1_000_000): Reading {
  const reader = new ResponseReader(keeping(bodyLimit))
  reader.begin(example.isHead ?? false, false)
  for (const piece of pieces) {
    piece.copy(shared)
    reader.read(shared, piece.length)
    if (reader.state === 'complete' || reader.state === 'failed') break
    reader.detach()
    // Another connection reads into the same buffer.
    shared.fill(0x58, 0, piece.length)
  }
  if (example.closes) reader.close()
  const status = reader.hasHead ? reader.framing.status : 0
  const { state, failure } = reader
  if (state === 'failed') return { state, failure: failure?.name, status }
  const keepAlive = reader.framing.keepAlive && !example.closes
  return { state, status, body: Buffer.from(reader.kept.bytes()).toString('latin1'), keepAlive }
}

function expected(example: ResponseExample): Partial<Reading> {
  const { failure, status = 200, body = '', keepAlive = !example.closes } = example
  return failure === undefined ? { state: 'complete', status, body, keepAlive } : { state: 'failed', failure }
}

const wireOf = (example: ResponseExample): Buffer => Buffer.from(example.wire, 'latin1')

/** The bytes in pieces that begin at these indices. */
function cut(wire: Buffer, at: readonly number[]): Buffer[] {
  const starts = [...new Set([0, ...at])].toSorted((a, b) => a - b)
  return starts.map((start, index) => wire.subarray(start, starts[index + 1])).filter((piece) => piece.length > 0)
}

describe.each(EXAMPLES)('response reader: $name', (example) => {
  const wire = wireOf(example)

  it('reads it whole', () => {
    expect(read(example, [wire])).toMatchObject(expected(example))
  })

  it('reads it split at every byte, in two pieces and in single bytes', () => {
    const whole = read(example, [wire])
    for (let at = 1; at < wire.length; at++) expect(read(example, cut(wire, [at]))).toEqual(whole)
    const single = [...wire].map((byte) => Buffer.from([byte]))
    expect(read(example, single)).toEqual(whole)
  })
})

describe('response reader', () => {
  it('reads any response in any pieces as it reads it whole', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EXAMPLES), fc.array(fc.nat(400), { maxLength: 12 }), (example, at) => {
        const wire = wireOf(example)
        const pieces = cut(
          wire,
          at.filter((index) => index < wire.length),
        )
        expect(read(example, pieces)).toEqual(read(example, [wire]))
      }),
      { numRuns: 500 },
    )
  })

  it('reads any body in any chunks and pieces', () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 10 }), fc.array(fc.nat(3000), { maxLength: 20 }), (chunks, at) => {
        const body = Buffer.concat(chunks).toString('latin1')
        const coded = chunks.map((each) => `${each.length.toString(16)}\r\n${Buffer.from(each).toString('latin1')}\r\n`)
        const example = {
          name: '',
          wire: `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${coded.join('')}0\r\n\r\n`,
        }
        const wire = wireOf(example)
        expect(
          read(
            example,
            cut(
              wire,
              at.filter((index) => index < wire.length),
            ),
          ),
        ).toMatchObject({ state: 'complete', body })
      }),
      { numRuns: 300 },
    )
  })

  it('ends on any bytes whatever, without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...NOISE), maxLength: 80 }), (noise) => {
        const reading = read({ name: '', wire: '', closes: true }, [Buffer.from(`HTTP/1.1 200 OK\r\n${noise}`)])
        expect(['complete', 'failed']).toContain(reading.state)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(RESPONSES_WITH_SURPLUS)('refuses $name', (example) => {
    expect(read(example, [wireOf(example)])).toMatchObject({
      state: 'failed',
      failure: example.failure,
      status: example.status ?? 200,
    })
  })

  it('says no status when the framing is ambiguous', () => {
    const wire = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n'
    expect(read({ name: '', wire }, [Buffer.from(wire)]).status).toBe(0)
  })

  it('takes a head of the limit and refuses a longer one, in one piece or in many', () => {
    const filler = (bytes: number): string => `HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx: ${'a'.repeat(bytes)}\r\n\r\n`
    const most = MAX_HEAD_BYTES - filler(0).length
    for (const starts of [[], Array.from({ length: 60 }, (_, index) => index * 1_000)]) {
      const outcome = (bytes: number): Reading => read({ name: '', wire: '' }, cut(Buffer.from(filler(bytes)), starts))
      expect(outcome(most)).toMatchObject({ state: 'complete' })
      expect(outcome(most + 1)).toMatchObject({ state: 'failed', failure: 'response head too large' })
    }
  })

  it('keeps of a body what is wanted and says when there was more', () => {
    const wire = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789')
    const keep = (limit: number): { body: string; truncated: boolean } => {
      const reader = new ResponseReader(keeping(limit))
      reader.begin(false, false)
      reader.read(wire, wire.length)
      return { body: Buffer.from(reader.kept.bytes()).toString(), truncated: reader.bodyTruncated }
    }
    expect(keep(4)).toEqual({ body: '0123', truncated: true })
    expect(keep(10)).toEqual({ body: '0123456789', truncated: false })
    expect(keep(0)).toEqual({ body: '', truncated: false })
  })

  it('asks for the limit once, with the final status', () => {
    const asked: number[] = []
    const reader = new ResponseReader({ headRead: () => asked.push(reader.framing.status), bodyRead: () => {} })
    const wire = Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno')
    reader.begin(false, false)
    reader.read(wire, wire.length)
    expect(asked).toEqual([404])
  })

  it('gives the memory of a response back', () => {
    const reader = new ResponseReader(keeping(100))
    const wire = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n01234')
    reader.begin(false, false)
    reader.read(wire, wire.length)
    reader.detach()
    reader.release()
    expect(reader.head.source.length + reader.kept.source.length).toBe(0)
  })
})
