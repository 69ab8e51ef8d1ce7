import { describe, expect, it } from 'vitest'
import type { TrendRun } from '../../shared/trends.ts'
import { defaultPick } from './defaultPick.ts'

/** Runs of these ids, the oldest first; those with a star are the baseline. */
const known = (...ids: readonly string[]): TrendRun[] =>
  ids.map((id) => ({ run: { id: id.replace('*', '') }, inBaseline: id.endsWith('*') }) as TrendRun)

describe('defaultPick', () => {
  it.each([
    ['the newest against the baseline', known('a*', 'b*', 'c', 'd'), {}, { base: ['b', 'a'], runs: ['d'] }],
    ['the newest outside of the baseline', known('a', 'b', 'c*'), {}, { base: ['c'], runs: ['b'] }],
    ['the newest against the one before it', known('a', 'b', 'c'), {}, { base: ['b'], runs: ['c'] }],
    ['a wanted run against the one before it', known('a', 'b', 'c'), { runs: ['b'] }, { base: ['a'], runs: ['b'] }],
    ['the oldest run against the newest', known('a', 'b', 'c'), { runs: ['a'] }, { base: ['c'], runs: ['a'] }],
    ['a run of the baseline against its rest', known('a*', 'b*'), { runs: ['b'] }, { base: ['a'], runs: ['b'] }],
    ['the newest against a wanted base', known('a', 'b*', 'c'), { base: ['c'] }, { base: ['c'], runs: ['b'] }],
    ['one run against nothing', known('a'), {}, { base: [], runs: ['a'] }],
    ['a run that is all of the baseline', known('a', 'b*'), { runs: ['b'] }, { base: ['a'], runs: ['b'] }],
    ['nothing', [], {}, { base: [], runs: [] }],
  ])('chooses %s', (_case, runs, wanted, picked) => {
    expect(defaultPick(runs, wanted)).toEqual(picked)
  })
})
