import type { ImportProgress } from '../../../shared/library.ts'

/** Who started an import may follow it, and end it. */
export interface ImportWatch {
  /** Its reason is thrown when it is aborted. */
  signal?: AbortSignal
  onProgress?: (progress: ImportProgress) => void
}
