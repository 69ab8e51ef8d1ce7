import { describe, expect, it } from 'vitest'
import type { FakeResponse } from '../testing/fakeClient.ts'
import { startVirtualRun } from '../testing/virtualRun.ts'
import { prepareYaml } from '../testing/yamlScenario.ts'

const EVENT_STREAM = { 'content-type': 'text/event-stream; charset=utf-8' }

/** Events as `[milliseconds after the head, data]`, or with a name as `[ms, name, data]`. */
function sse(events: readonly (readonly [number, string] | readonly [number, string, string])[]): FakeResponse {
  return {
    headers: EVENT_STREAM,
    afterUs: 50_000,
    pieces: events.map(([ms, ...rest]) => {
      const [data, name] = rest.toReversed()
      return { afterUs: ms * 1000, bytes: `${name === undefined ? '' : `event: ${name}\n`}data: ${data}\n\n` }
    }),
  }
}

const openai = (delta: object, finish: string | null = null) =>
  JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })

const CHAT = sse([
  [0, openai({ role: 'assistant', content: '' })],
  [300, openai({ content: 'Hel' })],
  [400, openai({ content: 'lo' })],
  [600, openai({ content: '!' })],
  [650, openai({}, 'stop')],
  [660, JSON.stringify({ choices: [], usage: { completion_tokens: 31 } })],
  [670, '[DONE]'],
])

const MESSAGES = sse([
  [0, 'message_start', '{"type":"message_start","message":{"usage":{"output_tokens":1}}}'],
  [10, 'content_block_start', '{"type":"content_block_start","content_block":{"type":"text","text":""}}'],
  [20, 'ping', '{"type":"ping"}'],
  [200, 'content_block_delta', '{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}'],
  [260, 'content_block_delta', '{"type":"content_block_delta","delta":{"type":"text_delta","text":" you"}}'],
  [300, 'message_delta', '{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}'],
  [301, 'message_stop', '{"type":"message_stop"}'],
])

function play(response: FakeResponse, stream: string, more = '') {
  const steps = `    - { post: /ai, name: ai, json: {}, stream: ${stream}${more} }\n    - { get: /after, name: after }`
  const prepared = prepareYaml('http://ai.localhost', steps)
  const run = startVirtualRun(prepared, ({ url }) => (url.endsWith('/ai') ? response : {}))
  run.clock.advance(60e6)
  const checks = run.log.series
    .filter(({ metric }) => metric === 'checks')
    .map(({ tags }) => {
      const check = tags['check'] ?? ''
      return [check.replace('ai: ', ''), run.log.total('checks', { check }).sum === 1] as const
    })
  const failure = run.log.exemplars.find(({ kind }) => kind === 'failed')
  return {
    ...run,
    checks: Object.fromEntries(checks),
    failure,
    sum: (metric: string, tags = {}) => run.log.total(metric, tags).sum,
  }
}

