import { rangeWords } from '../../../shared/scenario/expectations.ts'
import type { StreamExtraction, StreamFact, StreamSpec } from '../../../shared/scenario/streamTypes.ts'
import { formatDuration } from '../../../shared/units.ts'
import type { Check, UnnamedCheck } from '../flow/checks.ts'
import { compileMatcher } from '../flow/matchers.ts'
import type { HttpResult } from '../http/client.ts'
import type { StreamReader } from './streamReader.ts'

/** The checks of a step's stream, extractions included; they hold nothing of a response that was not read as one. */
export function compileStreamChecks(spec: StreamSpec): UnnamedCheck[] {
  const { until, expect } = spec
  const checks: UnnamedCheck[] = []
  const goal = untilWords(until)
  if (goal !== undefined) {
    checks.push(
      check(`stream until ${goal}`, 'stream', (stream) =>
        stream.reached ? undefined : `it ended after ${stream.events} events`,
      ),
    )
  }
  const { events, tokens, firstEventUs, firstTokenUs, gapUs, finish } = expect
  const within = (value: number, range: { min: number; max: number }): string | undefined =>
    value >= range.min && value <= range.max ? undefined : String(value)
  if (events) checks.push(check(`stream events are ${rangeWords(events)}`, 'stream', (s) => within(s.events, events)))
  if (tokens) checks.push(check(`stream tokens are ${rangeWords(tokens)}`, 'stream', (s) => within(s.tokens, tokens)))
  const before = (what: string, limitUs: number | undefined, atUs: (stream: StreamReader) => number): void => {
    if (limitUs === undefined) return
    checks.push(
      check(`first ${what} under ${formatDuration(limitUs)}`, 'stream', (stream, result) => {
        if (atUs(stream) === 0) return `no ${what} came`
        const us = atUs(stream) - sendingStartedAt(result)
        return us < limitUs ? undefined : formatDuration(us)
      }),
    )
  }
  before('event', firstEventUs, (stream) => stream.firstEventAtUs)
  before('token', firstTokenUs, (stream) => stream.firstContentAtUs)
  if (gapUs !== undefined) {
    checks.push(
      check(`stream gaps under ${formatDuration(gapUs)}`, 'stream', ({ longestGapUs }) =>
        longestGapUs < gapUs ? undefined : formatDuration(longestGapUs),
      ),
    )
  }
  if (finish) {
    checks.push(
      check(`stream finish is ${finish.join(' or ')}`, 'stream', (stream) =>
        finish.includes(stream.finish ?? '') ? undefined : stream.reason,
      ),
    )
  }
  for (const matches of expect.text ?? []) {
    const matcher = compileMatcher(matches, false)
    checks.push(
      check(`stream text ${matcher.words}`, 'stream', (stream, _result, scope) => {
        const values = stream.contents === 0 ? [] : [stream.text]
        return matcher.deviation({ values, nothing: () => 'no content came' }, scope)
      }),
    )
  }
  for (const [variable, source] of Object.entries(spec.extract)) checks.push(extraction(variable, source))
  return checks
}

/** When the request began to be sent: times of a stream count from there, as http_req_duration does. */
export function sendingStartedAt(result: HttpResult): number {
  return result.endedAtUs - result.sendingUs - result.waitingUs - result.receivingUs
}

type Deviation = (
  stream: StreamReader,
  result: HttpResult,
  scope: Parameters<Check['deviation']>[2],
) => string | undefined

function check(expected: string, where: string, deviation: Deviation): UnnamedCheck {
  return {
    needsBody: false,
    ofStream: true,
    expected,
    where,
    deviation: (result, { stream }, scope) =>
      stream ? deviation(stream, result, scope) : `status ${result.status}: no stream`,
  }
}

/** Undefined when only a time ends it: that is reached in any case. */
function untilWords({ event, json, count }: StreamSpec['until']): string | undefined {
  const goals = [
    ...(event === undefined ? [] : [`event ${event}`]),
    ...(json ?? []).map(({ path, matches }) => `${path} ${compileMatcher(matches, true).words}`),
    ...(count === undefined ? [] : [`${count} events`]),
  ]
  return goals.length === 0 ? undefined : goals.join(' or ')
}

function extraction(variable: string, source: StreamExtraction): UnnamedCheck {
  const place = source.from === 'event' ? source.path : source.take
  const { fallback } = source
  return check(`extract ${variable} from stream ${place}`, `events at ${place}`, (stream, _result, scope) => {
    const value = source.from === 'event' ? stream.extracted.get(variable) : factOf(stream, source.take)
    if (value !== undefined) scope.set(variable, value)
    else if (fallback === undefined) return 'no event has it'
    else scope.set(variable, fallback)
    return undefined
  })
}

function factOf(stream: StreamReader, take: StreamFact): unknown {
  if (take === 'text') return stream.contents === 0 ? undefined : stream.text
  return stream[take]
}
