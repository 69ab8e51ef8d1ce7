import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { failureOf } from './failures.ts'
import { GuardedResolver } from './resolver.ts'
import type { DnsOptions } from './resolver.ts'

type Answer = NodeJS.ErrnoException | LookupAddress[]

function setUp(allowed: string[] | undefined, names: Record<string, Answer>, dns?: DnsOptions) {
  let asked = 0
  const resolver = new GuardedResolver(
    allowed,
    (hostname, _options, callback) => {
      asked++
      const answer = names[hostname] ?? Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })
      setImmediate(() => (Array.isArray(answer) ? callback(null, answer) : callback(answer, [])))
    },
    dns,
  )
  const lookup = (hostname: string, options = {}) =>
    new Promise<string>((resolve) => {
      resolver.lookup(hostname, options, (error, address) => {
        resolve(error ? failureOf(error).name : JSON.stringify(address))
      })
    })
  return { resolver, lookup, asked: () => asked }
}

const four = (address: string) => ({ address, family: 4 })
const six = (address: string) => ({ address, family: 6 })

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

describe('overrides of addresses', () => {
  const resolverOf = (allowed: string[]) =>
    new GuardedResolver(allowed, undefined, undefined, [
      { hostname: 'shop.test', port: 443, to: { hostname: '10.0.0.7', port: 8443 } },
      { hostname: '*.shop.test', port: undefined, to: { hostname: '10.0.0.7', port: undefined } },
    ])

  it('lead to their address, which the guards must list', () => {
    const resolver = resolverOf(['10.0.0.7'])
    expect(resolver.route({ hostname: 'shop.test', port: 443 })).toEqual({ hostname: '10.0.0.7', port: 8443 })
    expect(resolver.route({ hostname: 'Api.Shop.Test', port: 80 })).toEqual({ hostname: '10.0.0.7', port: 80 })
    expect(resolver.route({ hostname: 'shop.test', port: 80 })).toEqual({ hostname: 'shop.test', port: 80 })
  })

  it('are refused where only the name is listed', () => {
    const resolver = resolverOf(['shop.test', 'api.shop.test'])
    for (const [hostname, port] of [
      ['shop.test', 443],
      ['api.shop.test', 80],
    ] as const) {
      const refusal = resolver.route({ hostname, port })
      expect(refusal).toMatchObject({ message: expect.stringContaining('10.0.0.7') as string })
      expect(failureOf(refusal as Error)).toMatchObject({ name: 'host not allowed', code: 1110 })
    }
    expect(resolver.route({ hostname: 'shop.test', port: 80 })).toEqual({ hostname: 'shop.test', port: 80 })
  })
})

describe('the order of addresses', () => {
  const names = { a: [four('10.0.0.1'), six('::1'), four('10.0.0.2'), six('::2')] }
  const ask = async (dns: Partial<DnsOptions>, times = 1): Promise<string[][]> => {
    const { lookup } = setUp(undefined, names, { keepMs: 60_000, select: 'first', policy: 'any', ...dns })
    const all: string[][] = []
    for (let time = 0; time < times; time++) {
      const answer = await lookup('a', { all: true })
      all.push(
        answer.startsWith('[') ? (JSON.parse(answer) as LookupAddress[]).map(({ address }) => address) : [answer],
      )
    }
    return all
  }

  it.each<[DnsOptions['policy'], string[]]>([
    ['any', ['10.0.0.1', '::1', '10.0.0.2', '::2']],
    ['preferIPv4', ['10.0.0.1', '10.0.0.2', '::1', '::2']],
    ['preferIPv6', ['::1', '::2', '10.0.0.1', '10.0.0.2']],
    ['onlyIPv4', ['10.0.0.1', '10.0.0.2']],
    ['onlyIPv6', ['::1', '::2']],
  ])('is as the policy %s says, each time', async (policy, order) => {
    expect(await ask({ policy }, 3)).toEqual([order, order, order])
  })

  it('finds no address where the only kind that may be is missing', async () => {
    const dns = { keepMs: 0, select: 'first', policy: 'onlyIPv6' } as const
    const { lookup } = setUp(undefined, { b: [four('10.0.0.1')] }, dns)
    expect(await lookup('b')).toBe('host name unknown')
  })

  it('begins with the next address each time when they take turns', async () => {
    const all = await ask({ select: 'roundRobin' }, 5)
    expect(all.map(([first]) => first)).toEqual(['10.0.0.1', '::1', '10.0.0.2', '::2', '10.0.0.1'])
    // The others stay, for when the first does not answer.
    expect(all.map((each) => each.length)).toEqual([4, 4, 4, 4, 4])
    const ofOneKind = await ask({ select: 'roundRobin', policy: 'onlyIPv4' }, 8)
    expect(ofOneKind.filter(([first]) => first === '10.0.0.1')).toHaveLength(4)
  })

  it('begins with each about as often when chance decides, and not in turn', async () => {
    const first = (await ask({ select: 'random' }, 400)).map((each) => each[0] ?? '')
    for (const { address } of names.a) {
      const share = first.filter((each) => each === address).length / first.length
      expect(share).toBeGreaterThan(0.15)
      expect(share).toBeLessThan(0.35)
    }
    expect(first.slice(4)).not.toEqual(first.slice(0, -4))
  })

  it('asks anew for each connection when answers are not kept', async () => {
    const { lookup, asked } = setUp(undefined, names, { keepMs: 0, select: 'first', policy: 'any' })
    await lookup('a')
    await lookup('a')
    expect(asked()).toBe(2)
  })
})
