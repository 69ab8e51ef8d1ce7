import { create } from 'zustand'
import type { RunListItem } from '../../shared/ipc.ts'
import type { RunStatus } from '../../shared/run.ts'
import { ask, listen } from '../api.ts'

/** Runs asked for at once: the list says when there are more. */
export const MOST_RUNS = 5000

interface RunsState {
  search: string
  status: Exclude<RunStatus, 'running'> | null
  /** Null until main has answered. */
  runs: readonly RunListItem[] | null
  total: number
  error: unknown
  /** Rises whenever runs were added or changed. */
  revision: number
  setSearch: (search: string) => void
  setStatus: (status: RunsState['status']) => void
  load: () => Promise<void>
}

let newest = 0

export const useRuns = create<RunsState>()((set, get) => ({
  search: '',
  status: null,
  runs: null,
  total: 0,
  error: null,
  revision: 0,
  setSearch: (search) => set({ search }),
  setStatus: (status) => set({ status }),
  async load() {
    const { search, status } = get()
    const asked = ++newest
    try {
      const page = await ask('listRuns', {
        limit: MOST_RUNS,
        offset: 0,
        ...(search.trim() === '' ? {} : { search: search.trim() }),
        ...(status === null ? {} : { status }),
      })
      // An answer to an older question must not replace a newer one's.
      if (asked === newest) set({ runs: page.runs, total: page.total, error: null })
    } catch (error) {
      if (asked === newest) set({ error })
    }
  },
}))

/** Notices runs of this app and of the command line; returns the function that ends it. */
export function followRuns(): () => void {
  return listen('runsChanged', () => useRuns.setState((state) => ({ revision: state.revision + 1 })))
}
