import type { Later } from '../later.ts'
import type { ReadCache } from '../readCache.ts'
import { errorReply, type Reply } from '../reply.ts'
import type { Route, TargetRequest } from '../router.ts'
import type { DataStore } from '../stores/dataStore.ts'

const DEFAULT_PAGE_SIZE = 20
const MAX_PAGE_SIZE = 100
const MAX_PAGE = 1_000_000
const MAX_QUERY_LENGTH = 200

/** The cache's key of one match's view: feedback on it drops it. */
export function viewKey(matchId: string): string {
  return `view/${matchId}`
}

/** READ: browse, search, view. */
export function matchRoutes(store: DataStore, cache: ReadCache): Route[] {
  const browse = ({ query }: TargetRequest): Later<Reply> => {
    const page = wholeNumber(query.get('page'), 1, MAX_PAGE)
    const size = wholeNumber(query.get('size'), DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)
    if (page === undefined) return queryInvalid(`page: expected a whole number from 1 to ${MAX_PAGE}`)
    if (size === undefined) return queryInvalid(`size: expected a whole number from 1 to ${MAX_PAGE_SIZE}`)
    return cache.reply(`browse/${page}/${size}`, () => store.page(page, size))
  }
  const search = ({ query }: TargetRequest): Later<Reply> => {
    const words = query.get('q')?.trim() ?? ''
    if (words === '' || words.length > MAX_QUERY_LENGTH) {
      return queryInvalid(`q: expected 1 to ${MAX_QUERY_LENGTH} characters`)
    }
    return cache.reply(`search/${words}`, () => store.search(words))
  }
  const view = ({ id }: TargetRequest): Later<Reply> =>
    cache.reply(
      viewKey(id),
      () => store.view(id),
      () => errorReply(404, 'MATCH_UNKNOWN', `There is no match ${id}.`),
    )
  return [
    { method: 'GET', path: '/api/matches', endpoint: 'browse', needsDatabase: true, handle: browse },
    { method: 'GET', path: '/api/search', endpoint: 'search', needsDatabase: true, handle: search },
    { method: 'GET', path: '/api/matches/:id', endpoint: 'view', needsDatabase: true, handle: view },
  ]
}

/** Undefined when the text is not a whole number from 1 to `max`. */
function wholeNumber(text: string | null, fallback: number, max: number): number | undefined {
  if (text === null) return fallback
  const value = Number(text)
  return /^\d+$/.test(text) && value >= 1 && value <= max ? value : undefined
}

function queryInvalid(reason: string): Reply {
  return errorReply(400, 'QUERY_INVALID', 'The query is not valid.', [reason])
}
