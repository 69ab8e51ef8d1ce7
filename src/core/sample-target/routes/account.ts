import { z } from 'zod'
import { andThen, type Later } from '../later.ts'
import type { MatchCatalogue } from '../matchCatalogue.ts'
import { type ReadCache, timed } from '../readCache.ts'
import { bodyInvalid, jsonReply, reasonsOf, type Reply } from '../reply.ts'
import type { Route, TargetRequest } from '../router.ts'
import type { DataStore } from '../stores/dataStore.ts'
import { viewKey } from './matches.ts'

const profileSchema = z.strictObject({
  name: z.string().min(1).max(100),
  city: z.string().min(1).max(100),
  interests: z.array(z.string().min(1).max(50)).max(20),
})
const savedSchema = z.strictObject({ matchId: z.string() })
const feedbackSchema = z.strictObject({
  matchId: z.string(),
  rating: z.int().min(1).max(5),
  comment: z.string().max(500).optional(),
})

/** What users read and write of their own: profile, saved matches, feedback. */
export function accountRoutes(catalogue: MatchCatalogue, store: DataStore, cache: ReadCache): Route[] {
  /** Answers once it is written, then forgets the key. */
  const write = (key: string, status: number, work: () => Later<unknown>): Later<Reply> =>
    andThen(timed(work), ({ value, ms }) => {
      cache.drop(key)
      return { ...jsonReply(status, value), ...(ms === undefined ? {} : { databaseMs: ms }) }
    })
  const readProfile = (): Later<Reply> => cache.reply('profile', () => store.profile())
  const writeProfile = ({ body }: TargetRequest): Later<Reply> => {
    const parsed = profileSchema.safeParse(body)
    if (!parsed.success) return bodyInvalid(reasonsOf(parsed.error))
    return write('profile', 200, () => store.writeProfile(parsed.data))
  }
  const readSaved = (): Later<Reply> => cache.reply('saved', () => store.saved())
  const save = ({ body }: TargetRequest): Later<Reply> => {
    const parsed = savedSchema.safeParse(body)
    if (!parsed.success) return bodyInvalid(reasonsOf(parsed.error))
    if (catalogue.get(parsed.data.matchId) === undefined) return matchUnknown(parsed.data.matchId)
    return write('saved', 201, () => store.save(parsed.data.matchId))
  }
  const addFeedback = ({ body }: TargetRequest): Later<Reply> => {
    const parsed = feedbackSchema.safeParse(body)
    if (!parsed.success) return bodyInvalid(reasonsOf(parsed.error))
    if (catalogue.get(parsed.data.matchId) === undefined) return matchUnknown(parsed.data.matchId)
    const feedback = parsed.data
    return write(viewKey(feedback.matchId), 201, () =>
      andThen(store.addFeedback(feedback), (id) => ({ id, ...feedback })),
    )
  }
  return [
    { method: 'GET', path: '/api/profile', endpoint: 'readProfile', needsDatabase: true, handle: readProfile },
    { method: 'PUT', path: '/api/profile', endpoint: 'writeProfile', needsDatabase: true, handle: writeProfile },
    { method: 'GET', path: '/api/saved', endpoint: 'readSaved', needsDatabase: true, handle: readSaved },
    { method: 'POST', path: '/api/saved', endpoint: 'save', needsDatabase: true, handle: save },
    { method: 'POST', path: '/api/feedback', endpoint: 'feedback', needsDatabase: true, handle: addFeedback },
  ]
}

function matchUnknown(matchId: string): Reply {
  return bodyInvalid([`matchId: there is no match ${matchId.slice(0, 100)}`])
}
