import { setTimeout as pause } from 'node:timers/promises'

/**
 * Long work on the database goes in slices of a few milliseconds with room between them, so that the process that writes a
 * run never waits long for the lock, and so that the thread can answer others meanwhile.
 */
const PAUSE_MS = 2

export async function inSlices(slice: () => boolean): Promise<void> {
  while (slice()) await pause(PAUSE_MS)
}
