import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../shared/summary.ts'
import { LOAD } from '../store/testing/runData.ts'
import { junitReport } from './junit.ts'

interface Rule {
  required: readonly string[]
  optional: readonly string[]
  children: readonly string[]
}

/** junit-10.xsd of Jenkins' xUnit plug-in, as far as a report of ours goes (https://github.com/jenkinsci/xunit-plugin). */
const SCHEMA: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { required: [], optional: [], children: ['property'] },
  property: { required: ['name', 'value'], optional: [], children: [] },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { required: [], optional: ['type', 'message'], children: [] },
  skipped: { required: [], optional: ['type', 'message'], children: [] },
}
const TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$/

interface Element {
  name: string
  attributes: Readonly<Record<string, string>>
}

/** All elements in their order. @throws where it is no XML, or not as the schema says */
function elementsOf(xml: string): Element[] {
  const found: Element[] = []
  const open: string[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const rule = SCHEMA[name]
    const parent = open.at(-1)
    if (rule === undefined) throw new Error(`<${name}> is not in the schema`)
    if (parent === undefined ? name !== 'testsuites' : !SCHEMA[parent]?.children.includes(name)) {
      throw new Error(`<${name}> within <${parent ?? ''}>`)
    }
    const given = Object.keys(attributes)
    const missing = rule.required.filter((one) => !given.includes(one))
    const unknown = given.filter((one) => !rule.required.includes(one) && !rule.optional.includes(one))
    if (missing.length + unknown.length > 0) throw new Error(`<${name}> lacks ${missing.join()}, has ${unknown.join()}`)
    if (attributes['time'] !== undefined && !TIME.test(attributes['time'])) throw new Error('bad time')
    open.push(name)
    found.push({ name, attributes })
  })
  parser.on('closetag', () => open.pop())
  parser.write(xml).close()
  return found
}

function summary(name: string): RunSummary {
  const target = { metric: 'http_req_duration', value: 31, limit: 20, aborted: false }
  return {
    run: {
      id: 'run-1',
      name,
      scenario: name,
      startedAtMs: 0,
      durationMs: 12_345_678,
      status: 'failed',
      validity: 'doubtful',
      reasons: [{ about: 'measurement', text: name }],
    },
    metrics: {},
    thresholds: [
      { ...target, expression: 'p(95)<20', ok: false, source: name },
      { ...target, expression: 'p(99)<200', ok: true },
      { ...target, expression: 'p(95) < baseline + 10%', ok: true, limit: null },
    ],
    steps: [],
    checks: [
      { name, passes: 1, fails: 1 },
      { name: 'fine', passes: 1, fails: 0 },
    ],
    failures: [],
    load: LOAD,
    breaker: {
      name,
      spans: [],
      faults: [],
      seconds: [],
      probes: 0,
      unanswered: 0,
      verdicts: [{ assertion: 'order', ok: false, expected: name, seen: name }],
      ok: false,
    },
  }
}

describe('the JUnit report', () => {
  it('is valid by the schema, and its counts are those of its cases', () => {
    const elements = elementsOf(junitReport(summary('browse')))
    const count = (wanted: string): string => String(elements.filter(({ name }) => name === wanted).length)
    const counts = { tests: count('testcase'), failures: count('failure'), errors: '0' }
    expect(counts).toEqual({ tests: '6', failures: '3', errors: '0' })
    for (const { name, attributes } of elements.slice(0, 2)) {
      expect([name, attributes]).toEqual([name, expect.objectContaining({ ...counts, time: '12345.678' })])
    }
    expect(elements[1]?.attributes['skipped']).toBe(count('skipped'))
  })

  it.each([
    ['markup', `"'></testcase><!--]]>&amp;`, `"'></testcase><!--]]>&amp;`],
    ['what XML forbids', 'a\u0000b\u001Bc\uFFFFd\uD800e\nf', 'a b c d e f'],
    ['right to left, and beyond the basic plane', '\u202Egnp.exe 😀', '\u202Egnp.exe 😀'],
  ])('keeps names names: %s', (_what, name, expected) => {
    const elements = elementsOf(junitReport(summary(name)))
    const check = elements.find(({ attributes }) => attributes['classname'] === 'checks')
    expect(check?.attributes['name']).toBe(expected)
    expect(elements.filter((element) => element.name === 'testcase')).toHaveLength(6)
  })
})
