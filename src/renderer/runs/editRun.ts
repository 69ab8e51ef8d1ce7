import { create } from 'zustand'
import type { RunListItem } from '../../shared/library.ts'

export type RunPart = 'name' | 'note' | 'tags'

interface EditRunState {
  /** What is being edited, and of which runs; several only for tags. */
  edited: { part: RunPart; runs: readonly RunListItem[] } | null
  edit: (part: RunPart, runs: readonly RunListItem[]) => void
  close: () => void
}

export const useEditRun = create<EditRunState>()((set) => ({
  edited: null,
  edit: (part, runs) => set({ edited: { part, runs } }),
  close: () => set({ edited: null }),
}))
