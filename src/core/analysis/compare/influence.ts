import type { ComparedMetric } from '../../../shared/comparison.ts'
import { type Distribution, type RunWindows, placeOf } from './runWindows.ts'

/** A figure of a run, and how each window moves it. */
export interface Influence {
  /** Microseconds, a share, or requests per window. */
  value: number
  /** As it is compared: the logarithm of `value`, for the error rate the share itself. */
  scaled: number
  /**
   * Per window; their mean is what the scaled figure errs by, to first order. So the variance of the figure is that of a mean
   * of a time series, which dependence between windows can be taken into account for.
   */
  windows: Float64Array
  /** How many durations the slope of the quantile function rests on; Infinity where there is no slope. */
  slopeValues: number
}

/** Of a percentile: its share, and the standard normal quantile and density there. */
const PERCENTILES = {
  p50: { share: 0.5, quantile: 0, density: 0.398_942 },
  p95: { share: 0.95, quantile: 1.644_854, density: 0.103_136 },
  p99: { share: 0.99, quantile: 2.326_348, density: 0.026_652 },
} as const

type Percentile = keyof typeof PERCENTILES

export function isPercentile(metric: ComparedMetric): metric is Percentile {
  return metric in PERCENTILES
}

/** Share of the requests beyond a metric's percentile; all of them where it is none. */
export function shareBeyond(metric: ComparedMetric): number {
  return isPercentile(metric) ? 1 - PERCENTILES[metric].share : 1
}

export function influenceOf(metric: ComparedMetric, run: RunWindows): Influence {
  if (isPercentile(metric)) return percentile(metric, run)
  return metric === 'error_rate' ? errorRate(run) : throughput(run)
}

function throughput({ requests }: RunWindows): Influence {
  const value = mean(requests)
  return {
    value,
    scaled: Math.log(value),
    windows: requests.map((each) => (each - value) / value),
    slopeValues: Infinity,
  }
}

function errorRate({ attempts, failed }: RunWindows): Influence {
  // Without any, none failed.
  const perWindow = mean(attempts) || 1
  const value = mean(failed) / perWindow
  const windows = failed.map((each, window) => (each - value * (attempts[window] ?? 0)) / perWindow)
  return { value, scaled: value, windows, slopeValues: Infinity }
}

/**
 * Bahadur's representation (1966, Ann. Math. Statist. 37:577-580; for dependent series Sen 1972, J. Multivar. Anal. 2:77-95): a
 * sample quantile errs by what the share of values beyond it errs by, times the slope of the quantile function there.
 */
function percentile(metric: Percentile, run: RunWindows): Influence {
  const { distribution, durations } = run
  const place = placeOf(distribution, PERCENTILES[metric].share)
  const value = distribution.values[place] ?? Number.NaN
  const above = run.above(distribution.buckets[place] ?? 0)
  const [perWindow, beyond] = [mean(durations), mean(above)]
  const width = slopeWidth(metric, distribution.count)
  const slope = slopeAt(metric, distribution, width) / perWindow
  const windows = above.map((each, window) => slope * (each - (beyond / perWindow) * (durations[window] ?? 0)))
  return { value, scaled: Math.log(value), windows, slopeValues: 2 * width * distribution.count }
}

/** Of the difference quotient, after Hall and Sheather (1988, J. R. Statist. Soc. B 50:381-391), for intervals of 95 %. */
function slopeWidth(metric: Percentile, count: number): number {
  const { share, quantile, density } = PERCENTILES[metric]
  const optimal = count ** (-1 / 3) * 1.96 ** (2 / 3) * ((1.5 * density ** 2) / (2 * quantile ** 2 + 1)) ** (1 / 3)
  return Math.min(optimal, 0.9 * (1 - share))
}

/** Slope of the quantile function of the logarithms. */
function slopeAt(metric: Percentile, distribution: Distribution, width: number): number {
  const { share } = PERCENTILES[metric]
  const at = (place: number): number => Math.log(distribution.values[placeOf(distribution, place)] ?? Number.NaN)
  return (at(share + width) - at(share - width)) / (2 * width)
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
