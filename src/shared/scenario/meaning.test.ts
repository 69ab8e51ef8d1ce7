import { describe, expect, it } from 'vitest'
import { parseScenario } from './parse.ts'
import { fileWith, placeOf, unmark } from './testing/marked.ts'

/** What is added to a valid file, with the place of the only problem marked; its code, message and hint. */
type Row = [sections: Readonly<Record<string, string>>, code: string, message: string, hint?: string]

function expectOnly(severity: 'error' | 'warning', [sections, code, message, hint]: Row): void {
  const { text, places } = unmark(fileWith(sections))
  const { scenario, problems } = parseScenario(text)
  expect(problems.map((problem) => [placeOf(problem), problem.code])).toEqual([[places[0], code]])
  expect(problems[0]?.severity).toBe(severity)
  expect(problems[0]?.message).toContain(message)
  if (hint !== undefined) expect(problems[0]?.hint).toContain(hint)
  expect(scenario === undefined).toBe(severity === 'error')
}

const steps = (text: string) => ({ flows: `flows:\n  main: [ ${text} ]` })
const load = (text: string) => ({ load: `load:\n  main: ${text}` })
const threshold = (key: string, text: string) => ({ thresholds: `thresholds:\n  ${key}: [ ${text} ]` })

const ARRIVALS = 'executor: constant-arrival-rate, duration: 10s'
const BREAKING = 'executor: breaking-point, raise: vus, start: 1, step: 1'

