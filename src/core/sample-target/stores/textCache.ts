import type { Later } from '../later.ts'
import { LruCache } from '../lruCache.ts'

/** Where finished texts are kept under a key; what is not used for long is forgotten. */
export interface TextCache {
  get(key: string): Later<string | undefined>
  set(key: string, text: string): void
  delete(key: string): void
  /** Whether it can be reached. */
  isUp(): Later<boolean>
  close(): Promise<void>
}

/** In this process's memory. */
export class EmbeddedCache implements TextCache {
  readonly #texts: LruCache<string>

  constructor(capacity: number) {
    this.#texts = new LruCache(capacity)
  }

  get = (key: string): string | undefined => this.#texts.get(key)
  set = (key: string, text: string): void => this.#texts.set(key, text)
  delete = (key: string): void => this.#texts.delete(key)
  isUp = (): boolean => true
  close = async (): Promise<void> => {}
}
