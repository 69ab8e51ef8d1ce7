import type { GuardedResolver } from '../../engine/http/resolver.ts'
import type { Observation } from '../../../shared/scenario/observe.ts'
import type { ObserverContext } from './observer.ts'
import { resolveHost } from './resolveHost.ts'

type RedisObservation = Extract<Observation, { kind: 'redis' }>

const CONNECT_TIMEOUT_MS = 3000

interface Info {
  keyspace_hits: number
  keyspace_misses: number
  evicted_keys: number
  expired_keys: number
  used_memory: number
  connected_clients: number
  instantaneous_ops_per_sec: number
}

interface RedisClient {
  connect(): Promise<unknown>
  info(): Promise<string>
  destroy(): void
  on(event: 'error', listener: (error: Error) => void): unknown
  readonly isOpen: boolean
}

/** Reads Redis' INFO over one connection. The hit rate counts from the run's start. */
export class RedisLook {
  private readonly observation: RedisObservation
  private readonly resolver: GuardedResolver
  private client: RedisClient | undefined
  private first: Info | undefined
  private before: { atUs: number; info: Info } | undefined

  constructor(observation: RedisObservation, resolver: GuardedResolver) {
    this.observation = observation
    this.resolver = resolver
  }

  readonly look = async (context: ObserverContext): Promise<void> => {
    const client = (this.client ??= await this.connect())
    try {
      this.sample(context, parseInfo(await client.info()))
    } catch (error) {
      this.close()
      throw error
    }
  }

  readonly close = (): void => {
    if (this.client?.isOpen === true) this.client.destroy()
    this.client = undefined
  }

  private async connect(): Promise<RedisClient> {
    const url = new URL(this.observation.url)
    // Loaded when it is needed: most runs look at no cache.
    const { createClient } = await import('@redis/client')
    const host = await resolveHost(url.hostname, this.resolver)
    const port = url.port === '' ? 6379 : Number(url.port)
    const client: RedisClient = createClient({
      name: 'headroom-observer',
      disableOfflineQueue: true,
      ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
      ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
      socket: {
        host,
        port,
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectStrategy: false as const,
        ...(url.protocol === 'rediss:' ? { tls: true as const, servername: url.hostname } : {}),
      },
    })
    client.on('error', () => {
      if (this.client === client) this.client = undefined
    })
    await client.connect()
    return client
  }

  private sample(context: ObserverContext, info: Info): void {
    const { before } = this
    const first = (this.first ??= info)
    const atUs = context.clock.nowUs()
    const atMs = context.nowMs()
    this.before = { atUs, info }
    const emit = (name: string, value: number): void =>
      context.sample({ metric: `observed.${name}`, tags: { observer: this.observation.name }, value, atMs })
    const hits = info.keyspace_hits - first.keyspace_hits
    const lookups = hits + info.keyspace_misses - first.keyspace_misses
    if (lookups > 0) emit('redis_hit_rate', hits / lookups)
    emit('redis_memory_bytes', info.used_memory)
    emit('redis_connections', info.connected_clients)
    emit('redis_commands_per_s', info.instantaneous_ops_per_sec)
    if (before === undefined || atUs <= before.atUs) return
    const seconds = (atUs - before.atUs) / 1e6
    emit('redis_evictions_per_s', Math.max(0, info.evicted_keys - before.info.evicted_keys) / seconds)
    emit('redis_expirations_per_s', Math.max(0, info.expired_keys - before.info.expired_keys) / seconds)
  }
}

/** INFO's lines `name:value`; what a server does not tell is 0. */
function parseInfo(text: string): Info {
  const values = new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [name, value] = line.split(':')
      return name === undefined || value === undefined ? [] : [[name, Number(value)] as const]
    }),
  )
  const number = (name: keyof Info): number => {
    const value = values.get(name) ?? 0
    return Number.isFinite(value) ? value : 0
  }
  return {
    keyspace_hits: number('keyspace_hits'),
    keyspace_misses: number('keyspace_misses'),
    evicted_keys: number('evicted_keys'),
    expired_keys: number('expired_keys'),
    used_memory: number('used_memory'),
    connected_clients: number('connected_clients'),
    instantaneous_ops_per_sec: number('instantaneous_ops_per_sec'),
  }
}