describe('errors', () => {
  it.each<Row>([
    // expectations and extractions
    [steps('{ get: /, expect: { css: { «"li["»: exists } } }'), 'SELECTOR_INVALID', 'not a CSS selector', 'form#login'],
    [steps('{ get: /, extract: { a: { css: «"a >>> b"» } } }'), 'SELECTOR_INVALID', 'not a CSS selector'],
    [steps('{ get: /, extract: { a: { json: «"$["» } } }'), 'JSONPATH_INVALID', 'not a JSONPath'],
    [steps('{ get: /, expect: { matches: «"a(b"» } }'), 'VALUE_INVALID', 'Expected a regular expression'],
    [steps('{ get: /, extract: { a: { regex: «"a(b"» } } }'), 'VALUE_INVALID', 'Expected a regular expression'],
    [steps('{ get: /, expect: { size: «10..5» } }'), 'VALUE_INVALID', 'Expected bytes like'],
    [steps('{ get: /, expect: { json: { $.a: { count: «many» } } } }'), 'VALUE_INVALID', 'Expected a number like 20'],
    [steps('{ get: /, expect: { headers: { etag: «{}» } } }'), 'VALUE_INVALID', 'says nothing of the value'],
    [steps('{ get: /, expect: { headers: { etag: { «contain»: x } } } }'), 'KEY_UNKNOWN', '`contain`', '`contains`?'],
    [steps('{ get: /, extract: { a: { «heder»: x } } }'), 'KEY_UNKNOWN', '`heder`', '`header`?'],
    [steps('{ get: /, expect: { matches: «"{{a}}"» } }'), 'TEMPLATE_PLACE', 'not replaced here'],
    // streams
    [steps('{ get: /, stream: true, expect: { «contains»: a } }'), 'STREAM_BODY', 'never kept whole', 'stream.expect'],
    [steps('{ get: /, stream: {}, extract: { «a»: $.b } }'), 'STREAM_BODY', '`a` needs the whole body'],
    [steps('{ get: /, stream: { content: «"$["» } }'), 'JSONPATH_INVALID', 'not a JSONPath'],
    [steps('{ get: /, stream: { until: { json: { «"a b"»: 1 } } } }'), 'JSONPATH_INVALID', 'not a JSONPath'],
    [steps('{ get: /, stream: { format: «openia» } }'), 'VALUE_INVALID', 'one of', '`openai`?'],
    [steps('{ get: /, stream: { «untill»: {} } }'), 'KEY_UNKNOWN', '`untill`', '`until`?'],
    [steps('{ get: /, stream: { extract: { a: { take: «txt» } } } }'), 'VALUE_INVALID', 'one of', '`text`?'],
    // GraphQL
    [steps('{ graphql: /, query: «""» }'), 'VALUE_INVALID', 'empty'],
    [steps('{ graphql: /, query: "{ a }", expect: { errors: «yes» } }'), 'VALUE_INVALID', 'one of'],
    [steps('{ graphql: /, query: "{ a }", operationName: «a b» }'), 'VALUE_INVALID', 'name of an operation'],
    [steps('{ graphql: /, query: «"{ a(id: {{id}}) }"» }'), 'TEMPLATE_PLACE', 'not replaced here'],
    // WebSocket
    [steps('{ websocket: /, actions: «[]» }'), 'VALUE_INVALID', 'At least one action'],
    [steps('{ websocket: «ws://shop.example.com/», actions: [ send: a ] }'), 'GUARD_HOST', 'shop.example.com'],
    [steps('{ websocket: /, actions: [ { «sent»: a } ] }'), 'KEY_UNKNOWN', '`sent`', '`send`?'],
    [steps('{ websocket: /, actions: [ { expect: «{ text: a, binary: 1 }» } ] }'), 'VALUE_INVALID', 'Expect one of'],
    [steps('{ websocket: /, actions: [ { expect: { json: { «"$["»: 1 } } } ] }'), 'JSONPATH_INVALID', 'not a JSONPath'],
    [steps('{ websocket: /, actions: [ { close: «1006» } ] }'), 'VALUE_INVALID', 'Expected 1000'],
    [steps('{ websocket: /, protocols: [ «a b» ], actions: [ send: a ] }'), 'VALUE_INVALID', 'subprotocol'],
    [steps('{ websocket: /, actions: [ { send: { base64: «"a b"» } } ] }'), 'VALUE_INVALID', 'base64'],
    [steps('{ websocket: /, actions: [ { repeat: «0», actions: [ send: a ] } ] }'), 'VALUE_INVALID', ''],
    // flows
    [steps('{ flow: «mian» }'), 'FLOW_UNKNOWN', 'no flow `mian`', 'Did you mean `main`?'],
    [steps('{ choose: { «other»: 1 } }'), 'FLOW_UNKNOWN', 'no flow `other`', 'There are: main.'],
    [steps('{ group: g, steps: [ { flow: «x» } ] }'), 'FLOW_UNKNOWN', 'no flow `x`'],
    [load('{ executor: constant-vus, duration: 1s, flow: «man» }'), 'FLOW_UNKNOWN', 'no flow `man`', '`main`?'],
    [
      {
        flows: 'flows: { a: [ get: / ], b: [ get: / ] }',
        load: 'load:\n  «main»: { executor: constant-vus, duration: 1s }',
      },
      'FLOW_MISSING',
      'not clear which flow',
      'a, b',
    ],
    [steps('{ get: / }, { flow: «main» }'), 'FLOW_CYCLE', 'main → main'],
    [
      {
        flows: 'flows:\n  main: [ flow: b ]\n  b: [ choose: { c: 1 } ]\n  c: [ { group: g, steps: [ flow: «b» ] } ]',
        ...load('{ executor: constant-vus, duration: 1s, flow: main }'),
      },
      'FLOW_CYCLE',
      'b → c → b',
    ],
    // templates and references
    [steps('{ get: "/{{«users.name}}»" }'), 'DATA_UNKNOWN', 'no data source `users`', 'under `data`'],
    [
      { ...steps('{ get: "/{{«user.name}}/x»" }'), data: 'data: { users: { file: a.csv } }' },
      'DATA_UNKNOWN',
      'no data source `user`',
      '`users`?',
    ],
    [
      { ...steps('{ get: "/{{«users}}»" }'), data: 'data: { users: { file: a.csv } }' },
      'DATA_UNKNOWN',
      'a column of it',
      '{{users.column}}',
    ],
    [steps('{ get: "/a/{{randomInt(1,20)}}/«{{x»" }'), 'TEMPLATE_INVALID', 'not closed'],
    [steps('{ post: /, json: { a: [ "{{«uid()}}»" ] } }'), 'TEMPLATE_INVALID', 'no function `uid`', '`uuid`?'],
    [steps('{ post: /, json: { «"{{a}}"»: 1 } }'), 'TEMPLATE_PLACE', 'not replaced here'],
    [steps('{ get: /, name: «"{{vu}}"» }'), 'TEMPLATE_PLACE', 'not replaced here'],
    [{ variables: 'variables: { a: «"{{vu}}"» }' }, 'TEMPLATE_PLACE', 'not replaced here'],
    [steps('{ get: "/«${X»" }'), 'REFERENCE_INVALID', 'not closed'],
    [steps('{ get: "/a«${1}»" }'), 'REFERENCE_INVALID', '`${1}` is not a reference'],
    [steps('{ get: "/«${secret:A:-b}»" }'), 'REFERENCE_INVALID', 'no default'],
    [steps('{ get: /, name: «"${X}"» }'), 'REFERENCE_PLACE', 'not replaced here'],
    [steps('{ get: /, tags: { a: «"${secret:X}"» } }'), 'REFERENCE_PLACE', 'not replaced here'],
    // requests
    [steps('{ get: /, extract: { id: «items» } }'), 'JSONPATH_INVALID', '`items` is not a JSONPath', '$.items[0].id'],
    [steps('{ get: /, expect: { json: { «"$["»: exists } } }'), 'JSONPATH_INVALID', 'is not a JSONPath'],
    [steps('{ get: /, tags: { «status»: x } }'), 'TAG_RESERVED', '`status` is set by Headroom'],
    [steps('{ get: /, extract: { «vu»: $.a } }'), 'NAME_RESERVED', '`vu` is built in'],
    [{ variables: 'variables: { «iteration»: 1 }' }, 'NAME_RESERVED', '`iteration` is built in'],
    // where load may go
    [
      { target: 'target: { baseUrl: «https://shop.example.com/v1» }' },
      'GUARD_HOST',
      '`shop.example.com`',
      'hosts: [shop.example.com]',
    ],
    [{ target: 'target: { baseUrl: «"${BASE:-http://10.0.0.7}"» }' }, 'GUARD_HOST', '`10.0.0.7`'],
    [{ target: 'target: { baseUrl: «http://127.0.0.1.example.com» }' }, 'GUARD_HOST', '`127.0.0.1.example.com`'],
    [{ target: 'target: { baseUrl: «"http://[::2]:80"» }' }, 'GUARD_HOST', '`::2`'],
    [
      { ...steps('{ get: «"http://b.test/{{vu}}"» }'), guards: 'guards: { hosts: [ a.test ] }' },
      'GUARD_HOST',
      '`b.test`',
    ],
    [{ target: 'target: { baseUrl: «127.0.0.1:80» }' }, 'URL_INVALID', 'not an http or https URL'],
    [{ target: 'target: { baseUrl: «"http://127.0.0.1\\\\@b.test"» }' }, 'URL_INVALID', ''],
    [{ target: 'target: { baseUrl: «http://me:secret@127.0.0.1» }' }, 'URL_INVALID', 'user name', 'authorization'],
    [steps('{ get: «ws://127.0.0.1/» }'), 'URL_INVALID', 'not an http or https URL'],
    // load
    [
      load(`{ ${ARRIVALS}, rate: 1, preAllocatedVUs: 10, maxVUs: «5» }`),
      'LOAD_CONTRADICTION',
      'maxVUs (5) is below preAllocatedVUs (10)',
    ],
    [load(`{ ${ARRIVALS}, rate: 1, preAllocatedVUs: «0» }`), 'LOAD_CONTRADICTION', 'Without virtual users'],
    [
      load('{ executor: externally-controlled, duration: 1s, vus: 5, maxVUs: «2» }'),
      'LOAD_CONTRADICTION',
      'below vus (5)',
    ],
    [load('{ executor: shared-iterations, vus: 5, iterations: «4» }'), 'LOAD_CONTRADICTION', '4 iterations'],
    [
      load('{ executor: ramping-vus, startVUs: 0, «stages»: [ { duration: 1s, target: 0 } ] }'),
      'LOAD_CONTRADICTION',
      'nothing would run',
    ],
    [
      { ...load(`{ ${BREAKING}, max: 5, hold: 5s, breakAfter: «6s» }`), ...threshold('checks', 'rate>0') },
      'LOAD_CONTRADICTION',
      'no level could break',
    ],
    [
      {
        ...load('{ executor: breaking-point, raise: vus, start: 9, step: 1, max: «5» }'),
        ...threshold('checks', 'rate>0'),
      },
      'LOAD_CONTRADICTION',
      'below start',
    ],
    [
      {
        load: 'load:\n  «main»: { executor: breaking-point, raise: rate, start: 1, step: 1, max: 5 }',
        ...threshold('checks', 'rate>0'),
      },
      'LOAD_CONTRADICTION',
      'maxVUs is needed',
    ],
    [
      load(`{ ${BREAKING.replace('breaking-point', '«breaking-point»')}, max: 5 }`),
      'THRESHOLDS_MISSING',
      'no thresholds',
    ],
    [
      { ...load('{ executor: constant-vus, duration: 1s, vus: «11» }'), guards: 'guards: { maxVUs: 10 }' },
      'GUARD_VUS',
      'up to 11 virtual users',
    ],
    [
      {
        ...load('{ executor: ramping-vus, stages: «[ { duration: 1s, target: 11 } ]» }'),
        guards: 'guards: { maxVUs: 10 }',
      },
      'GUARD_VUS',
      'up to 11',
    ],
    [
      {
        load: '«load»:\n  a: { executor: constant-vus, duration: 5s, vus: 6 }\n  b: { executor: constant-vus, duration: 5s, vus: 6, startTime: 20s }',
        guards: 'guards: { maxVUs: 10 }',
      },
      'GUARD_VUS',
      'together plan up to 12',
    ],
    [
      {
        ...steps('{ get: / }, { get: / }'),
        ...load(`{ ${ARRIVALS}, rate: «600», timeUnit: 1m, preAllocatedVUs: 1 }`),
        guards: 'guards: { maxRps: 19 }',
      },
      'GUARD_RPS',
      'at least 20',
    ],
    // thresholds and metrics
    [threshold('«http_req_duraton»', 'p(95)<500'), 'METRIC_UNKNOWN', '`http_req_duraton`', '`http_req_duration`?'],
    [threshold('http_req_failed', '«p(95)<500»'), 'THRESHOLD_METHOD', 'which is a rate', 'one can ask `rate`'],
    [threshold('http_req_duration', '«rate<0.1»'), 'THRESHOLD_METHOD', 'which is a trend', '`p(95)`'],
    [threshold('http_reqs', '«value>5»'), 'THRESHOLD_METHOD', 'which is a counter'],
    [threshold('http_req_failed', '«rate<baseline+5ms»'), 'THRESHOLD_INVALID', 'adds a time', 'baseline + 10%'],
    [threshold('vus', '«count>5»'), 'THRESHOLD_METHOD', 'which is a gauge'],
    [threshold('observed.cache_hit_rate', '«rate>0.8»'), 'THRESHOLD_METHOD', 'which is a gauge', '`value`'],
    [threshold('«observed.»', 'value>5'), 'METRIC_UNKNOWN', '`observed.`'],
    [threshold('checks', 'rate>0.9, «rate>90%»'), 'THRESHOLD_INVALID', '`90%` is not a number', 'shares'],
    [threshold('checks', '{ threshold: rate>0.9, delayAbortEval: «1q» }'), 'VALUE_INVALID', 'a duration'],
    [threshold('«"checks{a"»', 'rate>0.9'), 'METRIC_INVALID', 'no closing'],
    [{ metrics: 'metrics: { «checks»: rate }' }, 'NAME_RESERVED', 'of Headroom itself'],
    [steps('{ record: «mine», value: 1 }'), 'METRIC_UNKNOWN', 'no metric `mine`', 'mine: counter'],
    [
      { ...steps('{ record: mine, value: «true» }'), metrics: 'metrics: { mine: counter }' },
      'VALUE_INVALID',
      'for rates',
    ],
    [
      { ...steps('{ record: mine, value: «many» }'), metrics: 'metrics: { mine: counter }' },
      'VALUE_INVALID',
      'not a number',
    ],
    // observers
    [{ observe: 'observe: [{ health: /h }, «{ health: /i }»]' }, 'NAME_TWICE', '`health`', '`name`'],
    [{ observe: 'observe: [{ health: «api/health» }]' }, 'URL_INVALID', 'neither a path nor a URL'],
    [
      { observe: 'observe: [{ prometheus: «"http://elsewhere.example/metrics"» }]' },
      'GUARD_HOST',
      '`elsewhere.example`',
    ],
    [{ observe: 'observe: [{ postgres: «"postgres://me:pw@db.example:5432/app"» }]' }, 'GUARD_HOST', '`db.example`'],
    [{ observe: 'observe: [{ redis: «"http://127.0.0.1:6379"» }]' }, 'URL_INVALID', 'not the URL of a Redis server'],
    [{ observe: 'observe: [{ prometheus: /m, series: { a: «"b{c"» } }]' }, 'METRIC_INVALID', 'no closing'],
    [{ observe: 'observe: [{ health: /h, dependencies: «"$["» }]' }, 'JSONPATH_INVALID', 'not a JSONPath'],
    // data
    [{ data: 'data: { a: { file: «a.txt» } }' }, 'DATA_FORMAT', 'does not tell its format', 'format: csv'],
  ])('%j: %s', (...row) => {
    expectOnly('error', row)
  })
})

