import type { LibraryKeeper } from '../core/library/keeper.ts'
import { oneAtATime } from './oneAtATime.ts'

/** After the start has settled, and then once an hour. */
const FIRST_MS = 20_000
const EVERY_MS = 3_600_000
/** A command that was killed leaves its run open. */
const INTERRUPTED_EVERY_MS = 5000

/**
 * Applies retention, removes what was deleted long ago, and closes runs whose program is gone, in the thread for long work.
 * @returns what ends it
 */
export function tidyLibrary(carrier: LibraryKeeper, onChange: () => void): () => void {
  const tidy = oneAtATime(async () => {
    const gone = await carrier.ask('applyRetention')
    await carrier.ask('purgeRuns', { all: false })
    if (gone.length > 0) onChange()
  })
  const close = oneAtATime(async () => {
    const closed = await carrier.ask('closeInterruptedRuns')
    if (closed.length > 0) onChange()
  })
  const timers = [setTimeout(tidy, FIRST_MS), setInterval(tidy, EVERY_MS), setInterval(close, INTERRUPTED_EVERY_MS)]
  return () => timers.forEach((timer) => clearTimeout(timer))
}
