import type { AppApi } from '../shared/ipc.ts'

declare global {
  interface Window {
    /** Put there by the preload. */
    headroom: AppApi
  }
}
