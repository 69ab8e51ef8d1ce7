import { describe, expect, it } from 'vitest'
import { MatchCatalogue } from './matchCatalogue.ts'

const catalogue = new MatchCatalogue(1)

describe('MatchCatalogue', () => {
  it('is the same for the same seed and another for another', () => {
    expect(new MatchCatalogue(1).page(1, 100)).toEqual(catalogue.page(1, 100))
    expect(new MatchCatalogue(2).page(1, 100)).not.toEqual(catalogue.page(1, 100))
  })

  it('pages through all matches once, best first', () => {
    const all = Array.from({ length: 20 }, (_, index) => catalogue.page(index + 1, 100).items).flat()
    expect(new Set(all.map(({ id }) => id)).size).toBe(catalogue.page(1, 1).total)
    expect(all.map(({ score }) => score)).toEqual(all.map(({ score }) => score).toSorted((a, b) => b - a))
    expect(catalogue.page(21, 100).items).toEqual([])
  })

  it('finds matches that hold every word, in any case', () => {
    const { total, items } = catalogue.search('TUTOR lyon')
    expect(total).toBeGreaterThan(0)
    expect(items.every(({ title, city }) => title.includes('tutor') && city === 'Lyon')).toBe(true)
    expect(catalogue.search('tutor zanzibar').total).toBe(0)
  })

  it('knows each match by its id', () => {
    const [first] = catalogue.page(3, 1).items
    expect(catalogue.get(first?.id ?? '')).toEqual(first)
    expect(catalogue.get('match-9999')).toBeUndefined()
  })
})
