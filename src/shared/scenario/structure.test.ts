import { describe, expect, it } from 'vitest'
import { parseScenario } from './parse.ts'
import { fileWith, placeOf, unmark } from './testing/marked.ts'

/** Section, what is marked in it, code, path, part of the message, and of the hint. */
type Row = [section: string, text: string, code: string, path: string, message: string, hint?: string]

function expectOnly(marked: string, code: string, path: string, message: string, hint?: string): void {
  const { text, places } = unmark(marked)
  const { scenario, problems } = parseScenario(text)
  expect(problems.map((problem) => [placeOf(problem), problem.code, problem.path])).toEqual([[places[0], code, path]])
  expect(problems[0]?.severity).toBe('error')
  expect(problems[0]?.message).toContain(message)
  if (hint !== undefined) expect(problems[0]?.hint).toContain(hint)
  expect(scenario).toBeUndefined()
}

const flow = (step: string) => `flows:\n  main:\n    - ${step}`
const executor = (options: string) => `load:\n  main: { ${options} }`

describe('keys', () => {
  it.each<Row>([
    [
      'extra',
      '«variabels»: { a: 1 }',
      'KEY_UNKNOWN',
      'variabels',
      '`variabels` is not known',
      'Did you mean `variables`?',
    ],
    ['extra', '«scenarios»: {}', 'KEY_UNKNOWN', 'scenarios', '`scenarios`', '`load` here'],
    [
      'target',
      'target: { baseUrl: "http://[::1]", «heders»: {} }',
      'KEY_UNKNOWN',
      'target.heders',
      '`heders`',
      '`headers`?',
    ],
    ['flows', flow('{ get: /, «expct»: {} }'), 'KEY_UNKNOWN', 'flows.main[0].expct', '`expct`', '`expect`?'],
    [
      'flows',
      flow('{ get: /, expect: { «statsu»: 200 } }'),
      'KEY_UNKNOWN',
      'flows.main[0].expect.statsu',
      '',
      '`status`?',
    ],
    ['flows', flow('«thnik»: 1s'), 'KEY_UNKNOWN', 'flows.main[0].thnik', '`thnik`', 'Did you mean `think`?'],
    [
      'flows',
      flow('{ get: /, «think»: 1s }'),
      'KEY_UNKNOWN',
      'flows.main[0].think',
      'A step does one thing',
      'of its own',
    ],
    [
      'flows',
      flow('{ get: /, «post»: / }'),
      'KEY_UNKNOWN',
      'flows.main[0].post',
      'A step does one thing',
      'of its own',
    ],
    [
      'flows',
      flow('{ group: g, steps: [ { get: /, «tmeout»: 1s } ] }'),
      'KEY_UNKNOWN',
      'flows.main[0].steps[0].tmeout',
      '',
      '`timeout`?',
    ],
    [
      'load',
      executor('executor: constant-vus, «duraton»: 1s'),
      'KEY_UNKNOWN',
      'load.main.duraton',
      '',
      'Did you mean `duration`?',
    ],
    ['target', 'target: { «baseUrI»: "http://[::1]" }', 'KEY_UNKNOWN', 'target.baseUrI', '', 'Did you mean `baseUrl`?'],
    ['load', '«scenarios»: { main: { executor: constant-vus } }', 'KEY_UNKNOWN', 'scenarios', '', '`load` here'],
    [
      'load',
      executor('executor: constant-vus, duration: 1s, «exec»: main'),
      'KEY_UNKNOWN',
      'load.main.exec',
      '',
      '`flow` here',
    ],
    [
      'load',
      executor('executor: constant-vus, duration: 1s, «stages»: []'),
      'KEY_UNKNOWN',
      'load.main.stages',
      '',
      'Known here: executor',
    ],
    [
      'thresholds',
      'thresholds: { checks: [ { threshold: rate>0, «abortOnFial»: true } ] }',
      'KEY_UNKNOWN',
      'thresholds.checks[0].abortOnFial',
      '',
      '`abortOnFail`?',
    ],
    ['extra', 'variables: { «a b»: 1 }', 'KEY_INVALID', 'variables["a b"]', 'made of letters'],
    ['name', '', 'KEY_MISSING', 'name', '`name` is missing', 'a text'],
    ['load', 'load:\n  «main»: { duration: 1s }', 'KEY_MISSING', 'load.main.executor', '', 'one of `constant-vus`'],
    ['load', 'load:\n  «main»: { executor: constant-vus }', 'KEY_MISSING', 'load.main.duration', '', 'like 30s'],
    [
      'load',
      executor('executor: ramping-vus, stages: [ «{ duration: 1s }» ]'),
      'KEY_MISSING',
      'load.main.stages[0].target',
      '',
      'whole number',
    ],
    ['flows', flow('«{ record: x }»'), 'KEY_MISSING', 'flows.main[0].value', '`value` is missing'],
  ])('%s: %s', (section, text, code, path, message, hint) => {
    const marked = fileWith({ [section]: text })
    expectOnly(section === 'name' ? marked.replace('headroom: 1', '«headroom: 1»') : marked, code, path, message, hint)
  })
})

