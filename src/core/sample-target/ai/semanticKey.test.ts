import { expect, it } from 'vitest'
import { semanticKey } from './semanticKey.ts'

it('is the same for questions of the same words, whatever their order, case, endings and fillers', () => {
  const key = semanticKey('Why does this match fit my interests?')
  expect(key).toBe('fit interest match')
  expect(semanticKey('Please tell me: do my INTERESTS fit the match?')).toBe(key)
  expect(semanticKey('Why does this match fit my city?')).not.toBe(key)
})

it('is bounded', () => {
  const long = Array.from({ length: 10_000 }, (_, index) => `word${index}`).join(' ')
  expect(semanticKey(long).length).toBeLessThanOrEqual(400)
})
