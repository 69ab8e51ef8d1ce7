import type { LibraryKeeper } from '../core/library/keeper.ts'

/** After the start has settled, and then once an hour. */
const FIRST_MS = 20_000
const EVERY_MS = 3_600_000

/** Applies retention and removes what was deleted long ago, in the thread for long work. @returns what ends it */
export function tidyLibrary(carrier: LibraryKeeper, onChange: () => void): () => void {
  let busy = false
  const tidy = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      const gone = await carrier.ask('applyRetention')
      await carrier.ask('purgeRuns', { all: false })
      if (gone.length > 0) onChange()
    } catch {
      // The next hour tries again; what is wrong with the database, the screens say.
    } finally {
      busy = false
    }
  }
  const first = setTimeout(() => void tidy(), FIRST_MS)
  const timer = setInterval(() => void tidy(), EVERY_MS)
  return () => {
    clearTimeout(first)
    clearInterval(timer)
  }
}
