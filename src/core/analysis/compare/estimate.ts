import type { ComparedMetric } from '../../../shared/comparison.ts'
import { type Influence, influenceOf, isPercentile, shareBeyond } from './influence.ts'
import { type SeriesVariance, persistenceOf, varianceOfMean } from './longRunVariance.ts'
import type { RunWindows } from './runWindows.ts'

const COMPARED_METRICS: readonly ComparedMetric[] = ['p50', 'p95', 'p99', 'error_rate', 'throughput']
/** Fewer windows say nothing of how a figure varies. */
export const LEAST_WINDOWS = 10
/** Requests beyond a percentile without which its slope is a guess. */
const LEAST_BEYOND = 10
/** Histograms keep 3 significant digits: a percentile is not known better than to half a step of that. */
const RESOLUTION = 0.0005

/** A difference and how sure it is: of logarithms, for the error rate of shares. */
export interface Estimate {
  metric: ComparedMetric
  /** In microseconds, shares, or requests per window. */
  base: number
  run: number
  difference: number
  /** NaN where there are too few requests to tell. */
  standardError: number
  degrees: number
  /** Share of the variance that more seconds would not lessen: that between runs. */
  betweenShare: number
}

/** How the windows of the baseline's runs and of the run move one metric. */
interface Moved {
  bases: readonly Influence[]
  own: Influence
}

/**
 * Differences between a run and its baseline, and what they vary by. Several runs of the baseline show how much runs of the
 * same system differ by themselves; that variance is added for the run and, divided by their number, for the baseline.
 */
export function estimate(base: readonly RunWindows[], run: RunWindows): Estimate[] {
  const movedBy = (metric: ComparedMetric): Moved => ({
    bases: base.map((each) => influenceOf(metric, each)),
    own: influenceOf(metric, run),
  })
  const middle = movedBy('p50')
  const ramp = haveRamp(middle)
  const level = varianceWithin(middle, ramp)
  // What blocks do not see of a level that wanders slowly: it moves every percentile alike.
  const unseen = Math.max(0, level.variance - level.blocks)
  return COMPARED_METRICS.map((metric) => {
    const moved = movedBy(metric)
    const within = varianceWithin(moved, ramp || haveRamp(moved))
    const widened = { variance: within.blocks + unseen, degrees: Math.min(within.degrees, level.degrees) }
    const wanders = isPercentile(metric) && widened.variance > within.variance
    return estimateOf(metric, moved, wanders ? widened : within, [...base, run])
  })
}

/** Whether the same windows of both are moved alike: runs that have nothing to do with each other are so by a ramp only. */
function haveRamp({ bases, own }: Moved): boolean {
  const middle = meanOfSeries(bases)
  let [products, ofOwn, ofBases] = [0, 0, 0]
  for (const [window, value] of own.windows.entries()) {
    const other = middle[window] ?? 0
    products += value * other
    ofOwn += value ** 2
    ofBases += other ** 2
  }
  return products > (2 / Math.sqrt(own.windows.length)) * Math.sqrt(ofOwn * ofBases)
}

/**
 * What the difference varies by within the runs. With a ramp, which all have in the same place and which is no noise, it is
 * that of the difference window by window; else the sum of each run's, which is known twice as well.
 */
function varianceWithin({ bases, own }: Moved, ramp: boolean): SeriesVariance {
  if (ramp) {
    const slopeValues = [own, ...bases].reduce((total, each) => total + each.slopeValues, 0)
    // What disturbs both runs alike but one of them more is noise and stays: taken out, equal real runs were called different.
    return varianceOf({ windows: differenceOf(own.windows, meanOfSeries(bases)), slopeValues })
  }
  const all = [own, ...bases]
  const shares = all.map((each) => (each === own ? 1 : 1 / bases.length ** 2))
  const weighed = (value: (place: number) => number): number =>
    shares.reduce((total, share, place) => total + share * value(place), 0)
  const persistence = persistenceOf(
    all.map(({ windows }) => windows),
    shares,
  )
  const parts = all.map((each) => varianceOf(each, persistence))
  const variance = weighed((place) => parts[place]?.variance ?? 0)
  const spread = parts.reduce(
    (total, each, place) => total + (each.variance * (shares[place] ?? 0)) ** 2 / each.degrees,
    0,
  )
  return {
    variance,
    blocks: weighed((place) => parts[place]?.blocks ?? 0),
    // Welch and Satterthwaite: degrees of freedom of a sum of variances.
    degrees: spread > 0 ? variance ** 2 / spread : Infinity,
  }
}

