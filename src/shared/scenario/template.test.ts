import { describe, expect, it } from 'vitest'
import { HeadroomError } from '../errors.ts'
import { compileJsonTemplate, compileTemplate } from './template.ts'
import type { TemplateScope } from './template.ts'

function scopeOf(values: Record<string, unknown> = {}, draws: readonly number[] = [0]): TemplateScope {
  let drawn = 0
  return {
    get: (name) => values[name],
    random: () => draws[drawn++ % draws.length] as number,
    nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) + 0.4,
    vu: 7,
    iteration: 12,
  }
}

function errorOf(run: () => unknown): HeadroomError {
  try {
    run()
  } catch (error) {
    if (error instanceof HeadroomError) return error
  }
  throw new Error('It did not throw a HeadroomError.')
}

describe('rendering', () => {
  it.each<[string, string]>([
    ['plain', 'plain'],
    ['', ''],
    ['{{token}}', 'abc'],
    ['/a/{{ token }}/{{users.first-name}}?n={{count}}', '/a/abc/Ada?n=3'],
    ['{{vu}}:{{iteration}}', '7:12'],
    ['{{now()}}', String(Date.UTC(2026, 0, 2, 3, 4, 5, 678))],
    ['{{isoNow()}}', '2026-01-02T03:04:05.678Z'],
    ['{{list}}', '[1,{"a":null}]'],
    ['{{nothing}} {{yes}}', 'null true'],
    ["{{'{{'}}literal{{'}}'}}", '{{literal}}'],
    ['{{"a\\"b"}}', 'a"b'],
    ['} }} {', '} }} {'],
  ])('%s', (text, expected) => {
    const values = {
      token: 'abc',
      'users.first-name': 'Ada',
      count: 3,
      list: [1, { a: null }],
      nothing: null,
      yes: true,
    }
    expect(compileTemplate(text).render(scopeOf(values))).toBe(expected)
  })

  it.each<[string, readonly number[], string]>([
    ['{{randomInt(1, 6)}}', [0], '1'],
    ['{{randomInt(1, 6)}}', [0.9999999], '6'],
    ['{{randomInt(-5,-5)}}', [0.5], '-5'],
    ['{{randomInt(low, high)}}', [0.5], '15'],
    ["{{randomItem(a, 'b', 3)}}", [0.5], 'b'],
    ["{{randomItem(token, 'b', 3)}}", [0], 'abc'],
    ['{{randomString(3)}}', [0, 0.5, 0.9999], 'as9'],
    ['{{uuid()}}', [0.9999], 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
    ['{{uuid()}}', [0], '00000000-0000-4000-8000-000000000000'],
  ])('%s with draws %j', (text, draws, expected) => {
    const values = { low: '10', high: 19, token: 'abc', a: 'x' }
    expect(compileTemplate(text).render(scopeOf(values, draws))).toBe(expected)
  })

  it('says which names it looks up', () => {
    expect(compileTemplate('{{a}} {{b.c}} {{a}} {{vu}} {{randomInt(1,n)}}').names).toEqual(['a', 'b.c', 'n'])
  })

  it('knows a text without templates', () => {
    expect(compileTemplate('plain').constant).toBe('plain')
    expect(compileTemplate('{{a}}').constant).toBeUndefined()
  })

  it('throws VARIABLE_MISSING with the name', () => {
    const error = errorOf(() => compileTemplate('x{{matchId}}').render(scopeOf()))
    expect(error.code).toBe('VARIABLE_MISSING')
    expect(error.message).toContain('`matchId`')
  })

  it('throws TEMPLATE_ARGUMENT when a variable does not fit the function', () => {
    expect(errorOf(() => compileTemplate('{{randomInt(1,n)}}').render(scopeOf({ n: 'x' }))).code).toBe(
      'TEMPLATE_ARGUMENT',
    )
  })

  it('never reads inherited names', () => {
    expect(errorOf(() => compileTemplate('{{constructor()}}')).code).toBe('TEMPLATE_INVALID')
    expect(compileTemplate('{{toString}}').names).toEqual(['toString'])
  })
})

describe('errors', () => {
  it.each<[string, number, string]>([
    ['{{', 1, 'not closed'],
    ['a {{b', 3, 'not closed'],
    ['{{}}', 1, 'empty'],
    ['ab{{ a b }}', 8, 'Unexpected `b`'],
    ['{{1x}}', 3, 'Unexpected `1`'],
    ['{{a.}}', 4, 'Unexpected `.`'],
    ['{{randomInt(1}}', 14, 'Expected `,` or `)`'],
    ['{{randomInt(1,)}}', 15, 'Unexpected `)`'],
    ['{{randomInt(1)}}', 3, 'does not take 1 argument.'],
    ['{{randomInt(5,1)}}', 3, 'below its minimum'],
    ['{{randomInt("a",1)}}', 3, 'takes numbers'],
    ['{{randomString(99999)}}', 3, '0 to 10000'],
    ['{{rndomInt(1,2)}}', 3, 'no function `rndomInt`'],
    ['{{randomItem(uuid())}}', 14, 'cannot be an argument'],
    ['{{"abc}}', 3, 'not closed'],
  ])('%s at column %i', (text, column, message) => {
    const error = errorOf(() => compileTemplate(text))
    expect(error.code).toBe('TEMPLATE_INVALID')
    expect(error.message).toContain(message)
    expect(error.at?.column).toBe(column)
  })

  it('suggests the function that was meant', () => {
    expect(errorOf(() => compileTemplate('{{randomint(1,2)}}')).hint).toBe('Did you mean `randomInt`?')
  })
})

describe('JSON bodies', () => {
  it('gives the raw type to a string that is one template and escapes inside others', () => {
    const body = compileJsonTemplate({
      count: '{{count}}',
      text: 'n={{count}} {{quote}}',
      deep: [{ a: '{{flag}}', b: null, c: 1.5, d: true }, [], {}],
      '{{key}}': '"plain"',
    })
    const text = body.render(scopeOf({ count: 3, quote: 'say "hi"\n', flag: false }))
    expect(JSON.parse(text)).toEqual({
      count: 3,
      text: 'n=3 say "hi"\n',
      deep: [{ a: false, b: null, c: 1.5, d: true }, [], {}],
      '{{key}}': '"plain"',
    })
  })

  it('is constant without templates', () => {
    expect(compileJsonTemplate({ a: ['x', 1, null] }).constant).toBe('{"a":["x",1,null]}')
    expect(compileJsonTemplate('{{a}}').constant).toBeUndefined()
  })
})