describe('streams of AI providers', () => {
  it('measures OpenAI’s shape: the first event is not the first token', () => {
    const { log, sum } = play(CHAT, 'true')
    expect(log.total('stream_first_event', { step: 'ai' })).toMatchObject({ count: 1, sum: 50_000 })
    expect(log.total('stream_ttft', { step: 'ai' })).toMatchObject({ count: 1, sum: 350_000 })
    expect(log.total('stream_token_gap', {})).toMatchObject({ count: 2, min: 100_000, max: 200_000 })
    expect(log.total('stream_event_gap', {}).count).toBe(6)
    expect(sum('stream_events')).toBe(7)
    expect(sum('stream_tokens')).toBe(31)
    expect(log.total('stream_tokens_per_second', {}).max).toBe(100)
    expect(sum('streams', { finish: 'stop', step: 'ai' })).toBe(1)
    expect(sum('http_req_failed')).toBe(0)
    expect(log.total('http_req_duration', { step: 'ai' }).sum).toBe(720_000)
  })

  it('measures Anthropic’s shape', () => {
    const { log, sum } = play(MESSAGES, '{ format: anthropic }')
    expect(log.total('stream_ttft', {})).toMatchObject({ count: 1, sum: 250_000 })
    expect(log.total('stream_token_gap', {})).toMatchObject({ count: 1, sum: 60_000 })
    expect(sum('stream_tokens')).toBe(7)
    expect(sum('streams', { finish: 'end_turn' })).toBe(1)
  })

  it('measures other shapes by JSONPath, here a JSON value per line', () => {
    const lines = [
      '{"response":"","done":false}',
      '{"response":"a"}',
      '{"response":"b"}',
      '{"done":true,"why":"length","n":12}',
    ]
    const response: FakeResponse = {
      headers: { 'content-type': 'application/x-ndjson' },
      pieces: lines.map((line, at) => ({ afterUs: at * 100_000, bytes: `${line}\n` })),
    }
    const { log, sum } = play(response, '{ content: $.response, finish: $.why, tokens: $.n, expect: { text: ab } }')
    expect(log.total('stream_ttft', {})).toMatchObject({ count: 1, sum: 100_000 })
    expect(sum('stream_tokens')).toBe(12)
    expect(sum('streams', { finish: 'length' })).toBe(1)
    expect(sum('checks')).toBe(1)
  })

  it('recognizes a shape though something else comes first', () => {
    const response = sse([
      [0, 'ping', '{"type":"ping"}'],
      [10, openai({ content: 'a' })],
      [20, openai({}, 'length')],
    ])
    expect(play(response, 'true').sum('streams', { finish: 'length' })).toBe(1)
  })

  it('knows of plain events no contents', () => {
    const { log, sum } = play(sse(Array.from({ length: 20 }, (_, at) => [at * 10, `{"n":${at}}`] as const)), 'true')
    expect(sum('stream_events')).toBe(20)
    expect(log.total('stream_ttft', {}).count).toBe(0)
    expect(log.total('stream_event_gap', {})).toMatchObject({ count: 19, max: 10_000 })
  })

  it('counts contents where the provider counts no tokens', () => {
    const { sum } = play(
      sse([
        [0, openai({ content: 'a' })],
        [10, openai({ content: 'b' })],
        [20, '[DONE]'],
      ]),
      'true',
    )
    expect(sum('stream_tokens')).toBe(2)
    expect(sum('streams', { finish: 'none' })).toBe(1)
  })

  it('checks what the stream must be, and says what came', () => {
    const wanted =
      '{ expect: { firstToken: 300ms, firstEvent: 60ms, gap: 150ms, tokens: 31, events: 8.., finish: [stop, length], text: { contains: Hello } } }'
    const { checks, failure, sum } = play(CHAT, wanted)
    expect(checks).toEqual({
      'stream events are at least 8': false,
      'stream tokens are 31': true,
      'first event under 60.0 ms': true,
      'first token under 300 ms': false,
      'stream gaps under 150 ms': false,
      'stream finish is stop or length': true,
      'stream text contains "Hello"': true,
    })
    expect(failure?.checks.map(({ actual, where }) => `${actual} (${where})`)).toEqual([
      '7 (stream)',
      '350 ms (stream)',
      '200 ms (stream)',
    ])
    expect(sum('http_req_failed')).toBe(0)
  })

  it('extracts from events, and facts of the whole', () => {
    const steps = `    - post: /ai
      name: ai
      stream:
        extract: { id: '$.choices[0].delta.role', last: { json: '$.choices[0].finish_reason', pick: last }, answer: { take: text }, n: { take: tokens }, none: { json: $.nope, default: x } }
    - get: /after?{{id}}-{{last}}-{{answer}}-{{n}}-{{none}}`
    const run = startVirtualRun(prepareYaml('http://ai.localhost', steps), ({ url }) =>
      url.endsWith('/ai') ? CHAT : {},
    )
    run.clock.advance(5e6)
    expect(run.client.sent[1]?.url).toBe('http://ai.localhost/after?assistant-stop-Hello!-31-x')
  })
})

