import { create } from 'zustand'
import type { RunFacets, RunListItem } from '../../shared/library.ts'
import type { RunStatus, Validity } from '../../shared/run.ts'
import { ask, listen } from '../api.ts'

/** Rows of the first answer, more than a screen shows, and of each later one: no process is busy with one for long. */
const FIRST_PAGE = 100
const PAGE = 500
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
  /** Those that match, the newest first, as far as they were wanted yet; null until main has answered. */
  runs: readonly RunListItem[] | null
  /** How many match. */
  total: number
  /** The filters that `runs` answers. */
  listed: RunFilters
  /** Rows that have come into sight so far. */
  wanted: number
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
  /** Sees to it that the first so many rows are there. */
  want: (rows: number) => Promise<void>
}

let newest = 0
let loading: Promise<void> | null = null

export const useRuns = create<RunsState>()((set, get) => ({
  filters: NO_FILTERS,
  runs: null,
  total: 0,
  listed: NO_FILTERS,
  wanted: FIRST_PAGE,
  facets: { scenarios: [], tags: [] },
  error: null,
  chosen: new Set(),
  revision: 0,
  filter: (change) => set((state) => ({ filters: { ...state.filters, ...change }, wanted: FIRST_PAGE })),
  choose: (ids) => set({ chosen: new Set(ids) }),
  toggle: (id) =>
    set(({ chosen }) => {
      const next = new Set(chosen)
      if (!next.delete(id)) next.add(id)
      return { chosen: next }
    }),
  load: () => track(loadPages([])),
  async want(rows) {
    const { runs, total, wanted, load } = get()
    if (rows > wanted) set({ wanted: rows })
    // A load under way goes on until all that is wanted is there.
    if (loading !== null || runs === null) return loading ?? load()
    if (runs.length >= Math.min(rows, total)) return undefined
    return track(loadPages(runs))
  },
}))

function track(pages: Promise<void>): Promise<void> {
  loading = pages
  return pages.finally(() => {
    if (loading === pages) loading = null
  })
}

/** Asks for pages until what is wanted is there. @param known the rows that need not be asked for */
async function loadPages(known: readonly RunListItem[]): Promise<void> {
  const asked = ++newest
  const { filters } = useRuns.getState()
  const query = queryOf(filters)
  const rows = [...known]
  try {
    for (;;) {
      const limit = rows.length === 0 ? FIRST_PAGE : PAGE
      const page = await ask('listRuns', { ...query, limit, offset: rows.length })
      // An answer to an older question must not replace a newer one's.
      if (asked !== newest) return
      rows.push(...page.runs)
      const { runs, listed, wanted } = useRuns.getState()
      // Of a list that is read again the rest stays until its turn comes, so that nothing jumps.
      const rest = listed === filters ? (runs ?? []).slice(rows.length, page.total) : []
      useRuns.setState({ runs: [...rows, ...rest], total: page.total, listed: filters, error: null })
      if (page.runs.length < limit || rows.length >= Math.min(wanted, page.total)) break
    }
    const there = new Set(rows.map(({ id }) => id))
    const { chosen } = useRuns.getState()
    const left = [...chosen].filter((id) => there.has(id))
    if (left.length < chosen.size) useRuns.setState({ chosen: new Set(left) })
  } catch (error) {
    if (asked === newest) useRuns.setState({ error })
  }
}

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

/** What runs can be filtered by now. */
export async function loadFacets(): Promise<void> {
  useRuns.setState({ facets: await ask('runFacets', undefined) })
}

/**
 * Notices runs of this app and of the command line, and has the first page of the list at hand before its screen is opened.
 * @returns the function that ends it
 */
export function followRuns(): () => void {
  void useRuns.getState().load()
  return listen('runsChanged', () => useRuns.setState((state) => ({ revision: state.revision + 1 })))
}
