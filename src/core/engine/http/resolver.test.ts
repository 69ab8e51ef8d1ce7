import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { failureOf } from './failures.ts'
import { GuardedResolver } from './resolver.ts'

type Answer = NodeJS.ErrnoException | LookupAddress[]

function setUp(allowed: string[] | undefined, names: Record<string, Answer>) {
  let asked = 0
  const resolver = new GuardedResolver(allowed, (hostname, _options, callback) => {
    asked++
    const answer = names[hostname] ?? Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })
    setImmediate(() => (Array.isArray(answer) ? callback(null, answer) : callback(answer, [])))
  })
  const lookup = (hostname: string, options = {}) =>
    new Promise<string>((resolve) => {
      resolver.lookup(hostname, options, (error, address) => {
        resolve(error ? failureOf(error).name : JSON.stringify(address))
      })
    })
  return { resolver, lookup, asked: () => asked }
}

const four = (address: string) => ({ address, family: 4 })

describe('the guarded resolver', () => {
  it('lets listed names go wherever they resolve to', async () => {
    const { lookup } = setUp(['shop.test'], { 'shop.test': [four('10.1.2.3')] })
    expect(await lookup('shop.test')).toBe('"10.1.2.3"')
  })

  it('lets other names go only to listed addresses', async () => {
    const { lookup } = setUp(['10.0.0.1'], { a: [four('10.0.0.1'), four('10.0.0.2')], b: [four('10.0.0.2')] })
    expect(await lookup('a', { all: true })).toBe('[{"address":"10.0.0.1","family":4}]')
    expect(await lookup('b')).toBe('host not allowed')
  })

  it('refuses literal addresses that are not listed', () => {
    const { resolver } = setUp(['127.0.0.1', '[::1]'], {})
    expect(resolver.refusal('127.0.0.1')).toBeUndefined()
    expect(resolver.refusal('::1')).toBeUndefined()
    expect(failureOf(resolver.refusal('10.0.0.1'))).toMatchObject({ name: 'host not allowed' })
    expect(resolver.refusal('some.name')).toBeUndefined()
  })

  it('asks the system once however many ask, and again after a failure', async () => {
    const { lookup, asked } = setUp(undefined, { a: [four('10.0.0.1'), { address: '::1', family: 6 }] })
    await Promise.all(Array.from({ length: 50 }, () => lookup('a')))
    expect(await lookup('a', { family: 6 })).toBe('"::1"')
    expect(asked()).toBe(1)
    expect(await lookup('nowhere')).toBe('host name unknown')
    await lookup('nowhere')
    expect(asked()).toBe(3)
  })
})
