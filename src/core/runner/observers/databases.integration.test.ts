import { createClient } from '@redis/client'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { GuardedResolver } from '../../engine/http/resolver.ts'
import { ObservedLog } from '../testing/observedLog.ts'
import { noticeMissing, postgresBinaries, redisBinary, startPostgres, startRedis } from '../testing/realServers.ts'
import { PostgresLook } from './postgres.ts'
import { RedisLook } from './redis.ts'

const LOOPBACK = new GuardedResolver(['127.0.0.1', 'localhost'])
const signal = new AbortController().signal
const binaries = postgresBinaries()
const redis = redisBinary()
if (binaries === undefined) noticeMissing('PostgreSQL')
if (redis === undefined) noticeMissing('Redis')

describe.skipIf(binaries === undefined)('a real PostgreSQL', () => {
  test('is seen: connections, cache hits, and each statement from the start of the run', async () => {
    const server = await startPostgres(binaries ?? '')
    onTestFinished(() => server.close())
    const load = new pg.Client(server.url)
    await load.connect()
    onTestFinished(() => load.end())
    await load.query('CREATE EXTENSION pg_stat_statements')
    await load.query(
      'CREATE TABLE players AS SELECT n AS id, repeat(md5(n::text), 10) AS name FROM generate_series(1, 5000) AS n',
    )
    const find = 'SELECT name FROM players WHERE id = $1'
    for (let id = 0; id < 7; id++) await load.query(find, [id])

    const log = new ObservedLog()
    const observed = new PostgresLook(
      { kind: 'postgres', name: 'main', everyUs: 5e6, url: server.url, statements: 5 },
      LOOPBACK,
    )
    onTestFinished(() => observed.close())
    await observed.look(log.context, signal)
    expect(log.last('postgres_statement_calls')).toBeUndefined()
    for (let id = 0; id < 40; id++) await load.query(find, [id])
    // Other connections' statistics are sent when they are idle, at most once a second.
    await load.query('SELECT pg_stat_force_next_flush()')
    await load.query('SELECT 1')
    await observed.look(log.context, signal)

    expect(log.events).toEqual([])
    expect(log.last('postgres_connections')).toBeGreaterThanOrEqual(2)
    expect(log.last('postgres_connections_share')).toBeCloseTo((log.last('postgres_connections') ?? 0) / 20, 5)
    expect(log.last('postgres_statement_calls', { statement: find, observer: 'main' })).toBe(40)
    expect(log.last('postgres_statement_mean_ms', { statement: find })).toBeGreaterThan(0)
    expect(log.last('postgres_cache_hit_rate')).toBeGreaterThan(0.5)
    expect(log.last('postgres_commits_per_s')).toBeGreaterThan(0)
    const statements = log.samples.map(({ tags }) => tags['statement'] ?? '')
    expect(statements.filter((text) => text.includes('headroom'))).toEqual([])
  })

  test('without pg_stat_statements the rest is seen, and why is said once', async () => {
    const server = await startPostgres(binaries ?? '')
    onTestFinished(() => server.close())
    const log = new ObservedLog()
    const observation = { kind: 'postgres', name: 'main', everyUs: 5e6, url: server.url, statements: 5 } as const
    const observed = new PostgresLook(observation, LOOPBACK)
    onTestFinished(() => observed.close())
    await observed.look(log.context, signal)
    await observed.look(log.context, signal)
    expect(log.events).toEqual([expect.stringContaining('Statements of main are not observed')])
    expect(log.last('postgres_connections')).toBeGreaterThanOrEqual(1)
  })

  test('a host that guards do not list is not connected to, nor is what is not there', async () => {
    const log = new ObservedLog()
    const at = (url: string) =>
      new PostgresLook({ kind: 'postgres', name: 'main', everyUs: 5e6, url, statements: 5 }, LOOPBACK)
    await expect(at('postgres://10.9.8.7/app').look(log.context, signal)).rejects.toMatchObject({
      code: 'ADDRESS_NOT_ALLOWED',
    })
    await expect(at('postgres://127.0.0.1:1/app').look(log.context, signal)).rejects.toThrow('ECONNREFUSED')
  })
})

describe.skipIf(redis === undefined)('a real Redis', () => {
  test('is seen: hits and misses of the run alone, memory, connections; and again after it was away', async () => {
    const server = await startRedis(redis ?? '')
    onTestFinished(() => server.close())
    const load = createClient({ url: server.url })
    load.on('error', () => undefined)
    await load.connect()
    await load.set('known', 'x'.repeat(1000))
    await load.get('unknown')

    const log = new ObservedLog()
    const observed = new RedisLook({ kind: 'redis', name: 'cache', everyUs: 5e6, url: server.url }, LOOPBACK)
    onTestFinished(() => observed.close())
    await observed.look(log.context)
    expect(log.last('redis_hit_rate')).toBeUndefined()
    for (let n = 0; n < 9; n++) await load.get('known')
    await load.get('unknown')
    await observed.look(log.context)
    expect(log.last('redis_hit_rate', { observer: 'cache' })).toBe(0.9)
    expect(log.last('redis_memory_bytes')).toBeGreaterThan(100_000)
    expect(log.last('redis_connections')).toBe(2)
    expect(log.last('redis_evictions_per_s')).toBe(0)

    await load.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])
    await observed.look(log.context).catch(() => undefined)
    await observed.look(log.context)
    expect(log.last('redis_connections')).toBe(2)
    load.destroy()
  })

  test('what is not there is an error, and no connection is left behind', async () => {
    const observed = new RedisLook({ kind: 'redis', name: 'cache', everyUs: 5e6, url: 'redis://127.0.0.1:1' }, LOOPBACK)
    await expect(observed.look(new ObservedLog().context)).rejects.toThrow('ECONNREFUSED')
    observed.close()
  })
})
