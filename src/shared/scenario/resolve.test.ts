import { describe, expect, it } from 'vitest'
import { parseScenario } from './parse.ts'
import { resolveScenario } from './resolve.ts'
import { compileTemplate } from './template.ts'
import { fileWith, placeOf, unmark } from './testing/marked.ts'
import type { RequestStep, Scenario } from './types.ts'

function parsed(text: string): Scenario {
  const { scenario, problems } = parseScenario(text)
  if (!scenario) throw new Error(JSON.stringify(problems))
  return scenario
}

const EVERYWHERE = fileWith({
  target: 'target: { baseUrl: "${V:-http://127.0.0.1}", headers: { a: "t${V}" } }',
  variables: 'variables: { a: "v${V}", b: "${secret:S}", c: "$${V}" }',
  data: 'data: { d: { file: "d${V}.csv" } }',
  flows: `flows:
  main:
    - group: g
      steps:
        - post: /p\${V}
          headers: { h: "h\${V}" }
          query: { q: "q\${V}" }
          json: { deep: [ { text: "j\${V}", n: 1 } ] }
          expect:
            contains: [ "c\${V}" ]
            lacks: "l\${V}"
            json: { $.x: "x\${V}", $.y: 5 }
            headers: { h: { contains: "h\${V}", count: 1 } }
            css: { p: "p\${V}" }
    - graphql: /g\${V}
      query: 'query Q($a: Int) { a }'
      variables: { a: "v\${V}" }
    - websocket: /w\${V}
      headers: { h: "h\${V}" }
      actions:
        - send: "s\${V}"
        - repeat: 2
          actions:
            - send: { json: { a: "j\${V}" } }
            - expect: { text: "t\${V}" }
            - expect: { json: { $.a: "e\${V}" } }
    - get: /s
      stream: { until: { json: { $.a: "u\${V}" } }, expect: { text: { contains: "x\${V}" } } }
    - put: /
      form: { f: "f\${V}" }
    - patch: /
      body: b\${V}`,
  load: 'load: { main: { executor: constant-vus, duration: 1s, env: { e: "e${V}" } } }',
  guards: 'guards: { hosts: [ "h${V}.test" ] }',
})

describe('values', () => {
  it('are put in wherever a reference may stand', () => {
    const { scenario, secrets, problems } = resolveScenario(parsed(EVERYWHERE), {
      env: { V: '1' },
      secrets: { S: 's3cret', OTHER: 'unused' },
    })
    expect(problems.map(({ code }) => code)).toEqual(['URL_INVALID']) // the base URL is now `1`
    expect(scenario).toBeUndefined()
    expect(secrets).toEqual(['s3cret'])
  })

  it('reach every text and leave the rest as it is', () => {
    const text = EVERYWHERE.replace('baseUrl: "${V:-http://127.0.0.1}"', 'baseUrl: "http://127.0.0.${V}"')
    const { scenario } = resolveScenario(parsed(text), { env: { V: '1' }, secrets: { S: 's3cret' } })
    expect(scenario).toMatchObject({
      target: { baseUrl: 'http://127.0.0.1', headers: { a: 't1' } },
      variables: { a: 'v1', b: 's3cret', c: '${V}' },
      data: { d: { file: 'd1.csv' } },
      load: { main: { env: { e: 'e1' } } },
      guards: { hosts: ['h1.test'] },
    })
    const [group, graphql, websocket, stream, form, raw] = scenario?.flows['main'] ?? []
    expect(group).toMatchObject({
      steps: [
        {
          url: '/p1',
          name: 'POST /p${V}',
          headers: { h: 'h1' },
          query: { q: 'q1' },
          body: { type: 'json', value: { deep: [{ text: 'j1', n: 1 }] } },
          expect: {
            contains: ['c1'],
            lacks: ['l1'],
            headers: [
              { name: 'h', matches: { type: 'contains', text: 'h1' } },
              { name: 'h', matches: { type: 'count', range: { min: 1, max: 1 } } },
            ],
            css: [{ selector: 'p', matches: { type: 'equals', value: 'p1' } }],
            json: [
              { path: '$.x', matches: { type: 'equals', value: 'x1' } },
              { path: '$.y', matches: { type: 'equals', value: 5 } },
            ],
          },
        },
      ],
    })
    expect(graphql).toMatchObject({
      url: '/g1',
      name: 'query Q',
      body: { value: { query: 'query Q($a: Int) { a }', variables: { a: 'v1' } } },
    })
    const equals = (value: string) => ({ type: 'equals', value })
    expect(websocket).toMatchObject({
      url: '/w1',
      headers: { h: 'h1' },
      actions: [
        { message: { type: 'text', text: 's1' } },
        {
          kind: 'repeat',
          times: 2,
          actions: [
            { message: { type: 'json', value: { a: 'j1' } } },
            { text: [equals('t1')] },
            { json: [{ path: '$.a', matches: equals('e1') }] },
          ],
        },
      ],
    })
    expect(stream).toMatchObject({
      stream: {
        until: { json: [{ path: '$.a', matches: equals('u1') }] },
        expect: { text: [{ type: 'contains', text: 'x1' }] },
      },
    })
    expect(form).toMatchObject({ body: { type: 'form', fields: { f: 'f1' } } })
    expect(raw).toMatchObject({ body: { type: 'raw', text: 'b1' } })
  })

  it('are never read as templates, and the defaults serve where none is given', () => {
    const scenario = parsed(fileWith({ flows: 'flows: { main: [ { get: "/${A}/${B:-b}" } ] }' }))
    const resolved = resolveScenario(scenario, { env: { A: '{{uuid()}}' }, secrets: {} }).scenario
    const step = resolved?.flows['main']?.[0] as RequestStep
    expect(
      compileTemplate(step.url).render({ get: () => 1, random: () => 0, nowMs: () => 0, vu: 1, iteration: 0 }),
    ).toBe('/{{uuid()}}/b')
  })
})

describe('problems', () => {
  it('name what is missing, where it stands, and how to give it', () => {
    const { text, places } = unmark(
      fileWith({
        target: 'target: { baseUrl: "http://«${HOST}»" }',
        variables: 'variables: { token: "Bearer «${secret:API_TOKEN}»" }',
      }),
    )
    const { scenario, problems } = resolveScenario(parsed(text), { env: {}, secrets: {} }, text)
    expect(scenario).toBeUndefined()
    expect(problems.map(placeOf)).toEqual(places)
    expect(problems).toMatchObject([
      { code: 'ENV_MISSING', path: 'target.baseUrl', hint: expect.stringContaining('-e HOST=') },
      { code: 'SECRET_MISSING', path: 'variables.token', hint: expect.stringContaining('HEADROOM_SECRET_API_TOKEN') },
    ])
  })

  it('find a host that becomes known only now', () => {
    const { text, places } = unmark(
      fileWith({
        target: 'target: { baseUrl: «"${BASE}"» }',
        flows: 'flows: { main: [ { group: g, steps: [ { get: «"${BASE}/x"» } ] } ] }',
        guards: 'guards: { hosts: [ "${ALLOWED}" ] }',
      }),
    )
    const values = (allowed: string) => ({ env: { BASE: 'http://a.test', ALLOWED: allowed }, secrets: {} })
    const { problems } = resolveScenario(parsed(text), values('b.test'), text)
    expect(problems.map((problem) => [placeOf(problem), problem.code])).toEqual(
      places.map((place) => [place, 'GUARD_HOST']),
    )
    expect(resolveScenario(parsed(text), values('a.test'), text).problems).toEqual([])
  })
})
