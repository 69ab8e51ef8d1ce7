import { andThen, type Later } from './later.ts'
import { jsonTextReply, type Reply } from './reply.ts'
import type { TextCache } from './stores/textCache.ts'

/** Finished answers of READ endpoints. Writes drop what they change. Real stores take real time, which the reply carries. */
export class ReadCache {
  readonly #cache: TextCache
  readonly #isAway: () => boolean
  readonly #onAsked: (hit: boolean) => void

  /** @param isAway while the cache is away every read goes to the database */
  constructor(cache: TextCache, isAway: () => boolean, onAsked: (hit: boolean) => void) {
    this.#cache = cache
    this.#isAway = isAway
    this.#onAsked = onAsked
  }

  /** The cached answer for the key, or a 200 with what `read` gives, which is then cached; `missing` when it gives nothing. */
  reply(key: string, read: () => Later<unknown>, missing?: () => Reply): Later<Reply> {
    const isAway = this.#isAway()
    const looked = isAway ? { value: undefined } : timed(() => this.#cache.get(`read/${key}`))
    return andThen(looked, ({ value: cached, ms: cacheMs }: Timed<string | undefined>) => {
      this.#onAsked(cached !== undefined)
      const took = cacheMs === undefined ? {} : { cacheMs }
      if (cached !== undefined) return { ...jsonTextReply(200, cached), cache: 'hit' as const, ...took }
      return andThen(timed(read), ({ value, ms: databaseMs }) => {
        if (value === undefined && missing !== undefined) return missing()
        const body = JSON.stringify(value)
        if (!isAway) this.#cache.set(`read/${key}`, body)
        return {
          ...jsonTextReply(200, body),
          cache: 'miss' as const,
          ...took,
          ...(databaseMs === undefined ? {} : { databaseMs }),
        }
      })
    })
  }

  drop(key: string): void {
    this.#cache.delete(`read/${key}`)
  }
}

interface Timed<Value> {
  value: Value
  /** Absent for what was there already: embedded stores take no time of their own. */
  ms?: number
}

/** Measures work that takes time. */
export function timed<Value>(work: () => Later<Value>): Later<Timed<Value>> {
  const startedMs = performance.now()
  const done = work()
  if (!(done instanceof Promise)) return { value: done }
  return done.then((value) => ({ value, ms: performance.now() - startedMs }))
}
