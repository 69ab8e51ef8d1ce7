/** Chance that a comparison of equal runs claims anything. */
export const LEVEL = 0.05
/** Of it, what the primary test has for itself. */
const PRIMARY_SHARE = 0.8

/**
 * Which claims of a family may be made. The primary one, the P95 of all requests, is what people look at first: it is tested
 * at 4 %, all others together at 1 %, so that where nothing differs the chance of any claim is at most 5 %. Once the primary one
 * is made, its level passes to the others (a fallback procedure: Wiens 2003, Pharm. Stat. 2:211-215). Among the others
 * Benjamini and Hochberg (1995, J. R. Statist. Soc. B 57:289-300) hold the share of false claims; percentiles of the same
 * requests depend positively, for which it does (Benjamini and Yekutieli 2001, Ann. Statist. 29:1165-1188).
 * @param pValues one per test, in order
 * @param primary the place of the primary one; -1 when there is none
 */
export function claims(pValues: readonly number[], primary: number): boolean[] {
  const alone = primary < 0 || pValues.length === 1
  const made = !alone && (pValues[primary] ?? 1) < LEVEL * PRIMARY_SHARE
  const level = alone || made ? LEVEL : LEVEL * (1 - PRIMARY_SHARE)
  const others = pValues.filter((_, index) => alone || index !== primary)
  const corrected = falseDiscovery(others).map((p) => p < level)
  return alone ? corrected : corrected.toSpliced(primary, 0, made)
}

/** What the claim at a place has to pass when no other one is made. @param tests how many there are */
export function levelAlone(place: number, primary: number, tests: number): number {
  if (primary < 0 || tests === 1) return LEVEL / tests
  return place === primary ? LEVEL * PRIMARY_SHARE : (LEVEL * (1 - PRIMARY_SHARE)) / (tests - 1)
}

/** Benjamini and Hochberg's step-up correction. @returns corrected p-values, in order */
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