describe('values', () => {
  const STATUS = 'flows.main[0].expect.status'
  it.each<Row>([
    ['observe', 'observe: [{ health: /h, every: «100ms» }]', 'VALUE_INVALID', 'observe[0].every', 'at least 1s'],
    [
      'observe',
      'observe: [{ prometheus: /m, series: { a: «7» } }]',
      'VALUE_INVALID',
      'observe[0].series.a',
      '{ share, of }',
    ],
    ['observe', 'observe: [{ health: /h, «statments»: 3 }]', 'KEY_UNKNOWN', 'observe[0].statments', 'not known'],
    ['observe', 'observe: [«{ every: 5s }»]', 'KEY_MISSING', 'observe[0].health', 'missing'],
    ['observe', 'observe: [{ headers: [«etag»] }]', 'VALUE_INVALID', 'observe[0].headers[0]', '`server-timing`'],
    ['headroom', 'headroom: «2»', 'VALUE_INVALID', 'headroom', 'Expected `1`, found `2`'],
    ['name', 'name: «[a]»', 'VALUE_INVALID', 'name', 'Expected a text, found a list'],
    ['name', '«name»:', 'VALUE_INVALID', 'name', 'found nothing'],
    [
      'target',
      'target: «http://127.0.0.1»',
      'VALUE_INVALID',
      'target',
      'Expected a map (key: value), found `http://127.0.0.1`',
    ],
    [
      'target',
      'target: { baseUrl: "http://127.0.0.1", timeout: «soon» }',
      'VALUE_INVALID',
      'target.timeout',
      'like 30s, 1m30s or 500ms, or a number of milliseconds; found `soon`',
    ],
    [
      'target',
      'target: { baseUrl: "http://127.0.0.1", timeout: «0s» }',
      'VALUE_INVALID',
      'target.timeout',
      'longer than 0',
    ],
    ['flows', 'flows: «{}»', 'VALUE_INVALID', 'flows', 'At least one entry'],
    ['flows', 'flows: { main: «[]» }', 'VALUE_INVALID', 'flows.main', 'At least one step'],
    ['flows', flow('«5»'), 'VALUE_INVALID', 'flows.main[0]', 'Expected a map (key: value); found `5`'],
    ['flows', flow('«{}»'), 'VALUE_INVALID', 'flows.main[0]', 'Expected one of `get`, `head`'],
    ['flows', flow('get: «1»'), 'VALUE_INVALID', 'flows.main[0].get', 'Expected a text, found `1`'],
    ['flows', flow('think: «1..x»'), 'VALUE_INVALID', 'flows.main[0].think', 'a range like 1s..3s; found `1..x`'],
    ['flows', flow('{ get: /, expect: { status: «99» } }'), 'VALUE_INVALID', STATUS, 'Expected a status like 200'],
    ['flows', flow('{ get: /, expect: { status: «6xx» } }'), 'VALUE_INVALID', STATUS, 'Expected a status like 200'],
    [
      'flows',
      flow('{ get: /, expect: { status: [ 200, «ok» ] } }'),
      'VALUE_INVALID',
      `${STATUS}[1]`,
      'Expected a status like 200',
    ],
    [
      'flows',
      flow('{ get: /, expect: { status: «299..200» } }'),
      'VALUE_INVALID',
      STATUS,
      'ends before it begins',
      '200..299',
    ],
    [
      'flows',
      flow('{ get: /, expect: { json: { $.a: «[1]» } } }'),
      'VALUE_INVALID',
      'flows.main[0].expect.json["$.a"]',
      'Expected `exists`, `absent`',
    ],
    ['flows', flow('«{ post: /, json: 1, body: x }»'), 'VALUE_INVALID', 'flows.main[0]', 'one body'],
    ['flows', flow('choose: «{ main: 0 }»'), 'VALUE_INVALID', 'flows.main[0].choose', 'One of the weights'],
    [
      'flows',
      flow('choose: { main: «-1» }'),
      'VALUE_INVALID',
      'flows.main[0].choose.main',
      'Expected at least 0, found `-1`',
    ],
    ['load', 'load: «{}»', 'VALUE_INVALID', 'load', 'At least one entry'],
    ['load', 'load:\n  «main»:', 'VALUE_INVALID', 'load.main', 'Expected a map (key: value), found nothing'],
    [
      'load',
      executor('executor: «constant-vu», duration: 1s'),
      'VALUE_INVALID',
      'load.main.executor',
      'found `constant-vu`',
      'Did you mean `constant-vus`?',
    ],
    [
      'load',
      executor('executor: constant-vus, duration: 1s, vus: «ten»'),
      'VALUE_INVALID',
      'load.main.vus',
      'a whole number; found `ten`',
    ],
    [
      'load',
      executor('executor: constant-vus, duration: 1s, vus: «1.5»'),
      'VALUE_INVALID',
      'load.main.vus',
      'a whole number; found `1.5`',
    ],
    [
      'load',
      executor('executor: constant-vus, duration: 1s, vus: «0»'),
      'VALUE_INVALID',
      'load.main.vus',
      'Expected at least 1, found `0`',
    ],
    [
      'load',
      executor('executor: ramping-vus, stages: «[]»'),
      'VALUE_INVALID',
      'load.main.stages',
      'At least one stage',
    ],
    [
      'data',
      'data: { a: { file: a.csv, pick: «first» } }',
      'VALUE_INVALID',
      'data.a.pick',
      '`random`, `sequential`, `unique`',
    ],
    [
      'data',
      'data: { a: { file: a.csv, whenUsedUp: «stopp» } }',
      'VALUE_INVALID',
      'data.a.whenUsedUp',
      'found `stopp`',
      '`stop`?',
    ],
    ['metrics', 'metrics: { a: «histogram» }', 'VALUE_INVALID', 'metrics.a', 'counter, gauge, rate or trend'],
    ['thresholds', 'thresholds: { checks: «rate>0.9» }', 'VALUE_INVALID', 'thresholds.checks', 'Expected a list'],
    [
      'thresholds',
      'thresholds: { checks: [ «5» ] }',
      'VALUE_INVALID',
      'thresholds.checks[0]',
      'an expression like `p(95)<500`',
    ],
    ['guards', 'guards: { maxRps: «0» }', 'VALUE_INVALID', 'guards.maxRps', 'Expected more than 0, found `0`'],
    [
      'guards',
      'guards: { hosts: [ «"http://a.b"» ] }',
      'VALUE_INVALID',
      'guards.hosts[0]',
      'not a host name',
      'names or addresses alone',
    ],
    [
      'budgets',
      'budgets: [ { match: {}, rate: «50/fortnight» } ]',
      'VALUE_INVALID',
      'budgets[0].rate',
      'like 50/1m; found `50/fortnight`',
    ],
    [
      'budgets',
      'budgets: [ { match: {}, rate: «0/1m» } ]',
      'VALUE_INVALID',
      'budgets[0].rate',
      'lets no request through',
    ],
  ])('%s: %s', (section, text, code, path, message, hint) => {
    expectOnly(fileWith({ [section]: text }), code, path, message, hint)
  })
})

