/** Words that say nothing about what is asked. */
const FILLERS = new Set(
  'a an and are be can could do does for from give how i in is it let me my of on or please say should so tell that the this to us we what which why will with would you your'.split(
    ' ',
  ),
)
const LONGEST_KEY = 400

/**
 * A key that questions of the same meaning share, as far as words tell: their content words, each once, in the order of
 * the alphabet, without endings. A stand-in for the embeddings of a real semantic cache that needs no model.
 */
export function semanticKey(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? []
  const content = new Set(words.filter((word) => !FILLERS.has(word)).map(stem))
  return [...content].toSorted().join(' ').slice(0, LONGEST_KEY)
}

function stem(word: string): string {
  return word.length > 3 ? word.replace(/(?:ing|es|ed|s)$/, '') : word
}
