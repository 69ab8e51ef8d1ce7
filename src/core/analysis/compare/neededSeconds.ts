import type { Estimate } from './estimate.ts'
import { criticalValue, upperTail } from './studentT.ts'

/** The chance that runs of the length said are decided, either way. */
const ASSURANCE = 0.8
const LONGEST_USEFUL_SECONDS = 24 * 3600
/** Of the length found: a hundredth. */
const PRECISION = 1.01
/** Where the standard normal distribution is cut into ten parts of equal chance, the middle of each. */
const SCORES = [-1.645, -1.036, -0.674, -0.385, -0.126, 0.126, 0.385, 0.674, 1.036, 1.645]

interface Question {
  /** Lowest and highest difference that counts as none, in the estimate's scale. */
  limits: readonly [number, number]
  /** How long the runs were. */
  seconds: number
  /** That a claim is tested at. */
  level: number
}

/**
 * How long both runs would have to be for `slower`, `faster` or `same` to be shown in 80 % of all cases; null where a day would
 * not do. The difference is known no better than its standard error, so the chance is the mean over what it may be (an assurance:
 * O'Hagan, Stevens and Campbell 2005, Pharm. Stat. 4:187-201). The variance within runs falls with their length, that between
 * runs does not.
 */
export function neededSeconds(estimate: Estimate, question: Question): number | null {
  const decided = (seconds: number): boolean => chanceAfter(seconds, estimate, question) >= ASSURANCE
  if (!decided(LONGEST_USEFUL_SECONDS)) return null
  let [short, long] = [question.seconds, LONGEST_USEFUL_SECONDS]
  while (long / short > PRECISION) {
    const middle = Math.sqrt(short * long)
    if (decided(middle)) long = middle
    else short = middle
  }
  return Math.ceil(long)
}

function chanceAfter(length: number, estimate: Estimate, { limits: [low, high], seconds, level }: Question): number {
  const { difference, standardError, betweenShare } = estimate
  const error = standardError * Math.sqrt(betweenShare + ((1 - betweenShare) * seconds) / length)
  const degrees = betweenShare > 0 ? estimate.degrees : (estimate.degrees * length) / seconds
  const reach = criticalValue(level / 2, degrees) * error
  const margin = criticalValue(level, degrees) * error
  const above = (from: number, truth: number): number => upperTail((from - truth) / error, Infinity)
  const chances = SCORES.map((score) => {
    const truth = difference + score * standardError
    const slower = above(Math.max(reach, high), truth)
    const faster = 1 - above(Math.min(-reach, low), truth)
    const same = Math.max(0, above(low + margin, truth) - above(high - margin, truth))
    return slower + faster + same
  })
  return chances.reduce((total, chance) => total + chance, 0) / SCORES.length
}
