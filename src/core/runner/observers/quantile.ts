/**
 * A quantile of cumulative buckets, as PromQL's histogram_quantile: linear within a bucket, the highest finite bound for what lies
 * beyond it. Source: https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 * @param buckets upper bound (Infinity for the last) and how many values lie at or below it
 * @returns undefined when there are no values or no bucket without bound
 */
export function quantileOf(
  buckets: readonly (readonly [bound: number, count: number])[],
  quantile: number,
): number | undefined {
  const sorted = buckets.toSorted(([one], [other]) => one - other)
  const [lastBound, total] = sorted.at(-1) ?? [0, 0]
  if (lastBound !== Infinity || total <= 0 || sorted.length < 2) return undefined
  const rank = quantile * total
  let [lower, below] = [0, 0]
  for (const [upper, count] of sorted) {
    if (count >= rank && upper !== Infinity) {
      if (upper <= 0 || count === below) return upper
      return lower + ((upper - lower) * (rank - below)) / (count - below)
    }
    if (upper === Infinity) return lower
    ;[lower, below] = [upper, count]
  }
  return undefined
}
