import { EXIT } from './exitCodes.ts'

/** What Ctrl-C means: calls `once` for the first, `twice` for each further one; SIGTERM counts as the first. */
export function onInterrupt(once: () => void, twice: () => void): () => void {
  let count = 0
  const listener = (): void => {
    count++
    if (count === 1) once()
    else twice()
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}

/** Settles on the first Ctrl-C; the second ends the process. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    onInterrupt(resolve, () => process.exit(EXIT.passed))
  })
}
