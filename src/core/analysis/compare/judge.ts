import type { Verdict } from '../../../shared/comparison.ts'
import type { Estimate } from './estimate.ts'
import { LEVEL, claims, levelAlone } from './claims.ts'
import { neededSeconds } from './neededSeconds.ts'
import { criticalValue, upperTail } from './studentT.ts'

/** A relative 5 % of an error rate near 0 is nothing: shares are compared by their difference. */
export const ERROR_TOLERANCE = 0.001

export interface Judged {
  verdict: Verdict
  /** 95 %, in the estimate's own scale; null where nothing can be told. */
  interval: readonly [number, number] | null
  neededSeconds?: number | null
}

/**
 * Verdicts for one family of estimates. `same`: two one-sided tests (Schuirmann 1987, J. Pharmacokin. Biopharm. 15:657-680)
 * put the difference within the tolerance. `slower`, `faster`: the difference is not 0 by a t test and exceeds the
 * tolerance. Both kinds of claim are corrected over the family, each by itself.
 * @param tolerance share, e.g. 0.05
 * @param primary the place of the estimate that the verdict hangs on first: P95 over all requests
 */
export function judge(
  estimates: readonly Estimate[],
  primary: number,
  { tolerance, seconds }: { tolerance: number; seconds: number },
): Judged[] {
  const usable = estimates.filter(isUsable)
  const first = usable.findIndex((each) => each === estimates[primary])
  const claimsOf = (test: (each: Estimate) => number): boolean[] => claims(usable.map(test), first)
  const different = claimsOf((each) => 2 * tailOf(each, Math.abs(each.difference)))
  const alike = claimsOf((each) => equivalence(each, tolerance))
  return estimates.map((each) => {
    const place = usable.indexOf(each)
    if (place < 0) return { verdict: 'cannot-tell', interval: null, neededSeconds: null }
    const reach = criticalValue(LEVEL / 2, each.degrees) * each.standardError
    const interval = [each.difference - reach, each.difference + reach] as const
    if (alike[place] === true) return { verdict: 'same', interval }
    if (different[place] === true && beyond(each, tolerance)) {
      const worse = each.metric === 'throughput' ? each.difference < 0 : each.difference > 0
      return { verdict: worse ? 'slower' : 'faster', interval }
    }
    return {
      verdict: 'cannot-tell',
      interval,
      neededSeconds: neededSeconds(each, {
        limits: limits(each, tolerance),
        seconds,
        level: levelAlone(place, first, usable.length),
      }),
    }
  })
}

function isUsable({ difference, standardError }: Estimate): boolean {
  return Number.isFinite(difference) && Number.isFinite(standardError) && standardError > 0
}

/** [lowest, highest] difference that counts as none, in the estimate's scale. */
function limits({ metric }: Estimate, tolerance: number): readonly [number, number] {
  return metric === 'error_rate' ? [-ERROR_TOLERANCE, ERROR_TOLERANCE] : [Math.log1p(-tolerance), Math.log1p(tolerance)]
}

function beyond(each: Estimate, tolerance: number): boolean {
  const [low, high] = limits(each, tolerance)
  return each.difference < low || each.difference > high
}

function equivalence(each: Estimate, tolerance: number): number {
  const [low, high] = limits(each, tolerance)
  return Math.max(tailOf(each, each.difference - low), tailOf(each, high - each.difference))
}

function tailOf({ standardError, degrees }: Estimate, distance: number): number {
  return upperTail(distance / standardError, degrees)
}
