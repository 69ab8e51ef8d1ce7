import type { MatchCatalogue } from '../matchCatalogue.ts'
import { UserState } from '../userState.ts'
import type { DataStore } from './dataStore.ts'

/** Everything in this process's memory. */
export function embeddedStore(catalogue: MatchCatalogue): DataStore {
  const state = new UserState()
  return {
    page: (page, size) => catalogue.page(page, size),
    search: (query) => catalogue.search(query),
    view: (id) => {
      const match = catalogue.get(id)
      return match && { ...match, feedback: state.feedbackOn(id) }
    },
    profile: () => state.profile,
    writeProfile: (profile) => (state.profile = profile),
    saved: () => state.saved(),
    save: (matchId) => state.save(matchId),
    addFeedback: (feedback) => state.addFeedback(feedback),
    isUp: () => true,
    close: async () => {},
  }
}
