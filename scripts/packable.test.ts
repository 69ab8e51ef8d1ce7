import { expect, it } from 'vitest'
import { checkPackable } from './packable.mjs'

it('refuses the development runtime unless it is asked for', () => {
  expect(() => checkPackable({ kind: 'fallback', version: '33.2.1' }, false)).toThrow('development runtime')
  expect(() => checkPackable({ kind: 'fallback', version: '33.2.1' }, true)).not.toThrow()
  expect(() => checkPackable({ kind: 'official', version: '45.4.1' }, false)).not.toThrow()
})
