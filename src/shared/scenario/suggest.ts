import { closest, distance } from 'fastest-levenshtein'

/** The known word that was probably meant, or undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const lower = word.toLowerCase()
  const exact = known.find((one) => one.toLowerCase() === lower)
  if (exact !== undefined) return exact
  const best = closest(word, known)
  return distance(word, best) <= Math.max(1, Math.floor(Math.max(word.length, best.length) / 2.5)) ? best : undefined
}
