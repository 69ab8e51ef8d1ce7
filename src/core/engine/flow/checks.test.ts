import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { buildExpectation, buildExtractions } from '../../../shared/scenario/buildExpect.ts'
import type { ExpectInput, ExtractInput } from '../../../shared/scenario/schema/expect.ts'
import type { HttpResult } from '../http/client.ts'
import { compileChecks } from './checks.ts'
import { ResponseBody } from './responseBody.ts'

const HTML = `<!doctype html><html><head><title>Shop  &amp; more</title></head><body>
  <form id=login><input name=csrf value="t0k&amp;n"></form>
  <ul><li class=item>one<li class=item>two <b>bold</b><li class=item>three</ul><a class=next href="/page/2">next</a>`
const JSON_BODY = '{"id":7,"state":"open","items":[{"n":"a"},{"n":"b"}],"note":null,"price":"12.50"}'

function resultOf(
  body: string | Buffer,
  headers: Record<string, string> = {},
  more: Partial<HttpResult> = {},
): HttpResult {
  const bytes = Buffer.from(body)
  const flat = Object.entries(headers).flat()
  return {
    status: 200,
    failure: undefined,
    startedAtUs: 0,
    endedAtUs: 10_000,
    blockedUs: 0,
    lookingUpUs: 0,
    connectingUs: 0,
    tlsHandshakingUs: 0,
    sendingUs: 0,
    waitingUs: 10_000,
    receivingUs: 0,
    bytesSent: 0,
    bytesReceived: 0,
    bodyTruncated: false,
    body: () => bytes,
    header: (name) => headers[name],
    headers: () => flat,
    ...more,
  }
}

function scopeOf(variables: Record<string, unknown> = {}) {
  const set: Record<string, unknown> = {}
  return {
    variables: set,
    get: (name: string) => variables[name],
    set: (name: string, value: unknown) => {
      set[name] = value
    },
    cookie: (name: string) => (name === 'session' ? 'abc' : undefined),
    random: () => 0.99,
    nowMs: () => 0,
    vu: 1,
    iteration: 0,
  }
}

/** What failed: expected, actual, where. */
function deviations(result: HttpResult, expected: ExpectInput, variables: Record<string, unknown> = {}) {
  const body = new ResponseBody(result)
  const scope = scopeOf(variables)
  return compileChecks({ name: 'step', expect: buildExpectation(expected), extract: {} }).flatMap((check) => {
    const actual = check.deviation(result, body, scope)
    return actual === undefined ? [] : [[check.expected, actual, check.where]]
  })
}

function extracted(result: HttpResult, extract: ExtractInput) {
  const body = new ResponseBody(result)
  const scope = scopeOf()
  const failed = compileChecks({ name: 'step', expect: {}, extract: buildExtractions(extract) }).flatMap(
    (check) => check.deviation(result, body, scope) ?? [],
  )
  return { variables: scope.variables, failed }
}

describe('expectations that hold', () => {
  const json = resultOf(JSON_BODY, { 'content-type': 'application/json', 'x-cache': 'HIT' })
  it.each<[HttpResult, ExpectInput]>([
    [json, { status: '2xx', under: '1s', size: '10..1kB' }],
    [json, { headers: { 'X-Cache': 'HIT', etag: 'absent', 'content-type': { contains: 'json', matches: '^app' } } }],
    [json, { contains: ['open', '{{want}}'], lacks: 'closed', matches: ['"id":\\d+', '/OPEN/i'] }],
    [json, { json: { $: 'exists', '$.note': null, '$.missing': 'absent', '$.items[*]': { count: 2 } } }],
    [json, { json: { '$.id': { between: '1..10' }, '$.price': { between: '12..' }, '$.state': { matches: '^op' } } }],
    [json, { json: { '$.items': { contains: '"b"' }, '$.state': '{{want}}' } }],
    [resultOf(HTML), { css: { title: 'Shop & more', 'li.item': { count: '3..' }, h1: 'absent', form: 'exists' } }],
    [
      resultOf(HTML),
      { css: { 'a.next': { attribute: 'href', matches: '^/page/\\d+$' }, 'li:nth-child(2)': 'two bold' } },
    ],
    [resultOf(gzipSync(JSON_BODY), { 'content-encoding': 'gzip' }), { size: JSON_BODY.length, json: { '$.id': 7 } }],
    [resultOf(''), { size: 0 }],
  ])('%#', (result, wanted) => {
    expect(deviations(result, wanted, { want: 'open' })).toEqual([])
  })
})

