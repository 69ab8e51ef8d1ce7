import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scenarioJsonSchema, targetsJsonSchema } from './jsonSchema.ts'
import { parseScenario } from './parse.ts'
import { fileWith } from './testing/marked.ts'
import type { Scenario } from './types.ts'

function parsed(sections: Readonly<Record<string, string>>): Scenario {
  const { scenario, problems } = parseScenario(fileWith(sections))
  if (!scenario) throw new Error(JSON.stringify(problems))
  return scenario
}

function builtExecutor(options: string) {
  return parsed({ load: `load: { main: { ${options} } }`, thresholds: 'thresholds: { checks: [ rate>0 ] }' }).load[
    'main'
  ]
}

describe('defaults', () => {
  const common = { flow: 'main', startTimeUs: 0, gracefulStopUs: 30e6, tags: {}, env: {} }

  it.each<[options: string, config: object]>([
    ['executor: constant-vus, duration: 1500', { vus: 1, durationUs: 1.5e6 }],
    [
      'executor: ramping-vus, stages: [{ duration: 1m30s, target: 2 }]',
      { startVUs: 1, gracefulRampDownUs: 30e6, stages: [{ durationUs: 90e6, target: 2 }] },
    ],
    ['executor: shared-iterations', { vus: 1, iterations: 1, maxDurationUs: 600e6 }],
    ['executor: per-vu-iterations', { vus: 1, iterations: 1, maxDurationUs: 600e6 }],
    [
      'executor: constant-arrival-rate, rate: 5, duration: 1s, preAllocatedVUs: 3',
      { rate: 5, timeUnitUs: 1e6, durationUs: 1e6, preAllocatedVUs: 3, maxVUs: 3 },
    ],
    [
      'executor: ramping-arrival-rate, preAllocatedVUs: 3, stages: [{ duration: 1s, target: 2 }]',
      { startRate: 0, timeUnitUs: 1e6, stages: [{ durationUs: 1e6, target: 2 }], preAllocatedVUs: 3, maxVUs: 3 },
    ],
    ['executor: externally-controlled, vus: 4, duration: 1s', { vus: 4, maxVUs: 4, durationUs: 1e6 }],
    [
      'executor: breaking-point, raise: vus, start: 10, step: 50, max: 300',
      {
        raise: 'vus',
        timeUnitUs: 1e6,
        start: 10,
        step: 50,
        max: 300,
        holdUs: 30e6,
        breakAfterUs: 10e6,
        precision: 5,
        preAllocatedVUs: 300,
        maxVUs: 300,
      },
    ],
    [
      'executor: breaking-point, raise: rate, start: 1, step: 5, max: 30, maxVUs: 9',
      {
        raise: 'rate',
        timeUnitUs: 1e6,
        start: 1,
        step: 5,
        max: 30,
        holdUs: 30e6,
        breakAfterUs: 10e6,
        precision: 1,
        preAllocatedVUs: 9,
        maxVUs: 9,
      },
    ],
  ])('%s', (options, config) => {
    const executor = /executor: ([\w-]+)/.exec(options)?.[1]
    expect(builtExecutor(options)).toEqual({ executor, ...common, ...config })
  })

  it('of everything that may be left out', () => {
    expect(parsed({})).toEqual({
      version: 1,
      name: 'Test',
      target: { baseUrl: 'http://127.0.0.1:4700', headers: {}, timeoutUs: 60e6 },
      variables: {},
      metrics: {},
      data: {},
      flows: {
        main: [
          {
            kind: 'request',
            method: 'GET',
            url: '/',
            name: 'GET /',
            tags: {},
            headers: {},
            query: {},
            expect: {},
            extract: {},
          },
        ],
      },
      load: { main: { executor: 'constant-vus', ...common, vus: 1, durationUs: 10e6 } },
      thresholds: [],
      guards: {},
      budgets: [],
    })
  })

  it('of data sources', () => {
    const { data } = parsed({
      data: 'data: { a: { file: a.CSV }, b: { file: b.ndjson, pick: unique }, c: { file: c, format: json, pick: sequential, whenUsedUp: fail } }',
    })
    expect(data).toEqual({
      a: { file: 'a.CSV', format: 'csv', pick: 'random', whenUsedUp: 'recycle' },
      b: { file: 'b.ndjson', format: 'jsonl', pick: 'unique', whenUsedUp: 'stop' },
      c: { file: 'c', format: 'json', pick: 'sequential', whenUsedUp: 'fail' },
    })
  })
})

