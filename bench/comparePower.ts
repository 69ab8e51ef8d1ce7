import type { Profile } from '../src/core/analysis/compare/testing/simulatedRuns.ts'

const REQUESTS_PER_SECOND = 100
const SHARE = 0.95
/** Normal quantile of the two-sided level that the P95 of all requests is tested at, 4 %. */
const CRITICAL = 2.0537

/**
 * The share of pairs in which a test of the P95 alone could call a run slower whose durations are so many times as long, if
 * it knew the distribution: from the variance that the logarithm of a sample quantile has for many values, p (1 - p) / (n f²)
 * (David and Nagaraja 2003, Order Statistics, 10.2), which no estimate of a quantile without assumptions on the distribution
 * goes below (van der Vaart 1998, Asymptotic Statistics, 25.3).
 */
export function bestPower(profile: Profile, factor: number, seconds: number): number {
  const quantile = quantileOf(profile)
  const error = Math.sqrt((SHARE * (1 - SHARE)) / (REQUESTS_PER_SECOND * seconds)) / densityAt(profile, quantile)
  return normalShare(Math.log(factor) / (error * Math.SQRT2) - CRITICAL)
}

/** Of the logarithm of a duration over the median. */
function quantileOf(profile: Profile): number {
  let [low, high] = [-10, 10]
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2
    if (shareAt(profile, middle) < SHARE) low = middle
    else high = middle
  }
  return low
}

function shareAt({ sigma, slowShare, slowFactor }: Profile, at: number): number {
  return (1 - slowShare) * normalShare(at / sigma) + slowShare * normalShare((at - Math.log(slowFactor)) / sigma)
}

function densityAt({ sigma, slowShare, slowFactor }: Profile, at: number): number {
  const density = (score: number): number => Math.exp(-(score ** 2) / 2) / Math.sqrt(2 * Math.PI)
  return ((1 - slowShare) * density(at / sigma) + slowShare * density((at - Math.log(slowFactor)) / sigma)) / sigma
}

/** By numerical integration of the density. */
function normalShare(score: number): number {
  const steps = 2000
  const width = score / steps
  let sum = 0
  for (let step = 0; step < steps; step++) sum += Math.exp(-(((step + 0.5) * width) ** 2) / 2) * width
  return 0.5 + sum / Math.sqrt(2 * Math.PI)
}
