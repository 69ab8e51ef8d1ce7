import type { Later } from '../later.ts'
import type { Match, MatchPage } from '../matchCatalogue.ts'
import type { Feedback, FeedbackSummary, Profile, SavedItem } from '../userState.ts'

export interface SavedList {
  total: number
  kept: number
  items: readonly SavedItem[]
}

/** Where the target keeps its data: in memory, or in a real database. A store that cannot be reached rejects with StoreAway. */
export interface DataStore {
  page(page: number, size: number): Later<MatchPage>
  search(query: string): Later<{ query: string; total: number; items: readonly Match[] }>
  view(id: string): Later<(Match & { feedback: FeedbackSummary }) | undefined>
  profile(): Later<Profile>
  writeProfile(profile: Profile): Later<Profile>
  saved(): Later<SavedList>
  save(matchId: string): Later<SavedItem>
  /** @returns the id of the new entry */
  addFeedback(feedback: Feedback): Later<string>
  /** Whether it can be reached. */
  isUp(): Later<boolean>
  close(): Promise<void>
}

/** The store cannot be reached: what needs it answers 503. */
export class StoreAway extends Error {}
