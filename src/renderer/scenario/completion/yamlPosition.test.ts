import { describe, expect, it } from 'vitest'
import { ITEM } from './yamlPath.ts'
import { keysBelow, yamlPosition } from './yamlPosition.ts'

/** The position of `|` in a text. */
function at(marked: string) {
  const { path, ...rest } = yamlPosition(marked.replace('|', ''), marked.indexOf('|'))
  return { path: path.map((segment) => (segment === ITEM ? '[]' : segment)).join('.'), ...rest }
}

describe('yamlPosition', () => {
  it('is a key of the root on a new line', () => {
    expect(at('headroom: 1\nna|')).toEqual({
      path: '',
      kind: 'key',
      typed: 'na',
      siblings: { headroom: '1' },
      flow: false,
    })
  })

  it('is a value after a key', () => {
    expect(at('load:\n  main:\n    executor: ramp|')).toMatchObject({
      path: 'load.main.executor',
      kind: 'value',
      typed: 'ramp',
    })
  })

  it('follows indentation on an empty line', () => {
    expect(at('load:\n  main:\n    executor: constant-vus\n    |\nthresholds:\n')).toMatchObject({
      path: 'load.main',
      kind: 'key',
      siblings: { executor: 'constant-vus' },
    })
    expect(at('load:\n  main:\n    executor: constant-vus\n  |')).toMatchObject({
      path: 'load',
      siblings: { main: '' },
    })
  })

  it('is in an item of a sequence, at its first key and at later ones', () => {
    expect(at('flows:\n  browse:\n    - ge|\n    - think: 1s')).toMatchObject({
      path: 'flows.browse.[]',
      kind: 'key',
      typed: 'ge',
      siblings: {},
    })
    expect(
      at('flows:\n  browse:\n    - think: 1s\n    - get: /a\n      na|\n      tags: {}\n    - post: /b'),
    ).toMatchObject({
      path: 'flows.browse.[]',
      siblings: { get: '/a', tags: '{}' },
    })
  })

  it('takes a sequence at the column of its key', () => {
    expect(at('flows:\n  browse:\n  - get: /a\n    expect:\n      sta|')).toMatchObject({
      path: 'flows.browse.[].expect',
    })
  })

  it('leaves out comments and blank lines', () => {
    expect(at('flows:\n\n# note: here\n  browse:\n    # more: text\n\n    - |')).toMatchObject({
      path: 'flows.browse.[]',
    })
  })

  it('reads flow style', () => {
    expect(at('load:\n  a: { executor: ramping-vus, stages: [ {duration: 2m, tar|')).toMatchObject({
      path: 'load.a.stages.[]',
      kind: 'key',
      typed: 'tar',
      siblings: { duration: '2m' },
      flow: true,
    })
    expect(at('load:\n  a: { executor: ra|')).toMatchObject({ path: 'load.a.executor', kind: 'value', typed: 'ra' })
    expect(at('guards: { hosts: [local|')).toMatchObject({ path: 'guards.hosts.[]', kind: 'value', typed: 'local' })
    expect(at('a: { "b, }": 1, c: {} }\nd|')).toMatchObject({ path: '', typed: 'd', flow: false })
  })

  it('takes quoted keys', () => {
    expect(at('thresholds:\n  "http_req_duration{operation:READ}": [ p|')).toMatchObject({
      path: 'thresholds.http_req_duration{operation:READ}.[]',
    })
  })

  it('survives what is no YAML at all', () => {
    for (const text of ['|', '- - - |', '}}}|', ': |', 'a: "|', '\t\t|', '[[[{{{|'])
      expect(() => at(text)).not.toThrow()
  })
})

describe('keysBelow', () => {
  it('lists the names of flows', () => {
    expect(
      keysBelow('name: x\nflows:\n  # first\n  browse:\n    - get: /a\n  save: []\nload:\n  main: {}\n', 'flows'),
    ).toEqual(['browse', 'save'])
    expect(keysBelow('name: x', 'flows')).toEqual([])
  })
})
