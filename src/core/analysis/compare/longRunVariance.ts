/** What the mean of a time series varies by. */
export interface SeriesVariance {
  variance: number
  /** How well it is known: degrees of freedom, for Student's t. */
  degrees: number
  /** What blocks alone see of it. */
  blocks: number
}

const MOST_CORRELATION = 0.95
const LEAST_DEGREES = 2

/** Length of a block for so many windows: their cube root (Hall, Horowitz and Jing 1995, Biometrika 82:561-574). */
function blockLength(windows: number): number {
  return Math.max(1, Math.ceil(Math.cbrt(windows) - 1e-9))
}

/**
 * Variance of the mean of a time series whose neighbours may depend on each other.
 *
 * Overlapping blocks (Künsch 1989, Ann. Statist. 17:1217-1241) see dependence as far as a block is long. Where a window
 * clearly resembles the one before (lag-1 autocorrelation beyond 2 / sqrt(n)), it may reach further: there the series is
 * prewhitened by an autoregression of order 1 (Andrews and Monahan 1992, Econometrica 60:953-966), whose coefficient is
 * corrected for its bias in short series (Kendall 1954, Biometrika 41:403-404), and the larger variance counts.
 */
export function varianceOfMean(series: Float64Array): SeriesVariance {
  const windows = series.length
  const length = blockLength(windows)
  const blocks = blockVariance(series, length) / windows
  // Overlapping blocks tell 3/2 of what as many apart do (Künsch 1989).
  const degrees = Math.max(1, (1.5 * windows) / length - 1)
  const correlation = lagOne(series)
  if (correlation <= 2 / Math.sqrt(windows)) return { variance: blocks, degrees, blocks }
  const corrected = Math.min(MOST_CORRELATION, (windows * correlation + 1) / (windows - 3))
  const whitened = blockVariance(prewhitened(series, corrected), length) / windows
  // As many windows apart would tell as much as these do.
  const apart = (windows * (1 - corrected)) / (1 + corrected)
  return {
    variance: Math.max(blocks, whitened / (1 - corrected) ** 2),
    degrees: Math.min(degrees, Math.max(LEAST_DEGREES, apart - 1)),
    blocks,
  }
}

/** Variance that the sum of a block has per window, corrected for the mean being that of the same series. */
function blockVariance(series: Float64Array, length: number): number {
  const middle = meanOf(series)
  let block = 0
  let squares = 0
  for (const [index, value] of series.entries()) {
    block += value - middle
    if (index >= length) block -= (series[index - length] ?? 0) - middle
    if (index >= length - 1) squares += block ** 2
  }
  const blocks = series.length - length + 1
  return squares / (blocks * length) / (1 - length / series.length)
}

function lagOne(series: Float64Array): number {
  const middle = meanOf(series)
  let [products, squares] = [0, 0]
  for (const [index, value] of series.entries()) {
    squares += (value - middle) ** 2
    if (index > 0) products += (value - middle) * ((series[index - 1] ?? 0) - middle)
  }
  return squares === 0 ? 0 : products / squares
}

function prewhitened(series: Float64Array, correlation: number): Float64Array {
  const middle = meanOf(series)
  return series.subarray(1).map((value, index) => value - middle - correlation * ((series[index] ?? 0) - middle))
}

function meanOf(series: Float64Array): number {
  let sum = 0
  for (const value of series) sum += value
  return sum / series.length
}
