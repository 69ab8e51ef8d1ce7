import { z } from 'zod'
import type { MatchCatalogue } from '../matchCatalogue.ts'
import type { ReadCache } from '../readCache.ts'
import { bodyInvalid, jsonReply, reasonsOf, type Reply } from '../reply.ts'
import type { Route, TargetRequest } from '../router.ts'
import type { UserState } from '../userState.ts'
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
export function accountRoutes(catalogue: MatchCatalogue, state: UserState, cache: ReadCache): Route[] {
  const readProfile = (): Reply => cache.reply('profile', () => state.profile)
  const writeProfile = ({ body }: TargetRequest): Reply => {
    const parsed = profileSchema.safeParse(body)
    if (!parsed.success) return bodyInvalid(reasonsOf(parsed.error))
    state.profile = parsed.data
    cache.drop('profile')
    return jsonReply(200, state.profile)
  }
  const readSaved = (): Reply => cache.reply('saved', () => state.saved())
  const save = ({ body }: TargetRequest): Reply => {
    const parsed = savedSchema.safeParse(body)
    if (!parsed.success) return bodyInvalid(reasonsOf(parsed.error))
    if (catalogue.get(parsed.data.matchId) === undefined) return matchUnknown(parsed.data.matchId)
    cache.drop('saved')
    return jsonReply(201, state.save(parsed.data.matchId))
  }
  const addFeedback = ({ body }: TargetRequest): Reply => {
    const parsed = feedbackSchema.safeParse(body)
    if (!parsed.success) return bodyInvalid(reasonsOf(parsed.error))
    if (catalogue.get(parsed.data.matchId) === undefined) return matchUnknown(parsed.data.matchId)
    cache.drop(viewKey(parsed.data.matchId))
    return jsonReply(201, { id: state.addFeedback(parsed.data), ...parsed.data })
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