describe('YAML', () => {
  it.each<[marked: string, code: string, message: string]>([
    ['name: a\n«name»: b', 'KEY_TWICE', 'stands twice'],
    ['flows: { a: [ 1 ]\n«l»oad: {}', 'YAML_SYNTAX', 'must be sufficiently indented'],
    ['«\t»name: a', 'YAML_SYNTAX', 'Tabs'],
    ['name: «a»: b', 'YAML_SYNTAX', 'Nested mappings'],
    ['a: 1\nb: «*b»', 'YAML_ALIASES', 'no anchor `b`'],
    ['a: &a [ «*a» ]', 'YAML_ALIASES', 'inside what it repeats'],
    ['? «[a]»\n: 1', 'KEY_INVALID', 'must be a text'],
    ['«__proto__»: 1', 'KEY_INVALID', 'must be a text'],
    ['a: 1\n«---\nb: 2»', 'YAML_SYNTAX', 'several documents'],
  ])('%j', (marked, code, message) => {
    const { text, places } = unmark(marked)
    const { scenario, problems } = parseScenario(text)
    expect(scenario).toBeUndefined()
    expect(problems[0]).toMatchObject({ severity: 'error', code })
    expect(problems[0]?.message).toContain(message)
    expect(problems[0] && placeOf(problems[0])).toBe(places[0])
  })

  it('says that a template at the beginning of a text needs quotes', () => {
    const { problems } = parseScenario('name: {{x}}/a')
    expect(problems[0]?.hint).toContain('in quotes')
  })

  it('reads no more than it can hold', () => {
    const levels = (count: number) => `a: ${'['.repeat(count)}${']'.repeat(count)}`
    const bomb = Array.from({ length: 9 }, (_, n) => `a${n}: &a${n} [${n ? `*a${n - 1},`.repeat(9) : 'x'}]`).join('\n')
    const codeOf = (text: string) => parseScenario(text).problems[0]?.code
    expect(codeOf(levels(62))).not.toBe('SCENARIO_TOO_DEEP')
    expect(codeOf(levels(70))).toBe('SCENARIO_TOO_DEEP')
    expect(codeOf('['.repeat(500_000))).toBe('SCENARIO_TOO_DEEP')
    expect(codeOf('- '.repeat(400_000))).toBe('SCENARIO_TOO_DEEP')
    expect(codeOf(' '.repeat(1_000_001))).toBe('SCENARIO_TOO_LARGE')
    expect(codeOf(bomb)).toBe('YAML_ALIASES')
  })

  it.each(['', '5', '- a', '# nothing'])('needs a map: %j', (text) => {
    expect(parseScenario(text).problems).toMatchObject([{ code: 'VALUE_INVALID', line: 1, column: 1 }])
  })
})
