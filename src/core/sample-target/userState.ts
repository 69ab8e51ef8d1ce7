export interface Profile {
  name: string
  city: string
  interests: readonly string[]
}

export interface SavedItem {
  id: string
  matchId: string
}

export interface Feedback {
  matchId: string
  rating: number
  comment?: string | undefined
}

export interface FeedbackSummary {
  count: number
  averageRating: number | null
  latestComments: readonly string[]
}

export const DEFAULT_PROFILE: Profile = { name: 'Alex Sample', city: 'Bristol', interests: ['education', 'sport'] }
export const MAX_SAVED = 1000
export const LISTED_SAVED = 20
export const MAX_COMMENTS_PER_MATCH = 3

/** What users have written. Lives in memory and is bounded: the oldest goes first, counts go on. */
export class UserState {
  profile: Profile = DEFAULT_PROFILE

  readonly #saved: SavedItem[] = []
  #savedCount = 0
  #feedbackCount = 0
  readonly #feedback = new Map<string, { count: number; ratingSum: number; comments: string[] }>()

  save(matchId: string): SavedItem {
    this.#savedCount++
    const item = { id: `saved-${this.#savedCount}`, matchId }
    this.#saved.push(item)
    if (this.#saved.length > MAX_SAVED) this.#saved.shift()
    return item
  }

  /** The latest saved items, newest first. `total` counts what was ever saved, `kept` what is still held. */
  saved(): { total: number; kept: number; items: readonly SavedItem[] } {
    const items = this.#saved.slice(-LISTED_SAVED).toReversed()
    return { total: this.#savedCount, kept: this.#saved.length, items }
  }

  /** @returns the id of the new entry */
  addFeedback({ matchId, rating, comment }: Feedback): string {
    const known = this.#feedback.get(matchId) ?? { count: 0, ratingSum: 0, comments: [] }
    known.count++
    known.ratingSum += rating
    if (comment !== undefined) known.comments.unshift(comment)
    known.comments.length = Math.min(known.comments.length, MAX_COMMENTS_PER_MATCH)
    this.#feedback.set(matchId, known)
    this.#feedbackCount++
    return `feedback-${this.#feedbackCount}`
  }

  feedbackOn(matchId: string): FeedbackSummary {
    const known = this.#feedback.get(matchId)
    if (known === undefined) return { count: 0, averageRating: null, latestComments: [] }
    const averageRating = Math.round((known.ratingSum / known.count) * 100) / 100
    return { count: known.count, averageRating, latestComments: known.comments }
  }
}