describe('the end of a stream', () => {
  const ticks = sse(Array.from({ length: 50 }, (_, at) => [at * 100, `{"n":${at}}`] as const))

  it.each([
    ['{ until: { count: 3 } }', 3, 250_000, { 'stream until 3 events': true }],
    ['{ until: { json: { $.n: 7 } } }', 8, 750_000, { 'stream until $.n is 7': true }],
    [
      '{ until: { json: { $.n: { between: 2.. } }, count: 30 } }',
      3,
      250_000,
      { 'stream until $.n is at least 2 or 30 events': true },
    ],
    ['{ until: { time: 1020ms } }', 10, 1_020_000, {}],
  ])('%s leaves it and closes the connection', (stream, events, durationUs, checks) => {
    const run = play(ticks, stream)
    expect(run.client.left).toBe(1)
    expect(run.sum('stream_events')).toBe(events)
    expect(run.log.total('http_req_duration', { step: 'ai' }).sum).toBe(durationUs)
    expect(run.checks).toEqual(checks)
    expect(run.sum('streams', { finish: 'left' })).toBe(1)
    expect(run.sum('http_req_failed')).toBe(0)
    expect(run.sum('http_reqs', { step: 'after' })).toBe(1)
  })

  it('leaves at an event of a name', () => {
    const run = play(
      sse([
        [0, 'tick', '1'],
        [10, 'done', '2'],
        [20, 'tick', '3'],
      ]),
      '{ until: { event: done } }',
    )
    expect(run.sum('stream_events')).toBe(2)
    expect(run.checks).toEqual({ 'stream until event done': true })
  })

  it('fails the check when the goal is not reached', () => {
    const run = play(ticks, '{ until: { event: done } }')
    expect(run.checks).toEqual({ 'stream until event done': false })
    expect(run.failure?.checks[0]?.actual).toBe('it ended after 50 events')
    expect(run.sum('http_req_failed')).toBe(0)
  })

  it('does not leave before the head when the time is over by then', () => {
    const run = play({ ...ticks, afterUs: 500_000 }, '{ until: { time: 100ms } }')
    expect(run.sum('http_req_failed')).toBe(0)
    expect(run.log.total('http_req_duration', { step: 'ai' }).sum).toBe(500_000)
  })

  it('is cut off with the virtual user, and the request then counts nowhere', () => {
    const load = 'load: { main: { executor: constant-vus, duration: 1s, gracefulStop: 0s } }'
    const run = startVirtualRun(
      prepareYaml('http://ai.localhost', '    - { get: /ai, stream: true }', load),
      () => ticks,
    )
    run.clock.advance(10e6)
    expect(run.client.aborted).toBe(1)
    expect(run.finished()).toBe(true)
    expect(run.log.total('http_reqs', {}).count).toBe(0)
    expect(run.log.total('streams', {}).count).toBe(0)
  })
})

describe('streams that fail', () => {
  it.each<[string, FakeResponse, string, number, string]>([
    [
      'an error of the provider (OpenAI)',
      sse([
        [0, openai({ content: 'a' })],
        [10, '{"error":{"message":"overloaded","type":"server_error"}}'],
        [20, '[DONE]'],
      ]),
      '{ format: openai }',
      1811,
      'overloaded',
    ],
    [
      'an error of the provider (Anthropic)',
      sse([[0, 'error', '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}']]),
      '{ format: anthropic }',
      1811,
      'Overloaded',
    ],
    ['an end in the middle', sse([[0, openai({ content: 'a' })]]), 'true', 1812, 'openai'],
    [
      'a huge event',
      sse([
        [0, 'x'.repeat(20_000)],
        [10, 'y'],
      ]),
      '{ maxEvent: 10kB }',
      1810,
      '10000',
    ],
    [
      'a coding that it is not in',
      { headers: { ...EVENT_STREAM, 'content-encoding': 'gzip' }, body: 'data: 1\n\n' },
      'true',
      1701,
      'gzip',
    ],
  ])('%s counts as failed and is named', (_what, response, stream, code, detail) => {
    const run = play(response, stream)
    expect(run.sum('http_req_failed', { step: 'ai', error_code: String(code), status: '200' })).toBe(1)
    expect(run.log.total('http_req_failed', { step: 'ai' }).count).toBe(1)
    expect(run.failure?.error?.message).toContain(detail)
    expect(run.sum('streams', { finish: 'failed' })).toBe(1)
    expect(run.sum('http_reqs', { step: 'after' })).toBe(1)
  })

  it('counts an expected 429 as rate limited, with what it asks to wait, and checks no stream', () => {
    const limited: FakeResponse = { status: 429, headers: { 'retry-after': '12' }, body: '{"error":{}}' }
    const run = play(
      limited,
      '{ format: openai, until: { count: 5 }, expect: { tokens: 5.. } }',
      ', expect: { status: [200, 429] }',
    )
    expect(run.sum('rate_limited', { step: 'ai' })).toBe(1)
    expect(run.log.total('retry_after', { step: 'ai' })).toMatchObject({ count: 1, sum: 12_000_000 })
    expect(run.sum('http_req_failed')).toBe(0)
    expect(run.log.total('stream_ttft', {}).count).toBe(0)
    expect(run.checks['status is 200 or 429']).toBe(true)
    expect(run.log.total('checks', {}).count).toBe(1)
  })

  it('counts a 429 that is not expected as failed', () => {
    const run = play({ status: 429 }, 'true')
    expect(run.sum('http_req_failed', { error_code: '1429' })).toBe(1)
    expect(run.sum('rate_limited')).toBe(0)
  })
})

