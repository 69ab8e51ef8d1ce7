import { describe, expect, it } from 'vitest'
import { UserState } from './userState.ts'

describe('UserState', () => {
  it('keeps the latest saved items and counts all', () => {
    const state = new UserState()
    for (let number = 1; number <= 1005; number++) state.save(`match-${number}`)
    const { total, kept, items } = state.saved()
    expect([total, kept, items.length]).toEqual([1005, 1000, 20])
    expect(items[0]).toEqual({ id: 'saved-1005', matchId: 'match-1005' })
  })

  it('sums feedback up and keeps the latest comments', () => {
    const state = new UserState()
    expect(state.feedbackOn('match-1')).toEqual({ count: 0, averageRating: null, latestComments: [] })
    for (const rating of [1, 2, 2, 5]) state.addFeedback({ matchId: 'match-1', rating, comment: `gave ${rating}` })
    expect(state.addFeedback({ matchId: 'match-1', rating: 5 })).toBe('feedback-5')
    expect(state.feedbackOn('match-1')).toEqual({
      count: 5,
      averageRating: 3,
      latestComments: ['gave 5', 'gave 2', 'gave 2'],
    })
  })
})
