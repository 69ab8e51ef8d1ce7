import { describe, expect, it } from 'vitest'
import { parseReferences, withDefaults } from './references.ts'

describe('references', () => {
  it.each<[string, unknown]>([
    ['plain', ['plain']],
    ['', []],
    ['${A}', [{ secret: false, name: 'A' }]],
    ['a${A_1}b', ['a', { secret: false, name: 'A_1' }, 'b']],
    ['${A:-}', [{ secret: false, name: 'A', default: '' }]],
    ['${A:-http://x:1/${}', [{ secret: false, name: 'A', default: 'http://x:1/${' }]],
    ['${secret:TOKEN}', [{ secret: true, name: 'TOKEN' }]],
    ['$${A} $ {} ${B}', ['${A}', ' $ {} ', { secret: false, name: 'B' }]],
  ])('%j', (text, parts) => {
    expect(parseReferences(text)).toEqual(parts)
  })

  it.each<[string, number]>([
    ['a${A', 2],
    ['${}', 1],
    ['${a-b}', 1],
    ['${secret:A:-b}', 1],
    ['${env:A}', 1],
  ])('%j is refused at column %i', (text, column) => {
    expect(() => parseReferences(text)).toThrow(expect.objectContaining({ code: 'REFERENCE_INVALID', at: { column } }))
  })

  it('puts defaults in where there are some', () => {
    expect(withDefaults('http://${HOST:-a.test}:${PORT:-80}')).toBe('http://a.test:80')
    expect(withDefaults('http://${HOST}:${PORT:-80}')).toBeUndefined()
    expect(withDefaults('${secret:A}')).toBeUndefined()
  })
})
