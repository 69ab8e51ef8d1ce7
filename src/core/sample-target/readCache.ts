import { LruCache } from './lruCache.ts'
import { jsonTextReply, type Reply } from './reply.ts'

/** Fewer than there are matches, so that views spread over all of them do miss. */
const CACHED_REPLIES = 256

/** Finished answers of READ endpoints, least recently used ones forgotten. Writes drop what they change. */
export class ReadCache {
  readonly #bodies = new LruCache<string>(CACHED_REPLIES)

  /** The cached answer for the key, or a 200 with what `read` gives, which is then cached. */
  reply(key: string, read: () => unknown): Reply {
    const cached = this.#bodies.get(key)
    const body = cached ?? JSON.stringify(read())
    if (cached === undefined) this.#bodies.set(key, body)
    return { ...jsonTextReply(200, body), cache: cached === undefined ? 'miss' : 'hit' }
  }

  drop(key: string): void {
    this.#bodies.delete(key)
  }
}
