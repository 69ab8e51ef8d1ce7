import { closest, distance } from 'fastest-levenshtein'

/** The known word that was probably meant, or undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const lower = word.toLowerCase()
  const exact = known.find((one) => one.toLowerCase() === lower)
  if (exact !== undefined) return exact
  const best = closest(word, known)
  const apart = distance(word, best)
  const swapped = apart === 2 && lettersOf(word) === lettersOf(best)
  const most = Math.floor(Math.max(word.length, best.length) / 2.5)
  const alike = apart === 1 ? best.length > 1 : apart <= most && word[0] === best[0]
  return swapped || alike ? best : undefined
}

function lettersOf(word: string): string {
  return word.split('').toSorted().join('')
}
