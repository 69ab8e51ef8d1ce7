import type { ImportProgress } from '../../../shared/library.ts'

/** Who started an import may follow it, and end it. */
export interface ImportWatch {
  /** Its reason is thrown when it is aborted. */
  signal?: AbortSignal
  onProgress?: (progress: ImportProgress) => void
}

const STEP = 0.005

/** Tells every half percent, however often it is called. */
export function inSteps({ onProgress }: ImportWatch): (progress: ImportProgress) => void {
  let told: ImportProgress | undefined
  return (progress) => {
    if (told?.phase === progress.phase && progress.share < told.share + STEP) return
    told = progress
    onProgress?.(progress)
  }
}
