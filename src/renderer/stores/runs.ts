import { create } from 'zustand'
import type { RunFacets, RunListItem } from '../../shared/library.ts'
import type { RunStatus, Validity } from '../../shared/run.ts'
import { ask, listen } from '../api.ts'

/** Runs asked for at once: the list says when there are more. */
export const MOST_RUNS = 5000
const DAY_MS = 86_400_000

export interface RunFilters {
  search: string
  status: Exclude<RunStatus, 'running'> | null
  validity: Validity | null
  scenario: string | null
  tag: string | null
  /** Started within so many days. */
  days: number | null
  pinned: boolean
  /** Deleted runs instead of the others. */
  deleted: boolean
}

export const NO_FILTERS: RunFilters = {
  search: '',
  status: null,
  validity: null,
  scenario: null,
  tag: null,
  days: null,
  pinned: false,
  deleted: false,
}

interface RunsState {
  filters: RunFilters
  /** Null until main has answered. */
  runs: readonly RunListItem[] | null
  total: number
  facets: RunFacets
  error: unknown
  /** Ids of the runs that are chosen, of those that are listed. */
  chosen: ReadonlySet<string>
  /** Rises whenever runs were added or changed. */
  revision: number
  filter: (change: Partial<RunFilters>) => void
  choose: (ids: Iterable<string>) => void
  toggle: (id: string) => void
  load: () => Promise<void>
}

let newest = 0

export const useRuns = create<RunsState>()((set, get) => ({
  filters: NO_FILTERS,
  runs: null,
  total: 0,
  facets: { scenarios: [], tags: [] },
  error: null,
  chosen: new Set(),
  revision: 0,
  filter: (change) => set((state) => ({ filters: { ...state.filters, ...change } })),
  choose: (ids) => set({ chosen: new Set(ids) }),
  toggle: (id) =>
    set(({ chosen }) => {
      const next = new Set(chosen)
      if (!next.delete(id)) next.add(id)
      return { chosen: next }
    }),
  async load() {
    const asked = ++newest
    try {
      const [page, facets] = await Promise.all([
        ask('listRuns', { limit: MOST_RUNS, offset: 0, ...queryOf(get().filters) }),
        ask('runFacets', undefined),
      ])
      // An answer to an older question must not replace a newer one's.
      if (asked !== newest) return
      const listed = new Set(page.runs.map(({ id }) => id))
      const chosen = new Set([...get().chosen].filter((id) => listed.has(id)))
      set({ runs: page.runs, total: page.total, facets, chosen, error: null })
    } catch (error) {
      if (asked === newest) set({ error })
    }
  },
}))

function queryOf({ search, status, validity, scenario, tag, days, pinned, deleted }: RunFilters) {
  return {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(status === null ? {} : { status }),
    ...(validity === null ? {} : { validity }),
    ...(scenario === null ? {} : { scenario }),
    ...(tag === null ? {} : { tag }),
    ...(days === null ? {} : { fromMs: Date.now() - days * DAY_MS }),
    ...(pinned ? { pinned } : {}),
    ...(deleted ? { deleted } : {}),
  }
}

export function isFiltered({ search, ...filters }: RunFilters): boolean {
  return search.trim() !== '' || Object.values(filters).some((value) => value !== null && value !== false)
}

/** Notices runs of this app and of the command line; returns the function that ends it. */
export function followRuns(): () => void {
  return listen('runsChanged', () => useRuns.setState((state) => ({ revision: state.revision + 1 })))
}
