import type { Uniform } from '../random.ts'

const OPENINGS = ['This match suits you because', 'In short,', 'Looking at your interests,', 'The main reason is that']
const PIECES = [
  'the hours fit into a normal week',
  'the place is easy to reach from where you live',
  'people with your interests stayed there longest',
  'the team welcomes beginners and explains every step',
  'it needs the skills that your profile names',
  'others in your city rated it highly',
  'there is a short introduction before the first day',
  'you can begin with a single afternoon and see',
]
const JOINTS = ['and', 'while', 'so that', 'because', 'and also']

/**
 * An answer of exactly so many tokens, each with the space before it as tokenizers of language models cut them.
 * @param subject what it is about, said once near the beginning
 */
export function answerTokens(subject: string, count: number, uniform: Uniform): string[] {
  const words = [...pick(OPENINGS, uniform).split(' '), ...subject.split(' ')]
  while (words.length < count) words.push(...pick(JOINTS, uniform).split(' '), ...pick(PIECES, uniform).split(' '))
  return words
    .slice(0, count)
    .map((word, index) => (index === 0 ? word : ` ${word}`) + (index === count - 1 ? '.' : ''))
}

function pick(texts: readonly string[], uniform: Uniform): string {
  return texts[Math.floor(uniform() * texts.length)] ?? ''
}
