import { LruCache } from './lruCache.ts'
import { jsonTextReply, type Reply } from './reply.ts'

/** Fewer than there are matches, so that views spread over all of them do miss. */
const CACHED_REPLIES = 256

/** Finished answers of READ endpoints, least recently used ones forgotten. Writes drop what they change. */
export class ReadCache {
  readonly #bodies = new LruCache<string>(CACHED_REPLIES)
  readonly #isAway: () => boolean
  readonly #onAsked: (hit: boolean) => void

  /** @param isAway while the cache is away every read goes to the database */
  constructor(isAway: () => boolean, onAsked: (hit: boolean) => void) {
    this.#isAway = isAway
    this.#onAsked = onAsked
  }

  /** The cached answer for the key, or a 200 with what `read` gives, which is then cached. */
  reply(key: string, read: () => unknown): Reply {
    const isAway = this.#isAway()
    const cached = isAway ? undefined : this.#bodies.get(key)
    this.#onAsked(cached !== undefined)
    const body = cached ?? JSON.stringify(read())
    if (cached === undefined && !isAway) this.#bodies.set(key, body)
    return { ...jsonTextReply(200, body), cache: cached === undefined ? 'miss' : 'hit' }
  }

  drop(key: string): void {
    this.#bodies.delete(key)
  }
}