describe('warnings', () => {
  it.each<Row>([
    [
      { ...steps('{ get: /, stream: true }'), thresholds: 'thresholds: { «"stream_ttft{status:200}"»: [ avg<5 ] }' },
      'TAG_UNKNOWN',
      'the tag `status`',
    ],
    [{ ...steps('{ websocket: /, actions: [ { close: 1000 }, «{ send: a }» ] }') }, 'NO_EFFECT', 'closed here'],
    [
      {
        flows: 'flows: { main: [ get: / ], «spare»: [ get: / ] }',
        ...load('{ executor: constant-vus, duration: 1s, flow: main }'),
      },
      'FLOW_UNUSED',
      '`spare`',
    ],
    [
      { ...steps('{ get: "/{{«tokne}}»" }'), variables: 'variables: { token: 1 }' },
      'VARIABLE_UNDEFINED',
      '`tokne`',
      '`token`?',
    ],
    [
      load('{ executor: ramping-vus, stages: [ «{ duration: 0s, target: 5 }», { duration: 1s, target: 5 } ] }'),
      'STAGE_JUMPS',
      'jumps from 1 to 5',
    ],
    [
      load('{ executor: ramping-vus, stages: [ { duration: 1s, target: 5 }, «{ duration: 0, target: 5 }» ] }'),
      'STAGE_JUMPS',
      'changes nothing',
    ],
    [
      load(`{ ${ARRIVALS}, rate: «60000», preAllocatedVUs: 1 }`),
      'LOAD_UNREAL',
      'cannot make more than about 50,000 iterations/s',
    ],
    [load('{ executor: constant-vus, duration: 1s, vus: «100000» }'), 'LOAD_UNREAL', '100000 virtual users'],
    [
      { ...steps('{ get: / }, { think: 2s..4s }'), ...load(`{ ${ARRIVALS}, rate: «10», preAllocatedVUs: 15 }`) },
      'LOAD_NEEDS_VUS',
      'keeps 20 virtual users busy',
      'more than 20',
    ],
    [threshold('«"http_reqs{operation:READ}"»', 'count>1'), 'TAG_UNKNOWN', 'tag `operation`.'],
    [
      {
        ...steps('{ get: /, tags: { operation: READ } }'),
        ...threshold('«"http_reqs{operation:RAED}"»', 'count>1, rate>1'),
      },
      'TAG_UNKNOWN',
      'value `RAED`',
      '`READ`?',
    ],
    [threshold('«"http_reqs{scenario:mian}"»', 'count>1'), 'TAG_UNKNOWN', 'value `mian`', '`main`?'],
    [
      { ...steps('{ group: shop, steps: [ { get: / } ] }'), ...threshold('«"group_duration{group:shop}"»', 'avg<1') },
      'TAG_UNKNOWN',
      '`shop`',
      '`::shop`?',
    ],
    [
      { ...steps('{ get: /, tags: { operation: READ } }'), ...threshold('«"iterations{operation:READ}"»', 'count>1') },
      'TAG_UNKNOWN',
      'tag `operation`.',
    ],
    [
      { ...steps('{ get: /, tags: { operation: READ } }'), ...threshold('«"checks{operation:READ}"»', 'rate>0') },
      'TAG_UNKNOWN',
      'tag `operation`.',
    ],
    [{ budgets: 'budgets: [ { match: { method: «GET» }, rate: 50/1m } ]' }, 'TAG_UNKNOWN', 'tag `method`'],
    [{ budgets: 'budgets: [ { match: { operation: «AI» }, rate: 50/1m } ]' }, 'TAG_UNKNOWN', 'tag `operation`'],
    [{ data: 'data: { a: { file: a.csv, «whenUsedUp»: stop } }' }, 'NO_EFFECT', 'never used up'],
  ])('%j: %s', (...row) => {
    expectOnly('warning', row)
  })
})

