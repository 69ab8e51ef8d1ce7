import { describe, expect, it } from 'vitest'
import { type ServerTiming, cacheVerdict, parseServerTiming } from './serverHeaders.ts'

function timings(text: string): [string, number][] {
  const found: ServerTiming[] = []
  parseServerTiming(text, found)
  return found.map(({ name, durationUs }) => [name, durationUs])
}

describe('Server-Timing', () => {
  it.each<[string, [string, number][]]>([
    [
      'db;dur=12.5, cache;dur=0.25',
      [
        ['db', 12_500],
        ['cache', 250],
      ],
    ],
    ['db;desc="select, then; dur=9";dur=3', [['db', 3000]]],
    ['miss, cpu;dur=2.4', [['cpu', 2400]]],
    ['total; dur="7"', [['total', 7000]]],
    ['db;dur=abc, =;dur=1, ', []],
    [';;;,,,"', []],
  ])('%s', (text, expected) => {
    expect(timings(text).map(([name, us]) => [name, Math.round(us)])).toEqual(expected)
  })

  it('takes no more than 50 entries', () => {
    expect(timings(Array.from({ length: 200 }, (_, n) => `t${n};dur=1`).join()).length).toBe(50)
  })
})

describe('cache headers', () => {
  it.each<[Record<string, string>, boolean | undefined]>([
    [{ 'x-cache': 'HIT' }, true],
    [{ 'x-cache': 'Miss from cloudfront' }, false],
    [{ 'x-cache': 'RefreshHit from cloudfront' }, true],
    [{ 'cf-cache-status': 'DYNAMIC' }, undefined],
    [{ 'cf-cache-status': 'EXPIRED', age: '0' }, false],
    [{ 'cf-cache-status': 'REVALIDATED' }, true],
    [{ 'cache-status': 'ExampleCache; hit; ttl=376' }, true],
    [{ 'cache-status': 'ExampleCache; fwd=uri-miss; stored' }, false],
    [{ 'x-vercel-cache': 'STALE' }, true],
    [{ age: '12' }, true],
    [{ age: '0' }, undefined],
    [{}, undefined],
  ])('%j', (headers, expected) => {
    expect(cacheVerdict({ header: (name) => headers[name] })).toBe(expected)
  })
})
