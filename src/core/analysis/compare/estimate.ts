import type { ComparedMetric } from '../../../shared/comparison.ts'
import { blockLength, blockResamples } from './blockPositions.ts'
import type { GroupStatistics, RunWindows } from './runWindows.ts'

const METRICS: readonly ComparedMetric[] = ['p50', 'p95', 'p99', 'error_rate', 'throughput']
const RESAMPLES = 400
/** Fewer windows have no room for blocks. */
export const LEAST_WINDOWS = 10

/** Requests beyond a percentile without which resampling repeats the few extreme ones and looks surer than it is. */
const LEAST_BEYOND = 10
const BEYOND: Partial<Record<ComparedMetric, number>> = { p50: 0.5, p95: 0.05, p99: 0.01 }

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

/**
 * Differences between a run and its baseline. Resamples take the same positions from every run, so that a ramp, which all
 * have in the same place, does not count as noise. Several runs of the baseline show how much runs of the same system
 * differ; that variance is added for the run and, divided by their number, for the baseline.
 */
export function estimate(base: readonly RunWindows[], run: RunWindows, windows: number, seed: number): Estimate[] {
  const all = Int32Array.from({ length: windows }, (_, position) => position)
  const actual = draw(base, run, all)
  const draws: Draw[] = []
  for (const positions of blockResamples(windows, RESAMPLES, seed)) draws.push(draw(base, run, positions))
  return METRICS.map((metric) => estimateOf(metric, actual, draws, windows))
}

interface Draw {
  base: readonly GroupStatistics[]
  run: GroupStatistics
}

function draw(base: readonly RunWindows[], run: RunWindows, positions: Int32Array): Draw {
  return { base: base.map((each) => each.statistics(positions)), run: run.statistics(positions) }
}

function estimateOf(metric: ComparedMetric, actual: Draw, draws: readonly Draw[], windows: number): Estimate {
  const values = actual.base.map((each) => valueOf(metric, each, windows))
  const base = mean(values)
  const run = valueOf(metric, actual.run, windows)
  const scaled = (value: number): number => (metric === 'error_rate' ? value : Math.log(value))
  const differenceOf = (one: Draw): number =>
    scaled(valueOf(metric, one.run, windows)) - mean(one.base.map((each) => scaled(valueOf(metric, each, windows))))
  const within = Math.max(variance(draws.map(differenceOf)), leastVariance(metric, actual))
  const between = betweenRuns(actual, draws, (each) => scaled(valueOf(metric, each, windows)))
  const shared = between * (1 + 1 / values.length)
  // Overlapping blocks tell 3/2 of what as many apart do (Künsch 1989).
  const withinDegrees = Math.max(1, (1.5 * windows) / blockLength(windows) - 1)
  const fewest = Math.min(...[...actual.base, actual.run].map(({ requests }) => requests))
  const enough = fewest * (BEYOND[metric] ?? Infinity) >= LEAST_BEYOND
  // Welch and Satterthwaite: degrees of freedom of a sum of variances.
  const total = within + shared
  const degrees = total ** 2 / (within ** 2 / withinDegrees + (shared > 0 ? shared ** 2 / (values.length - 1) : 0))
  return {
    metric,
    base: metric === 'error_rate' || values.length === 1 ? base : Math.exp(mean(values.map(Math.log))),
    run,
    difference: differenceOf(actual),
    standardError: enough ? Math.sqrt(total) : Number.NaN,
    degrees,
    betweenShare: shared / total,
  }
}

function valueOf(metric: ComparedMetric, { requests, failed, ...times }: GroupStatistics, windows: number): number {
  if (metric === 'error_rate') return failed / requests
  if (metric === 'throughput') return requests / windows
  return times[metric]
}

/** Method of moments: what the runs' values differ by beyond what resampling within them explains. */
function betweenRuns({ base }: Draw, draws: readonly Draw[], value: (one: GroupStatistics) => number): number {
  if (base.length < 2) return 0
  const actual = base.map(value)
  const within = mean(
    draws.map((one) => variance(one.base.map((each, index) => value(each) - (actual[index] ?? Number.NaN)))),
  )
  return Math.max(0, variance(actual) - within)
}

/**
 * Seconds that are all alike (no failures, or a fixed rate) resample without spread, yet are not certain: for failures the
 * binomial variance with one more of each (Agresti and Caffo 2000), else one request more or less.
 */
function leastVariance(metric: ComparedMetric, { base, run }: Draw): number {
  const ofOne = ({ requests, failed }: GroupStatistics): number => {
    if (metric !== 'error_rate') return 1 / requests ** 2
    const share = (failed + 1) / (requests + 2)
    return (share * (1 - share)) / (requests + 2)
  }
  return ofOne(run) + mean(base.map(ofOne)) / base.length
}

function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function variance(values: readonly number[]): number {
  const middle = mean(values)
  let sum = 0
  for (const value of values) sum += (value - middle) ** 2
  return sum / (values.length - 1)
}