describe('what is right', () => {
  it.each<Readonly<Record<string, string>>[]>([
    [{ target: 'target: { baseUrl: "http://localhost:1/v1/" }' }],
    [{ target: 'target: { baseUrl: "http://[::1]:1" }' }],
    [{ target: 'target: { baseUrl: "https://A.test." }', guards: 'guards: { hosts: [ a.TEST ] }' }],
    [{ target: 'target: { baseUrl: "${BASE}" }' }],
    [{ target: 'target: { baseUrl: "http://a.test" }', guards: 'guards: { hosts: [ "${HOST}" ] }' }],
    [steps('{ get: "http://{{vu}}.example.com/" }')],
    [steps('{ get: "/{{vu}}/{{iteration}}" }')],
    [steps('{ get: /, extract: { id: $.id } }, { get: "/{{id}}" }')],
    [{ name: 'name: "costs ${5} {5}"' }],
    [load('{ executor: constant-vus, duration: 1s, env: { id: 1 } }'), steps('{ get: "/{{id}}" }')],
    [
      {
        load: 'load:\n  a: { executor: constant-vus, duration: 5s, vus: 6 }\n  b: { executor: constant-vus, duration: 5s, vus: 6, startTime: 40s }',
        guards: 'guards: { maxVUs: 10 }',
      },
    ],
    [{ ...steps('{ get: /, tags: { shard: "{{vu}}" } }'), ...threshold('"http_reqs{shard:7,method:GET}"', 'count>1') }],
    [threshold('"http_reqs{step:GET /}"', 'count>1')],
    [
      {
        ...steps('{ record: mine, value: "{{vu}}" }, { record: ok, value: false }'),
        metrics: 'metrics: { mine: { kind: trend, unit: time }, ok: rate }',
      },
    ],
    [
      {
        ...steps('{ group: a, steps: [ { group: b, steps: [ { get: / } ] } ] }'),
        ...threshold('"group_duration{group:::a::b}"', 'avg<1'),
      },
    ],
    [
      {
        ...steps('{ record: mine, value: 1, tags: { size: big } }'),
        metrics: 'metrics: { mine: counter }',
        ...threshold('"mine{size:big}"', 'count>1'),
      },
    ],
    [
      {
        ...steps('{ get: /, tags: { operation: AI } }'),
        budgets: 'budgets: [ { match: { operation: AI, step: "GET /" }, rate: 50/1m } ]',
      },
    ],
  ])('%j', (...sections) => {
    const { scenario, problems } = parseScenario(fileWith(Object.assign({}, ...sections)))
    expect(problems).toEqual([])
    expect(scenario).toBeDefined()
  })
})

describe('several at once', () => {
  it('are reported in the order of the text, from structure and meaning alike, none twice', () => {
    const marked = fileWith({
      target: 'target: { baseUrl: «http://a.test», «heders»: {} }',
      flows:
        'flows:\n  main:\n    - { get: «5» }\n    - { group: g, steps: [ «5», { flow: «x» } ] }\n    - { get: "/{{«y.z}}»" }',
      load: 'load:\n  main: { executor: constant-vus, duration: 1s, «vus»: }\n  b: { executor: constant-vus, duration: 1s, flow: «q» }',
      thresholds: 'thresholds: { «chekcs»: [ rate>1, «5», «avg» ] }',
    })
    const { text, places } = unmark(marked)
    const problems = parseScenario(text).problems.map(placeOf)
    expect(problems.toSorted()).toEqual(places.toSorted())
    expect(problems).toEqual(places)
  })

  it('are no more than a hundred', () => {
    const { problems } = parseScenario(fileWith(steps(Array.from({ length: 300 }, () => '5').join(', '))))
    expect(problems).toHaveLength(100)
  })
})
