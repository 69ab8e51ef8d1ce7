/** The smallest value that at least so many percent of the values do not exceed: the definition of our histograms. */
export function exactPercentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length - 1e-9) - 1)] ?? Number.NaN
}
