/** What the mean of a time series varies by. */
export interface SeriesVariance {
  variance: number
  /** How well it is known: degrees of freedom, for Student's t. */
  degrees: number
  /** What blocks alone see of it. */
  blocks: number
}

/** Standard errors beyond which an autocorrelation is no chance. */
const CLEAR_ERRORS = 2

/** Length of a block for so many windows: their cube root (Hall, Horowitz and Jing 1995, Biometrika 82:561-574). */
function blockLength(windows: number): number {
  return Math.max(1, Math.ceil(Math.cbrt(windows) - 1e-9))
}

/**
 * Variance of the mean of a time series whose neighbours may depend on each other.
 *
 * Overlapping blocks (Künsch 1989, Ann. Statist. 17:1217-1241) see dependence as far as a block is long. A level that wanders
 * reaches further: an autoregression of order 1 seen through noise, whose autocovariances fall by the same factor from lag 1 on
 * (an ARMA(1, 1) process: Box, Jenkins and Reinsel 2008, Time Series Analysis, 3.4). Their sum is the variance then, if it is
 * the larger one.
 * @param persistence that factor, as `persistenceOf` finds it; 0 where blocks see all
 */
export function varianceOfMean(series: Float64Array, persistence = persistenceOf([series])): SeriesVariance {
  const windows = series.length
  const length = blockLength(windows)
  const blocks = blockVariance(series, length) / windows
  // Overlapping blocks tell 3/2 of what as many apart do (Künsch 1989).
  const degrees = Math.max(1, (1.5 * windows) / length - 1)
  if (persistence === 0) return { variance: blocks, degrees, blocks }
  const [whole = 0, neighbours = 0] = autocovariances(series, 2)
  const summed = (whole + (2 * neighbours * windows) / (windows - 1) / (1 - persistence)) / windows
  // As many windows apart would tell as much as these do.
  const apart = (windows * (1 - persistence)) / (1 + persistence)
  return { variance: Math.max(blocks, summed), degrees: Math.min(degrees, apart - 1), blocks }
}

/**
 * The factor by which the autocovariances of series fall from lag to lag; 0 where no window clearly resembles the one before.
 *
 * One series of a minute tells it badly, so it is that of all of them. Noise lessens the autocorrelation at lag 1, but not what is
 * left of it at the next lags; what it is underestimated by in short series (Kendall 1954, Biometrika 41:403-404) is
 * added, and one standard error too, since an estimate that is too low makes false claims and one that is too high none.
 * @param all series of equal length
 * @param shares the weight of each one's variance in what is asked
 */
export function persistenceOf(all: readonly Float64Array[], shares: readonly number[] = [1]): number {
  const windows = all[0]?.length ?? 0
  const lags = [0, 0, 0, 0]
  for (const [place, series] of all.entries()) {
    for (const [lag, covariance] of autocovariances(series, lags.length).entries()) {
      lags[lag] = (lags[lag] ?? 0) + covariance * (shares[place] ?? 0)
    }
  }
  const [whole = 0, first = 0, second = 0, third = 0] = lags
  const sum = shares.reduce((total, share) => total + share, 0)
  const told = (windows * sum ** 2) / shares.reduce((total, share) => total + share ** 2, 0)
  if (first <= (CLEAR_ERRORS / Math.sqrt(told)) * whole) return 0
  const later = first + second > 0 ? (second + third) / (first + second) : 0
  const estimated = Math.max(first / whole, later)
  // Two windows apart are the fewest that vary at all.
  const most = (windows - 2) / (windows + 2)
  const unbiased = Math.min(most, (windows * estimated + 1) / (windows - 3))
  return Math.min(most, unbiased + Math.sqrt((1 - unbiased ** 2) / told))
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

/** At lags 0, 1 and so on. */
function autocovariances(series: Float64Array, lags: number): number[] {
  const middle = meanOf(series)
  return Array.from({ length: lags }, (_, lag) => {
    let products = 0
    for (let index = lag; index < series.length; index++) {
      products += ((series[index] ?? 0) - middle) * ((series[index - lag] ?? 0) - middle)
    }
    return products / series.length
  })
}

function meanOf(series: Float64Array): number {
  let sum = 0
  for (const value of series) sum += value
  return sum / series.length
}
