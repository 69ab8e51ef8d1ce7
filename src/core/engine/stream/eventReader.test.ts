import { describe, expect, it } from 'vitest'
import { EventReader } from './eventReader.ts'
import type { EventFormat } from './eventReader.ts'

function readAll(format: EventFormat, pieces: readonly Uint8Array[], limit = 1000): string[] {
  const events: string[] = []
  const reader = new EventReader(format, limit, {
    event: (name, data) => events.push(`${name}|${data}`),
    tooLarge: () => events.push('too large'),
  })
  for (const piece of pieces) reader.write(piece)
  reader.end()
  return events
}

const SSE = Buffer.from(
  '\uFEFF: comment\n\ndata: one\r\ndata: line two\r\n\r\nevent: done\nid: 7\ndata:{"t":"müde 😀"}\n\nretry: 5\nevent: empty\n\ndata\n\ndata: never complete',
)
const SSE_EVENTS = ['message|one\nline two', 'done|{"t":"müde 😀"}', 'message|']
const LINES = Buffer.from('{"a":1}\r\n\n{"t":"müde 😀"}\nlast')
const LINE_EVENTS = ['|{"a":1}', '|{"t":"müde 😀"}', '|last']

describe('a stream cut into events', () => {
  it('keeps to the rules of server-sent events', () => {
    expect(readAll('events', [SSE])).toEqual(SSE_EVENTS)
  })

  it('is the same however the bytes are split, within a character too', () => {
    for (let at = 1; at < SSE.length; at++) {
      expect(readAll('events', [SSE.subarray(0, at), SSE.subarray(at)])).toEqual(SSE_EVENTS)
    }
    const bytes = Array.from(SSE, (byte) => Buffer.from([byte]))
    expect(readAll('events', bytes)).toEqual(SSE_EVENTS)
  })

  it('cuts lines, the last one without its end too, however they are split', () => {
    expect(readAll('lines', [LINES])).toEqual(LINE_EVENTS)
    for (let at = 1; at < LINES.length; at++) {
      expect(readAll('lines', [LINES.subarray(0, at), LINES.subarray(at)])).toEqual(LINE_EVENTS)
    }
  })

  it('takes pieces as they are, but never half a character', () => {
    const bytes = Buffer.from('aü')
    expect(readAll('chunks', [bytes.subarray(0, 2), bytes.subarray(2)])).toEqual(['|a', '|ü'])
    expect(readAll('chunks', [Buffer.from([0x61, 0xc3])])).toEqual(['|a', '|�'])
  })

  it.each<[EventFormat, string]>([
    ['events', `data: ${'x'.repeat(2000)}\n\n`],
    ['events', `data: ${'x'.repeat(2000)}`],
    ['events', 'data: x\n'.repeat(2000)],
    ['lines', `${'x'.repeat(2000)}\n`],
    ['lines', 'x'.repeat(2000)],
    ['chunks', 'x'.repeat(2000)],
  ])('refuses an event of %s beyond the limit, once, and says nothing after it: %#', (format, text) => {
    const whole = Buffer.from(text)
    expect(readAll(format, [whole, Buffer.from('\n\ndata: more\n\n')])).toEqual(['too large'])
    const pieces = Array.from({ length: Math.ceil(whole.length / 100) }, (_, at) =>
      whole.subarray(at * 100, at * 100 + 100),
    )
    if (format !== 'chunks') expect(readAll(format, [...pieces, Buffer.from('\n\nmore\n')])).toEqual(['too large'])
  })
})