describe('GraphQL', () => {
  const answer = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  function ask(response: FakeResponse, more = '') {
    const steps = `    - graphql: /graphql
      query: 'query Match($id: ID!) { match(id: $id) { title } }'
      variables: { id: '{{vu}}', deep: { n: 1 } }
      operationName: Match
      tags: { operation: READ }
${more}`
    const run = startVirtualRun(prepareYaml('http://api.localhost', steps), () => response)
    run.clock.advance(1e6)
    return run
  }

  it('sends query, variables and operation name', () => {
    const run = ask(answer({ data: { match: { title: 'a' } } }), '      expect: { json: { $.data.match.title: a } }')
    expect(JSON.parse(run.client.sent[0]?.body ?? '')).toEqual({
      query: 'query Match($id: ID!) { match(id: $id) { title } }',
      variables: { id: 1, deep: { n: 1 } },
      operationName: 'Match',
    })
    expect(run.client.sent[0]?.headers).toMatchObject({ 'content-type': 'application/json' })
    expect(run.client.sent[0]?.method).toBe('POST')
    const tags = { step: 'query Match', operation: 'READ', status: '200', expected_response: 'true' }
    expect(run.log.total('http_req_failed', tags)).toMatchObject({ count: 1, sum: 0 })
    expect(run.log.total('checks', {})).toMatchObject({ count: 2, sum: 2 })
  })

  it.each([
    [
      'errors',
      answer({ data: null, errors: [{ message: 'No such match' }, { message: 'x' }] }),
      'No such match (and 1 more)',
    ],
    ['no GraphQL at all', answer({ ok: true }), 'neither data nor errors'],
    ['no JSON', { body: '<html>' }, 'the body is not JSON'],
    ['nothing', {}, 'the body is empty'],
  ])('counts a 200 with %s as failed', (_what, response, detail) => {
    const run = ask(response)
    const tags = { status: '200', error_code: '1800', error: 'GraphQL errors', operation: 'READ' }
    expect(run.log.total('http_req_failed', tags)).toMatchObject({ count: 1, sum: 1 })
    const [failure] = run.log.exemplars
    expect(failure?.reason).toBe('GraphQL errors')
    expect(failure?.error?.message).toContain(detail)
  })

  it('takes errors that are allowed, and wants those that must be', () => {
    const errors = answer({ errors: [{ message: 'no' }] })
    expect(ask(errors, '      expect: { errors: allowed }').log.total('http_req_failed', {}).sum).toBe(0)
    const exist = ask(errors, '      expect: { errors: exists }')
    expect(exist.log.total('checks', { check: 'query Match: GraphQL errors' }).sum).toBe(1)
    const none = ask(answer({ data: {} }), '      expect: { errors: exists }')
    expect(none.log.total('checks', {})).toMatchObject({ count: 1, sum: 0 })
    expect(none.log.total('http_req_failed', {}).sum).toBe(0)
  })
})
