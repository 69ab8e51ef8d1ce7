import { expect, it } from 'vitest'
import { matchingTags } from './filterTags.ts'

const many = (count: number) => Array.from({ length: count }, (_, index) => `customer-${index}`)
const tags = [
  { tag: 'method', values: ['GET'] },
  { tag: 'customer', values: many(150) },
  { tag: 'operation', values: ['READ', 'WRITE'] },
  { tag: 'group', values: ['::browsing::details', '::saving'] },
  { tag: 'step', values: many(100) },
]

it('lists tags of few values first, and no more than can be looked through', () => {
  const { shown, left } = matchingTags(tags, '')
  expect(shown.map(({ tag, values }) => [tag, values.length])).toEqual([
    ['operation', 2],
    ['group', 2],
    ['step', 100],
    ['customer', 96],
  ])
  expect(left).toBe(55)
  expect(matchingTags(tags.slice(0, 3), '').shown.at(-1)?.tag).toBe('method')
})

it('finds values by their text and all of a tag by its name', () => {
  expect(matchingTags(tags, ' read ').shown).toEqual([{ tag: 'operation', values: ['READ'] }])
  expect(matchingTags(tags, 'browsing / d').shown).toEqual([{ tag: 'group', values: ['::browsing::details'] }])
  expect(matchingTags(tags, 'operation').shown).toEqual([tags[2]])
  expect(matchingTags(tags, 'customer-149')).toEqual({
    shown: [{ tag: 'customer', values: ['customer-149'] }],
    left: 0,
  })
  expect(matchingTags(tags, 'nothing of this name').shown).toEqual([])
})
