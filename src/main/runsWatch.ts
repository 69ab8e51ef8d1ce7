import type { StoreReader } from '../core/store/reader.ts'

const EVERY_MS = 1000

/** Notices when runs are added, ended or removed, by this app or by the command line. @returns what ends it */
export function watchRuns(reader: StoreReader, onChange: () => void): () => void {
  let known: string | undefined
  let asking = false
  const look = async (): Promise<void> => {
    const fingerprint = await reader.ask('runsFingerprint')
    if (known !== undefined && fingerprint !== known) onChange()
    known = fingerprint
  }
  const timer = setInterval(() => {
    if (asking) return
    asking = true
    // What is wrong with the database, the next call of a screen says better.
    void look()
      .catch(() => undefined)
      .finally(() => {
        asking = false
      })
  }, EVERY_MS)
  return () => clearInterval(timer)
}
