import type { MetricComparison, Verdict } from '../../shared/comparison.ts'
import { comparedChange } from '../../shared/comparisonText.ts'
import classes from './compare.module.css'

const WIDTH = 200
const HEIGHT = 20
const PADDING = 6

/** The reach of a plot to both sides of no change, on the scale of the deltas. */
export function reachOf(metrics: readonly MetricComparison[]): number {
  const size = (values: readonly number[]): number => Math.max(0, ...values.map(Math.abs).filter(Number.isFinite))
  const points = size(metrics.flatMap(({ delta, tolerance }) => [delta, tolerance]))
  const whiskers = size(metrics.flatMap(({ interval }) => interval ?? []))
  // A whisker beyond ends in an arrow: one that is very long would flatten all others.
  return Math.max(1.2 * points, Math.min(whiskers, 2 * points), 0.001)
}

/** The change and its 95 % interval beside the tolerance, as one row of a forest plot. */
export function ForestPlot({
  each,
  verdict,
  reach,
}: {
  each: MetricComparison
  /** What may be said of it. */
  verdict: Verdict | null
  reach: number
}) {
  const x = (value: number): number =>
    PADDING + ((Math.min(reach, Math.max(-reach, value)) + reach) / (2 * reach)) * (WIDTH - 2 * PADDING)
  const { delta, interval, tolerance } = each
  if (!Number.isFinite(delta)) return null
  const text =
    interval === null
      ? 'no interval'
      : `95 % interval ${comparedChange(each, interval[0])} to ${comparedChange(each, interval[1])}`
  const middle = HEIGHT / 2
  return (
    <svg
      className={classes['forest']}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${comparedChange(each, delta)}, ${text}`}
      data-verdict={verdict ?? 'none'}
    >
      <rect className={classes['band']} x={x(-tolerance)} y={0} width={x(tolerance) - x(-tolerance)} height={HEIGHT} />
      <line className={classes['zero']} x1={x(0)} x2={x(0)} y1={0} y2={HEIGHT} />
      {interval !== null && (
        <>
          <line className={classes['whisker']} x1={x(interval[0])} x2={x(interval[1])} y1={middle} y2={middle} />
          {interval.map((end) => (
            <WhiskerEnd key={end} at={x(end)} beyond={Math.abs(end) > reach} left={end < delta} />
          ))}
        </>
      )}
      <circle className={classes['point']} cx={x(delta)} cy={middle} r={3.5} />
    </svg>
  )
}

function WhiskerEnd({ at, beyond, left }: { at: number; beyond: boolean; left: boolean }) {
  const middle = HEIGHT / 2
  if (!beyond) return <line className={classes['whisker']} x1={at} x2={at} y1={middle - 3} y2={middle + 3} />
  const back = left ? 4 : -4
  return (
    <path className={classes['whisker']} d={`M${at + back} ${middle - 4}L${at} ${middle}L${at + back} ${middle + 4}`} />
  )
}
