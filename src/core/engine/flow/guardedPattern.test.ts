import { describe, expect, it } from 'vitest'
import { GuardedPattern } from './guardedPattern.ts'

const groups = (text: string, body: string, all = false) => {
  const found = new GuardedPattern(text).find(body, all)
  return typeof found === 'string' ? found : found.map((match) => match.groups)
}

describe('a pattern on a body', () => {
  it.each([
    ['id=(\\d+)', 'a id=17 id=18', [['id=17', '17']]],
    ['/ID=(\\d+)/i', 'a id=17', [['id=17', '17']]],
    ['x*', '', [['']]],
    ['nothing', 'a', []],
  ])('%s in "%s"', (text, body, wanted) => {
    expect(groups(text, body)).toEqual(wanted)
  })

  it('gives all matches, empty ones too, up to a bound', () => {
    expect(groups('a(\\d)', 'a1 a2 a3', true)).toEqual([
      ['a1', '1'],
      ['a2', '2'],
      ['a3', '3'],
    ])
    expect(groups('x*', 'ab', true)).toEqual([[''], [''], ['']])
    expect(groups('b', 'b'.repeat(20_000), true)).toHaveLength(10_000)
  })

  it('gives the same in a long text, where a watchdog runs along', () => {
    const long = `${'-'.repeat(100_000)} user=<ann> user=<bob>`
    const found = new GuardedPattern('user=<(?<name>[a-z]+)>').find(long, true)
    expect(found).toHaveLength(2)
    expect(typeof found === 'string' ? found : found[1]?.named?.['name']).toBe('bob')
  })

  it.each(['^(a+)+$', '(a|a)*b', 'a*a*a*a*a*a*a*a*c', '(.*)*x'])(
    'does not let %s hold the worker up, and gives it up after three times',
    (text) => {
      const pattern = new GuardedPattern(text)
      const body = `${'a'.repeat(3000)}!`
      for (let time = 0; time < 3; time++) expect(pattern.find(body)).toContain('longer than 250 ms')
      expect(pattern.find(body)).toContain('given up')
    },
  )

  it('knows whether a pattern has a group', () => {
    expect(['a', '(?:a)', '(a)', 'b(?<x>a)'].map((text) => new GuardedPattern(text).hasGroup)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})
