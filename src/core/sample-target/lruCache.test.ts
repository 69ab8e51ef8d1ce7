import { expect, it } from 'vitest'
import { LruCache } from './lruCache.ts'

it('forgets what was used least recently', () => {
  const cache = new LruCache<number>(2)
  cache.set('a', 1)
  cache.set('b', 2)
  expect(cache.get('a')).toBe(1)
  cache.set('c', 3)
  expect(cache.get('b')).toBeUndefined()
  expect([cache.get('a'), cache.get('c')]).toEqual([1, 3])
})

it('replaces and deletes', () => {
  const cache = new LruCache<number>(2)
  cache.set('a', 1)
  cache.set('b', 2)
  cache.set('a', 10)
  expect([cache.get('a'), cache.get('b')]).toEqual([10, 2])
  cache.delete('a')
  expect(cache.get('a')).toBeUndefined()
})