describe('expectations that fail say what was expected, what came, and where', () => {
  const json = resultOf(JSON_BODY, { 'content-type': 'application/json' })
  it.each<[HttpResult, ExpectInput, [string, string, string]]>([
    [json, { status: [201, '4xx'] }, ['status is 201 or 400-499', 'status 200', 'status']],
    [json, { under: '5ms' }, ['under 5.00 ms', '10.0 ms', 'duration']],
    [json, { headers: { ETag: 'exists' } }, ['header etag exists', 'the response does not have it', 'header etag']],
    [
      json,
      { headers: { 'content-type': 'text/html' } },
      ['header content-type is "text/html"', '"application/json"', 'header content-type'],
    ],
    [resultOf('Hello'), { contains: 'World' }, ['body contains "World"', 'the body does not: "Hello"', 'body']],
    [
      resultOf(`${'-'.repeat(500)}SECRET${'-'.repeat(500)}`),
      { lacks: 'SECRET' },
      ['body lacks "SECRET"', `the body does, at byte 500: …"${'-'.repeat(40)}SECRET${'-'.repeat(114)}"…`, 'body'],
    ],
    [resultOf('Hello'), { matches: '^W' }, ['body matches /^W/', 'the body does not: "Hello"', 'body']],
    [json, { size: '..10' }, ['body size is at most 10 B', `${JSON_BODY.length} bytes`, 'body']],
    [json, { json: { '$.state': 'closed' } }, ['$.state is "closed"', '"open"', 'body at $.state']],
    [json, { json: { '$.id': { between: '8..' } } }, ['$.id is at least 8', '7', 'body at $.id']],
    [json, { json: { '$.items[*]': { count: 3 } } }, ['$.items[*] count is 3', 'there are 2', 'body at $.items[*]']],
    [
      json,
      { json: { '$.items[5].n': 'exists' } },
      ['$.items[5].n exists', 'nothing is there; $.items is a list of 2', 'body at $.items[5].n'],
    ],
    [
      json,
      { json: { '$.user.name': 'exists' } },
      ['$.user.name exists', 'nothing is there; $ is a map with id, state, items, note, price', 'body at $.user.name'],
    ],
    [resultOf('{"a": oops}'), { json: { '$.a': 1 } }, ['$.a is 1', 'the body is not JSON', 'body at $.a']],
    [resultOf(HTML), { css: { h1: 'exists' } }, ['h1 exists', 'no such element', 'body at h1']],
    [
      resultOf(HTML),
      { css: { 'a.next': { attribute: 'href', equals: '/page/3' } } },
      ['a.next @href is "/page/3"', '"/page/2"', 'body at a.next @href'],
    ],
  ])('%#', (result, wanted, failed) => {
    const found = deviations(result, wanted)
    expect(found).toHaveLength(1)
    expect(found[0]?.[0]).toBe(failed[0])
    expect(found[0]?.[1]).toContain(failed[1])
    expect(found[0]?.[2]).toBe(failed[2])
  })

  it('checks each part of a map by itself', () => {
    const found = deviations(json, { json: { '$.state': { contains: 'clo', matches: 'sed$' } } })
    expect(found.map(([expected]) => expected)).toEqual(['$.state contains "clo"', '$.state matches /sed$/'])
  })

  it('says of HTML that cannot be read why', () => {
    const said = (body: string) => deviations(resultOf(body), { css: { p: 'absent' } })[0]?.[1]
    expect(said('<div>'.repeat(200_000))).toContain('nested more than 500')
    expect(said('<i></i>'.repeat(20_001))).toContain('more than 20000 elements')
    expect(said('<i></i>'.repeat(20_000))).toBeUndefined()
    expect(said('x'.repeat(4_000_001))).toContain('longer than 4 MB')
  })
})

describe('extractions', () => {
  it('read JSON, headers, patterns, elements and cookies', () => {
    const result = resultOf(JSON_BODY, { location: '/orders/7' })
    const { variables, failed } = extracted(result, {
      id: '$.id',
      last: { json: '$.items[*].n', pick: 'last' },
      any: { json: '$.items[*].n', pick: 'random' },
      place: { header: 'Location' },
      order: { regex: '"id":(\\d+)' },
      whole: { regex: '"id":\\d+' },
      named: { regex: '"state":"(?<state>\\w+)"', group: 'state' },
      session: { cookie: 'session' },
      none: { json: '$.nothing', default: 'unknown' },
    })
    expect(failed).toEqual([])
    expect(variables).toEqual({
      id: 7,
      last: 'b',
      any: 'b',
      place: '/orders/7',
      order: '7',
      whole: '"id":7',
      named: 'open',
      session: 'abc',
      none: 'unknown',
    })
  })

  it('read HTML: texts, attributes, the last of several', () => {
    const { variables } = extracted(resultOf(HTML), {
      csrf: { css: 'form#login input[name=csrf]', attribute: 'value' },
      item: { css: 'li.item', pick: 'last' },
    })
    expect(variables).toEqual({ csrf: 't0k&n', item: 'three' })
  })

  it('fail with a reason when nothing is there', () => {
    const { variables, failed } = extracted(resultOf(JSON_BODY), {
      a: '$.items[9].n',
      b: { header: 'etag' },
      c: { regex: 'nope(\\d)' },
      d: { regex: '"id"', group: 2 },
      e: { css: 'p' },
      f: { cookie: 'other' },
    })
    expect(variables).toEqual({})
    expect(failed).toEqual([
      'nothing is there; $.items is a list of 2',
      'the response does not have it',
      'nothing matches',
      'what matches has no group 2',
      'no such element',
      'there is no such cookie for this URL',
    ])
  })
})
