import { createClient } from '@redis/client'
import { HeadroomError } from '../../../shared/errors.ts'
import type { TextCache } from './textCache.ts'

const PREFIX = 'headroom-sample:'
const KEPT_S = 300
const LIMIT_MS = 1000

/**
 * Keeps the target's caches in a Redis. While it cannot be reached everything is a miss.
 * @throws HeadroomError TARGET_STORE_UNREACHABLE
 */
export async function openRedisCache(url: string): Promise<TextCache> {
  const client = createClient({
    url,
    // Commands fail at once while it is away, rather than wait for it.
    disableOfflineQueue: true,
    socket: { connectTimeout: LIMIT_MS, reconnectStrategy: 500 },
  })
  client.on('error', () => {})
  const unreachable = (reason: string): HeadroomError =>
    new HeadroomError({
      code: 'TARGET_STORE_UNREACHABLE',
      message: `The sample target cannot use this Redis: ${reason}.`,
      hint: 'Check that it runs: --redis redis://127.0.0.1:6379.',
    })
  const timer = setTimeout(() => client.destroy(), LIMIT_MS * 2)
  try {
    await client.connect()
  } catch (error) {
    throw unreachable(error instanceof Error ? error.message : String(error))
  } finally {
    clearTimeout(timer)
  }
  const quietly = (work: Promise<unknown>): void => void work.catch(() => {})
  return {
    get: async (key) => (await client.get(PREFIX + key).catch(() => null)) ?? undefined,
    set: (key, text) => quietly(client.set(PREFIX + key, text, { expiration: { type: 'EX', value: KEPT_S } })),
    delete: (key) => quietly(client.del(PREFIX + key)),
    isUp: async () =>
      client.ping().then(
        () => true,
        () => false,
      ),
    close: async () => {
      if (client.isOpen) client.destroy()
    },
  }
}
