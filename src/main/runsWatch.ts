import type { StoreReader } from '../core/store/reader.ts'
import { oneAtATime } from './oneAtATime.ts'

const EVERY_MS = 1000

/** Notices when runs are added, ended or removed, by this app or by the command line. @returns what ends it */
export function watchRuns(reader: StoreReader, onChange: () => void): () => void {
  let known: string | undefined
  const look = oneAtATime(async () => {
    const fingerprint = await reader.ask('runsFingerprint')
    if (known !== undefined && fingerprint !== known) onChange()
    known = fingerprint
  })
  const timer = setInterval(look, EVERY_MS)
  return () => clearInterval(timer)
}
