import { describe, expect, it } from 'vitest'
import { readHealth } from './health.ts'

function read(status: number, body: unknown, path?: string): [string, Record<string, string>] {
  const { state, dependencies } = readHealth(
    { status, body: typeof body === 'string' ? body : JSON.stringify(body) },
    path,
  )
  return [state, Object.fromEntries(dependencies)]
}

describe('health answers', () => {
  it.each<[string, number, unknown, [string, Record<string, string>]]>([
    [
      'the sample target',
      503,
      {
        status: 'degraded',
        dependencies: {
          database: { status: 'away' },
          cache: { status: 'up' },
          ai: { status: 'up', breaker: { state: 'CLOSED' } },
        },
      },
      ['degraded', { database: 'down', cache: 'up', ai: 'up' }],
    ],
    [
      'Spring',
      503,
      { status: 'DOWN', components: { db: { status: 'DOWN' }, ping: { status: 'UP' } } },
      ['down', { db: 'down', ping: 'up' }],
    ],
    [
      'health+json',
      200,
      { status: 'warn', checks: { 'db:latency': [{ status: 'pass' }, { status: 'warn' }] } },
      ['degraded', { 'db:latency': 'degraded' }],
    ],
    ['ASP.NET', 200, { status: 'Healthy', entries: { sql: { status: 'Healthy' } } }, ['up', { sql: 'up' }]],
    ['MicroProfile', 200, { status: 'UP', checks: [{ name: 'heap', status: 'UP' }] }, ['up', { heap: 'up' }]],
    ['plain', 503, { database: 'up' }, ['down', {}]],
    ['booleans', 503, { services: { queue: true, mail: false } }, ['degraded', { queue: 'up', mail: 'down' }]],
    ['a word', 200, 'OK', ['up', {}]],
    ['no body', 204, '', ['up', {}]],
    ['no body', 503, '', ['down', {}]],
  ])('%s (%i)', (_name, status, body, expected) => {
    expect(read(status, body)).toEqual(expected)
  })

  it('takes dependencies from a JSONPath', () => {
    expect(read(200, { state: 'ok', deep: [{ parts: { disk: 'critical' } }] }, '$.deep[0].parts')).toEqual([
      'up',
      { disk: 'down' },
    ])
  })

  it('does not take any answer for health', () => {
    expect(() => read(404, 'Not found')).toThrow('it answered 404')
    expect(() => read(500, '<html>')).toThrow('it answered 500')
  })

  it('reads no more than 50 dependencies', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`d${n}`, 'up']))
    expect(Object.keys(read(200, { dependencies: many })[1]).length).toBe(50)
  })
})
