import { parseDuration } from '../units.ts'
import { jsonExpectations, matchersOf, rangeOf } from './buildExpect.ts'
import { parseNumberRange, parseSizeRange } from './expectations.ts'
import { mapValues } from './mapValues.ts'
import type { StreamInput } from './schema/stream.ts'
import type { StreamExtraction, StreamSpec } from './streamTypes.ts'

const MAX_EVENT = '1MB'

/** `stream` of a request, with its defaults. */
export function buildStream(stream: StreamInput): StreamSpec {
  const { until = {}, content, finish, tokens } = stream
  return {
    format: stream.format ?? 'auto',
    until: {
      ...(until.event !== undefined && { event: until.event }),
      ...(until.json && { json: jsonExpectations(until.json) }),
      ...(until.count !== undefined && { count: until.count }),
      ...(until.time !== undefined && { timeUs: parseDuration(until.time) }),
    },
    ...(content !== undefined && { content }),
    ...(finish !== undefined && { finish }),
    ...(tokens !== undefined && { tokens }),
    maxEventBytes: rangeOf(parseSizeRange(stream.maxEvent ?? MAX_EVENT)).max,
    expect: stream.expect ? buildStreamExpectation(stream.expect) : {},
    extract: mapValues(stream.extract ?? {}, buildStreamExtraction),
  }
}

function buildStreamExpectation(expect: NonNullable<StreamInput['expect']>): StreamSpec['expect'] {
  const { events, tokens, firstEvent, firstToken, gap, finish, text } = expect
  return {
    ...(events !== undefined && { events: rangeOf(parseNumberRange(events)) }),
    ...(tokens !== undefined && { tokens: rangeOf(parseNumberRange(tokens)) }),
    ...(firstEvent !== undefined && { firstEventUs: parseDuration(firstEvent) }),
    ...(firstToken !== undefined && { firstTokenUs: parseDuration(firstToken) }),
    ...(gap !== undefined && { gapUs: parseDuration(gap) }),
    ...(finish !== undefined && { finish: [finish].flat() }),
    ...(text !== undefined && { text: matchersOf(text) }),
  }
}

type ExtractionInput = NonNullable<StreamInput['extract']>[string]

function buildStreamExtraction(extract: ExtractionInput): StreamExtraction {
  if (typeof extract === 'string') return { from: 'event', path: extract, pick: 'first' }
  const fallback = extract.default === undefined ? {} : { fallback: String(extract.default) }
  if ('take' in extract) return { from: 'stream', take: extract.take, ...fallback }
  return {
    from: 'event',
    path: extract.json,
    ...(extract.event !== undefined && { event: extract.event }),
    pick: extract.pick ?? 'first',
    ...fallback,
  }
}
