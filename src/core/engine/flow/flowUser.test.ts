import { describe, expect, it } from 'vitest'
import { FAILURES } from '../http/failures.ts'
import { COMMON, get, prepareOf, scenarioOf } from '../testing/scenarios.ts'
import { startVirtualRun } from '../testing/virtualRun.ts'

const BASE = 'http://shop.test'
const once = { ...COMMON, executor: 'shared-iterations', vus: 1, iterations: 1, maxDurationUs: 60e6 } as const
const times = (iterations: number) => ({ ...once, iterations })
const think = (minUs: number, maxUs = minUs) => ({ kind: 'think', minUs, maxUs }) as const

describe('a virtual user running a flow', () => {
  it('sends the steps in order, each after the response and pause before it', () => {
    const flow = [get('/a'), think(500_000), get('/b')]
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, flow, { executor: once })))
    run.clock.advance(5e6)
    expect(run.client.sent.map(({ url, atUs }) => [url, atUs])).toEqual([
      ['http://shop.test/a', 1_000_000],
      ['http://shop.test/b', 1_510_000],
    ])
    expect(run.log.total('iterations', {}).sum).toBe(1)
    expect(run.log.total('iteration_duration', {})).toMatchObject({ count: 1, sum: 520_000 })
    expect(run.finished()).toBe(true)
  })

  it('draws pauses and branches from the seed alone', () => {
    const choose = {
      kind: 'choose',
      branches: [
        { flow: 'left', weight: 3 },
        { flow: 'right', weight: 1 },
      ],
    } as const
    const scenario = scenarioOf(BASE, [choose, think(1000, 90_000)], { executor: times(400) })
    const flows = { ...scenario.flows, left: [get('/left')], right: [get('/right')] }
    const urls = (seed: number) => {
      const run = startVirtualRun(prepareOf({ ...scenario, flows }, { seed }))
      run.clock.advance(100e6)
      return run.client.sent.map(({ url, atUs }) => `${url} ${atUs}`)
    }
    const first = urls(7)
    expect(first).toHaveLength(400)
    expect(urls(7)).toEqual(first)
    expect(urls(8)).not.toEqual(first)
    const left = first.filter((url) => url.includes('left')).length
    expect(left).toBeGreaterThan(260)
    expect(left).toBeLessThan(340)
  })

  it('renders templates in URL, query, headers and bodies, encoded for where they stand', () => {
    const step = get('/items/{{id}}', {
      method: 'POST',
      query: { q: 'a b&{{id}}' },
      headers: { 'X-Vu': '{{vu}}' },
      body: { type: 'json', value: { id: '{{id}}', n: '{{vu}}', text: 'vu {{vu}}' } },
    })
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, [step], { executor: once, variables: { id: 'é"1' } })))
    run.clock.advance(1e6)
    expect(run.client.sent[0]).toMatchObject({
      method: 'POST',
      url: 'http://shop.test/items/%C3%A9%221?q=a%20b%26%C3%A9%221',
      headers: { 'x-vu': '1', 'content-type': 'application/json' },
      body: '{"id":"é\\"1","n":1,"text":"vu 1"}',
    })
  })

  it('extracts values for later steps of the iteration only', () => {
    const flow = [
      get('/list', { extract: { id: { from: 'json', path: '$.items[0].id', pick: 'first' } } }),
      get('/items/{{id}}', { name: 'item' }),
    ]
    let served = 0
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, flow, { executor: times(2) })), ({ url }) => {
      if (!url.endsWith('/list')) return {}
      served++
      return { body: served === 1 ? '{"items":[{"id":42}]}' : '{"items":[]}' }
    })
    run.clock.advance(1e6)
    expect(run.client.sent.map(({ url }) => url)).toEqual([`${BASE}/list`, `${BASE}/items/42`, `${BASE}/list`])
    expect(run.log.total('checks', { check: 'GET /list: extract id from $.items[0].id' })).toMatchObject({
      count: 2,
      sum: 1,
    })
    // The second iteration has no id: its request is not sent, counts as failed but not as a request.
    expect(run.log.total('http_req_failed', { step: 'item', error: 'variable missing' })).toMatchObject({
      count: 1,
      sum: 1,
    })
    expect(run.log.total('http_reqs', { step: 'item' }).sum).toBe(1)
    expect(run.log.total('iterations', {}).sum).toBe(2)
    expect(run.log.exemplars.map(({ reason }) => reason)).toContain('variable missing')
  })

  it('tags what it records', () => {
    const group = {
      kind: 'group',
      name: 'outer',
      steps: [{ kind: 'group', name: 'inner', steps: [get('/a', { tags: { operation: 'READ' } })] }],
    } as const
    const executor = { ...once, tags: { team: 'blue' } }
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, [group], { executor })))
    run.clock.advance(1e6)
    const tags = { scenario: 'main', team: 'blue', group: '::outer::inner', step: 'GET /a', operation: 'READ' }
    expect(
      run.log.total('http_req_duration', { ...tags, method: 'GET', status: '200', expected_response: 'true' }).count,
    ).toBe(1)
    expect(run.log.total('group_duration', { group: '::outer::inner' })).toMatchObject({ count: 1, sum: 10_000 })
    expect(run.log.total('group_duration', { group: '::outer' }).count).toBe(1)
    const iterations = run.log.series.find(({ metric }) => metric === 'iterations')
    expect(iterations?.tags).toEqual({ scenario: 'main', team: 'blue' })
  })

  it('counts what was not expected as failed, with its error code', () => {
    const answers = [{ status: 500 }, { status: 404 }, { failure: FAILURES.connectionRefused }, { status: 200 }]
    const flow = [
      get('/a', {
        name: 'a',
        expect: {
          status: [
            [200, 200],
            [404, 404],
          ],
        },
      }),
    ]
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, flow, { executor: times(4) })), () => answers.shift() ?? {})
    run.clock.advance(1e6)
    expect(run.log.total('http_req_failed', {})).toMatchObject({ count: 4, sum: 2 })
    expect(run.log.total('http_reqs', { error_code: '1500', status: '500', expected_response: 'false' }).sum).toBe(1)
    expect(run.log.total('http_reqs', { error_code: '1212', status: '0', error: 'connection refused' }).sum).toBe(1)
    expect(run.log.total('checks', {})).toMatchObject({ count: 4, sum: 2 })
    expect(run.log.exemplars.filter(({ kind }) => kind === 'failed').map(({ reason }) => reason)).toEqual([
      'status 500',
      'connection refused',
    ])
  })

  it('checks body, JSON and time', () => {
    const expects = {
      contains: ['fox'],
      json: [
        { path: '$.a', matches: { type: 'exists' } },
        { path: '$.b', matches: { type: 'absent' } },
        { path: '$.a.n', matches: { type: 'equals', value: 2 } },
      ],
      underUs: 5000,
    } as const
    const scenario = scenarioOf(BASE, [get('/a', { name: 'a', expect: expects })], { executor: times(2) })
    const answers = [
      { body: '{"a":{"n":2},"text":"fox"}', afterUs: 4000 },
      { body: '{"a":{"n":3},"b":1}', afterUs: 6000 },
    ]
    const run = startVirtualRun(prepareOf(scenario), () => answers.shift() ?? {})
    run.clock.advance(1e6)
    const names = ['body contains "fox"', '$.b absent', '$.a.n is 2', 'under 5.00 ms']
    const held = names.map((name) => run.log.total('checks', { check: `a: ${name}` }))
    expect(held.map(({ count, sum }) => [count, sum])).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
    ])
    expect(run.log.total('checks', { check: 'a: $.a exists' })).toMatchObject({ count: 2, sum: 2 })
    expect(run.log.exemplars.find(({ kind }) => kind === 'failed')?.checks.map(({ actual }) => actual)).toEqual([
      '6.00 ms',
      'the body does not: "{\\"a\\":{\\"n\\":3},\\"b\\":1}"',
      '1',
      '3',
    ])
  })

  it('compares JSON with a template by its value: a number stays a number', () => {
    const json = [
      { path: '$.id', matches: { type: 'equals', value: '{{id}}' } },
      { path: '$.text', matches: { type: 'equals', value: 'n{{id}}' } },
    ] as const
    const flow = [
      get('/a', { name: 'a', extract: { id: { from: 'json', path: '$.id', pick: 'first' } } }),
      get('/b', { name: 'b', expect: { json } }),
    ]
    const run = startVirtualRun(prepareOf(scenarioOf(BASE, flow, { executor: times(1) })), () => ({
      body: '{"id":7,"text":"n7"}',
    }))
    run.clock.advance(1e6)
    expect(run.log.total('checks', { check: 'b: $.id is "{{id}}"' })).toMatchObject({ count: 1, sum: 1 })
    expect(run.log.total('checks', { check: 'b: $.text is "n{{id}}"' })).toMatchObject({ count: 1, sum: 1 })
  })

  it('records custom metrics, and says once when a value cannot be one', () => {
    const record = (metric: string, value: string, tags = {}) => ({ kind: 'record', metric, value, tags }) as const
    const flow = [
      record('orders', '2'),
      record('orders', '{{vu}}', { size: 'vu {{vu}}' }),
      record('delay', '1.5'),
      record('good', 'true'),
      record('good', 'false'),
      record('depth', '{{word}}'),
      record('depth', '7'),
      get('/a'),
    ]
    const metrics = {
      orders: { kind: 'counter', unit: 'default' },
      delay: { kind: 'trend', unit: 'time' },
      good: { kind: 'rate', unit: 'default' },
      depth: { kind: 'gauge', unit: 'default' },
    } as const
    const scenario = scenarioOf(BASE, flow, { executor: times(3), metrics, variables: { word: 'deep' } })
    const run = startVirtualRun(prepareOf(scenario))
    run.clock.advance(1e6)
    expect(run.log.total('orders', {})).toMatchObject({ count: 6, sum: 9 })
    expect(run.log.total('orders', { size: 'vu 1' })).toMatchObject({ count: 3, sum: 3 })
    expect(run.log.total('delay', {})).toMatchObject({ count: 3, sum: 4500 })
    expect(run.log.total('good', {})).toMatchObject({ count: 6, sum: 3 })
    expect(run.log.total('depth', {})).toMatchObject({ count: 3, sum: 7 })
    expect(run.log.messages.filter(({ type }) => type === 'event')).toHaveLength(1)
  })
})
