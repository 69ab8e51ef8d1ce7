/**
 * Benjamini and Hochberg's step-up correction (1995, J. R. Statist. Soc. B 57:289-300): of the claims made, no more than the
 * level are expected to be false; where nothing differs at all, that is the chance of any claim. Percentiles of the same
 * requests depend positively, for which it holds (Benjamini and Yekutieli 2001). @returns corrected p-values, in order
 */
export function falseDiscovery(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).toSorted((one, other) => other.p - one.p)
  const corrected = pValues.map(() => 1)
  let most = 1
  for (const [position, { p, index }] of order.entries()) {
    most = Math.min(most, (p * order.length) / (order.length - position))
    corrected[index] = most
  }
  return corrected
}