describe('what is built', () => {
  it('of every kind of step', () => {
    const { flows } = parsed({
      metrics: 'metrics: { seen: counter, took: { kind: trend, unit: time } }',
      flows: `flows:
  main:
    - post: /a/{{vu}}
      name: create
      tags: { operation: WRITE, shard: 007, ok: true }
      headers: { x-version: 1.10 }
      query: { from: 0x1f }
      form: { a: 1.0, b: "1.0" }
      timeout: 5s
      expect: { status: [ 201, 4xx, 500..503 ], contains: done, json: { $.a: exists, $.b: absent, $.c: 5, $.d: null, $.e: { equals: exists } }, under: 250ms }
      extract: { id: $.id }
    - delete: /b
      body: text
      expect: { status: 204, contains: [ a, b ] }
    - think: 1s..3s
    - think: 500
    - choose: { other: 3, third: 0.5 }
    - group: inner
      steps: [ { flow: other } ]
    - record: took
      value: 12.5
  other: [ { put: /, json: null } ]
  third: [ { head: / }, { options: / }, { patch: /, json: { a: [ 1, "{{vu}}" ] } } ]`,
      load: 'load: { main: { executor: constant-vus, duration: 1s, flow: main } }',
    })
    const request = { kind: 'request', tags: {}, headers: {}, query: {}, expect: {}, extract: {} }
    expect(flows).toEqual({
      main: [
        {
          kind: 'request',
          method: 'POST',
          url: '/a/{{vu}}',
          name: 'create',
          tags: { operation: 'WRITE', shard: '007', ok: 'true' },
          headers: { 'x-version': '1.10' },
          query: { from: '0x1f' },
          body: { type: 'form', fields: { a: '1.0', b: '1.0' } },
          timeoutUs: 5e6,
          expect: {
            status: [
              [201, 201],
              [400, 499],
              [500, 503],
            ],
            contains: ['done'],
            json: [
              { path: '$.a', matches: { type: 'exists' } },
              { path: '$.b', matches: { type: 'absent' } },
              { path: '$.c', matches: { type: 'equals', value: 5 } },
              { path: '$.d', matches: { type: 'equals', value: null } },
              { path: '$.e', matches: { type: 'equals', value: 'exists' } },
            ],
            underUs: 250e3,
          },
          extract: { id: { from: 'json', path: '$.id', pick: 'first' } },
        },
        {
          ...request,
          method: 'DELETE',
          url: '/b',
          name: 'DELETE /b',
          body: { type: 'raw', text: 'text' },
          expect: { status: [[204, 204]], contains: ['a', 'b'] },
        },
        { kind: 'think', minUs: 1e6, maxUs: 3e6 },
        { kind: 'think', minUs: 500e3, maxUs: 500e3 },
        {
          kind: 'choose',
          branches: [
            { flow: 'other', weight: 3 },
            { flow: 'third', weight: 0.5 },
          ],
        },
        { kind: 'group', name: 'inner', steps: [{ kind: 'flow', flow: 'other' }] },
        { kind: 'record', metric: 'took', value: '12.5', tags: {} },
      ],
      other: [{ ...request, method: 'PUT', url: '/', name: 'PUT /', body: { type: 'json', value: null } }],
      third: [
        { ...request, method: 'HEAD', url: '/', name: 'HEAD /' },
        { ...request, method: 'OPTIONS', url: '/', name: 'OPTIONS /' },
        { ...request, method: 'PATCH', url: '/', name: 'PATCH /', body: { type: 'json', value: { a: [1, '{{vu}}'] } } },
      ],
    })
  })

  it('of metrics, thresholds, guards and budgets', () => {
    const scenario = parsed({
      metrics: 'metrics: { seen: counter, took: { kind: trend, unit: time }, size: { kind: gauge } }',
      thresholds:
        'thresholds: { took: [ { threshold: p(99)<5, abortOnFail: true, delayAbortEval: 1m } ], "http_reqs{method:GET}": [ count>1 ] }',
      guards: 'guards: { hosts: [ a.test ], maxVUs: 5, maxRps: 0.5 }',
      budgets: 'budgets: [ { match: { method: GET }, rate: 50/1m }, { match: {}, rate: 10/s, whenSpent: fail } ]',
    })
    expect(scenario.metrics).toEqual({
      seen: { kind: 'counter', unit: 'default' },
      took: { kind: 'trend', unit: 'time' },
      size: { kind: 'gauge', unit: 'default' },
    })
    expect(scenario.thresholds).toMatchObject([
      {
        metric: 'took',
        aggregate: { method: 'p', percent: 99 },
        operator: '<',
        limit: 5,
        abortOnFail: true,
        delayAbortEvalMs: 60_000,
      },
      { metric: 'http_reqs{method:GET}', metricName: 'http_reqs', filter: { method: 'GET' }, abortOnFail: false },
    ])
    expect(scenario.guards).toEqual({ hosts: ['a.test'], maxVUs: 5, maxRps: 0.5 })
    expect(scenario.budgets).toEqual([
      { match: { method: 'GET' }, tokens: 50, perUs: 60e6, whenSpent: 'wait' },
      { match: {}, tokens: 10, perUs: 1e6, whenSpent: 'fail' },
    ])
  })
})