/** Window by window. */
function differenceOf(series: Float64Array, other: Float64Array): Float64Array {
  return series.map((value, window) => value - (other[window] ?? 0))
}

/** A slope from so many values errs by 1 / sqrt(values): the variance is known less well for that. */
function varianceOf(
  { windows, slopeValues }: Pick<Influence, 'windows' | 'slopeValues'>,
  persistence?: number,
): SeriesVariance {
  const found = varianceOfMean(windows, persistence)
  return { ...found, degrees: 1 / (1 / found.degrees + 2 / slopeValues) }
}

function estimateOf(
  metric: ComparedMetric,
  { bases, own }: Moved,
  within: Pick<SeriesVariance, 'variance' | 'degrees'>,
  runs: readonly RunWindows[],
): Estimate {
  const seen = Math.max(within.variance, leastVariance(metric, runs))
  const shared = betweenRuns(bases) * (1 + 1 / bases.length)
  const total = seen + shared
  const degrees = total ** 2 / (seen ** 2 / within.degrees + (shared > 0 ? shared ** 2 / (bases.length - 1) : 0))
  const fewest = Math.min(...runs.map(({ requests }) => sum(requests)))
  const middle = mean(bases.map(({ scaled }) => scaled))
  return {
    metric,
    base: bases.length === 1 ? (bases[0]?.value ?? middle) : metric === 'error_rate' ? middle : Math.exp(middle),
    run: own.value,
    difference: own.scaled - middle,
    standardError: fewest * shareBeyond(metric) >= LEAST_BEYOND ? Math.sqrt(total) : Number.NaN,
    degrees,
    betweenShare: shared / total,
  }
}

/**
 * Method of moments: what the runs' values differ by beyond what their windows explain. A variance of few values is more often
 * too small than too large, so it is divided by the median of what it is a multiple of (chi-squared over its degrees of freedom:
 * Wilson and Hilferty 1931, Proc. Natl. Acad. Sci. 17:684-688).
 */
function betweenRuns(bases: readonly Influence[]): number {
  if (bases.length < 2) return 0
  const middle = meanOfSeries(bases)
  const within = bases.map(({ windows }) => varianceOfMean(differenceOf(windows, middle)))
  const explained = within.reduce((total, each) => total + each.variance, 0) / (bases.length - 1)
  const degrees = bases.length - 1
  const median = (1 - 2 / (9 * degrees)) ** 3
  return Math.max(0, sampleVariance(bases.map(({ scaled }) => scaled)) / median - explained)
}

/**
 * Windows that are all alike (no failures, or a fixed rate) vary by nothing, yet are not certain: for failures the binomial
 * variance with one more of each (Agresti and Caffo 2000), for the throughput one request more or less, for percentiles the
 * histogram's resolution.
 * @param runs the baseline's, then the run
 */
function leastVariance(metric: ComparedMetric, runs: readonly RunWindows[]): number {
  const each = runs.map((run) => {
    const requests = sum(run.requests)
    if (metric === 'throughput') return 1 / requests ** 2
    if (isPercentile(metric)) return RESOLUTION ** 2
    const attempts = sum(run.attempts)
    const share = (sum(run.failed) + 1) / (attempts + 2)
    return (share * (1 - share)) / (attempts + 2)
  })
  const bases = each.slice(0, -1)
  return (each.at(-1) ?? 0) + mean(bases) / bases.length
}

function meanOfSeries(influences: readonly Influence[]): Float64Array {
  const middle = new Float64Array(influences[0]?.windows.length ?? 0)
  return middle.map((_, window) => mean(influences.map(({ windows }) => windows[window] ?? 0)))
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}

function sampleVariance(values: readonly number[]): number {
  const middle = mean(values)
  return values.reduce((total, value) => total + (value - middle) ** 2, 0) / (values.length - 1)
}
