import { describe, expect, it } from 'vitest'
import { findHeader, listHeaders } from './headLines.ts'

const HEAD = Buffer.from(
  [
    '??HTTP/1.1 200 OK: not a header',
    'Content-Type:  text/plain; a=b \t',
    'Set-Cookie: a=1',
    'X-Empty:',
    'set-cookie: b=2',
    'X-Latin: caf\xe9',
    '',
    'Behind: the head',
  ].join('\r\n'),
  'latin1',
)
const START = 2
const END = HEAD.indexOf('\r\n\r\n') + 4

describe('headers of a head', () => {
  it.each([
    ['content-type', 'text/plain; a=b'],
    ['set-cookie', 'a=1'],
    ['x-empty', ''],
    ['x-latin', 'café'],
    ['http/1.1 200 ok', undefined],
    ['cookie', undefined],
    ['content-typ', undefined],
    ['behind', undefined],
  ])('%s is %j', (name, value) => {
    expect(findHeader(HEAD, START, END, name)).toBe(value)
  })

  it('lists all of them in their order, repeated ones repeatedly', () => {
    const pairs = [
      ['content-type', 'text/plain; a=b'],
      ['set-cookie', 'a=1'],
      ['x-empty', ''],
      ['set-cookie', 'b=2'],
      ['x-latin', 'café'],
    ]
    expect(listHeaders(HEAD, START, END)).toEqual(pairs.flat())
  })

  it('reads lines that end with a bare line feed', () => {
    const bare = Buffer.from('HTTP/1.1 200 OK\nA: 1\nB: 2\n\n')
    expect(findHeader(bare, 0, bare.length, 'b')).toBe('2')
    expect(listHeaders(bare, 0, bare.length)).toEqual(['a', '1', 'b', '2'])
  })
})