describe('any text', () => {
  const template = readFileSync(
    new URL('../../../resources/templates/mixed-traffic.headroom.yaml', import.meta.url),
    'utf8',
  )

  it('yields a scenario or says why not, and never throws', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '{{',
        '}}',
        '${',
        '}',
        '[',
        ']',
        '{',
        ': ',
        '- ',
        '\n',
        '"',
        "'",
        '&a ',
        '*a',
        '!!',
        '0',
        '-1',
        'null',
        '1e999',
        '..',
        '\t',
        '\u0000',
      ),
      fc.string({ maxLength: 6 }),
    )
    fc.assert(
      fc.property(fc.nat(template.length), fc.nat(20), piece, (at, cut, put) => {
        const { scenario, problems } = parseScenario(template.slice(0, at) + put + template.slice(at + cut))
        const failed = problems.some(({ severity }) => severity === 'error')
        expect(scenario === undefined).toBe(failed)
        for (const problem of problems) {
          expect(problem.line).toBeGreaterThan(0)
          expect(problem.column).toBeGreaterThan(0)
          const { line, column, endLine, endColumn } = problem
          expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true)
        }
      }),
      { numRuns: 60, seed: 20 },
    )
  }, 30_000)
})

describe('the schema', () => {
  it('is the one that is checked in for editors', () => {
    const present = (name: string) => readFileSync(new URL(`../../../resources/${name}`, import.meta.url), 'utf8')
    expect(present('scenario.schema.json') === scenarioJsonSchema(), 'run `npm run schema`').toBe(true)
    expect(present('targets.schema.json') === targetsJsonSchema(), 'run `npm run schema`').toBe(true)
  })

  // What the parser accepts must be executed: a new key here needs its user in the engine or the runner, and its lines in
  // docs/scenario-format.md.
  it('has these keys and no others', () => {
    expect(keysOf(JSON.parse(scenarioJsonSchema()))).toMatchInlineSnapshot(`
      [
        "file: headroom name description target variables metrics data flows load thresholds targets breaker guards budgets observe",
        "file.target: baseUrl headers timeout auth http",
        "file.target.auth: basic",
        "file.target.auth.basic: username password",
        "file.target.auth: digest",
        "file.target.auth.digest: username password",
        "file.target.auth: bearer",
        "file.target.http: http2 noConnectionReuse noVUConnectionReuse maxRedirects insecureSkipTLSVerify tlsVersion tlsAuth ca hosts dns proxy noProxy timeouts maxResponseSize",
        "file.target.http.tlsVersion: min max",
        "file.target.http.tlsAuth[]: domains cert key password",
        "file.target.http.dns: ttl select policy",
        "file.target.http.timeouts: connect headers body",
        "file.metrics.*: kind unit",
        "file.data.*: file format pick whenUsedUp",
        "file.load.*: executor flow startTime gracefulStop tags env vus duration",
        "file.load.*: executor flow startTime gracefulStop tags env startVUs stages gracefulRampDown",
        "file.load.*.stages[]: duration target",
        "file.load.*: executor flow startTime gracefulStop tags env rate timeUnit duration preAllocatedVUs maxVUs",
        "file.load.*: executor flow startTime gracefulStop tags env startRate timeUnit stages preAllocatedVUs maxVUs",
        "file.load.*: executor flow startTime gracefulStop tags env vus iterations maxDuration",
        "file.load.*: executor flow startTime gracefulStop tags env vus maxVUs duration",
        "file.load.*: executor flow startTime gracefulStop tags env raise timeUnit start step max hold breakAfter precision preAllocatedVUs maxVUs",
        "file.thresholds.*[]: threshold abortOnFail delayAbortEval",
        "file.breaker: name probe faults expect",
        "file.breaker.probe: get post put patch delete json headers every timeout state values",
        "file.breaker.probe.state: json",
        "file.breaker.probe.state: header",
        "file.breaker.faults[]: name at for start end",
        "file.breaker.faults[].start: get post put patch delete json headers",
        "file.breaker.faults[].end: get post put patch delete json headers",
        "file.breaker.expect: order trigger opensWithin openFor whileOpen recoversWithin",
        "file.breaker.expect.trigger: failures within counted",
        "file.breaker.expect.whileOpen: under counted",
        "file.guards: hosts maxVUs maxRps maxSeries",
        "file.budgets[]: match rate whenSpent",
        "file.observe[]: health expect dependencies needs name every",
        "file.observe[]: prometheus series name every",
        "file.observe[].series.*: share of",
        "file.observe[].series.*: histogram quantile",
        "file.observe[]: postgres statements name every",
        "file.observe[]: redis name every",
        "file.observe[]: headers",
        "step: get name tags headers query json form body multipart auth maxRedirects timeout expect extract stream",
        "step.multipart.*: file filename contentType",
        "step.auth: basic",
        "step.auth.basic: username password",
        "step.auth: digest",
        "step.auth.digest: username password",
        "step.auth: bearer",
        "step: head name tags headers query json form body multipart auth maxRedirects timeout expect extract stream",
        "step: post name tags headers query json form body multipart auth maxRedirects timeout expect extract stream",
        "step: put name tags headers query json form body multipart auth maxRedirects timeout expect extract stream",
        "step: patch name tags headers query json form body multipart auth maxRedirects timeout expect extract stream",
        "step: delete name tags headers query json form body multipart auth maxRedirects timeout expect extract stream",
        "step: options name tags headers query json form body multipart auth maxRedirects timeout expect extract stream",
        "step: graphql query variables operationName name tags headers timeout expect extract",
        "step.expect: errors status headers contains lacks matches json css size under",
        "step: websocket name tags headers query protocols timeout maxMessage actions",
        "step: think",
        "step: choose",
        "step: group steps",
        "step: flow",
        "step: record value tags",
        "expect: status headers contains lacks matches json css size under",
        "matcher: equals contains matches between count",
        "elementMatcher: equals contains matches between count attribute",
        "extraction: json pick default",
        "extraction: header default",
        "extraction: regex group pick default",
        "extraction: css attribute pick default",
        "extraction: cookie default",
        "stream: format until content finish tokens maxEvent expect extract",
        "stream.until: event json count time",
        "stream.expect: events tokens firstEvent firstToken gap finish text",
        "stream.extract.*: json event pick default",
        "stream.extract.*: take default",
        "websocketAction: send",
        "websocketAction.send: json",
        "websocketAction.send: base64",
        "websocketAction: expect within extract",
        "websocketAction.expect: text json binary close",
        "websocketAction.extract.*: json pick default",
        "websocketAction.extract.*: regex group pick default",
        "websocketAction: ping",
        "websocketAction: think",
        "websocketAction: close reason",
        "websocketAction: repeat actions",
      ]
    `)
  })
})

/** Every key of every kind of map, as `where: keys`. */
function keysOf(schema: JsonSchema): string[] {
  const found = new Set<string>()
  const visit = (node: JsonSchema, where: string) => {
    const keys = Object.keys(node.properties ?? {})
    if (keys.length > 0) found.add(`${where}: ${keys.join(' ')}`)
    for (const [key, value] of Object.entries(node.properties ?? {})) {
      const kind = typeof value.const === 'string' ? ` ${value.const}` : ''
      visit(value, `${where}${kind}.${key}`)
    }
    if (typeof node.additionalProperties === 'object') visit(node.additionalProperties, `${where}.*`)
    for (const branch of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) visit(branch, where)
    if (node.items) visit(node.items, `${where}[]`)
  }
  visit(schema, 'file')
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) visit(definition, name)
  return [...found]
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  items?: JsonSchema
  const?: unknown
  $defs?: Record<string, JsonSchema>
}
