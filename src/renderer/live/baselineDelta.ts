import { type Baseline, baselineAt } from '../../shared/baseline.ts'
import type { LiveTick } from '../../shared/run.ts'
import { formatChange, formatDuration, formatPercent, formatRate } from '../../shared/units.ts'

/** How far a headline figure is from the baseline's. */
export interface Delta {
  /** `+8.4 %`, or `+0.5 pp` of a share. */
  text: string
  /** What it is measured against: `Baseline 132 ms`. */
  against: string
}
export type Deltas = Partial<Record<'p95' | 'rate' | 'errors', Delta>>

/** While a run goes on, beside what the baseline had come to at that time; then beside the whole of it. */
export function deltasOf(tick: LiveTick, running: boolean, baseline: Baseline | null): Deltas {
  if (baseline === null || tick.total.requests === 0) return {}
  const figures = running ? baselineAt(baseline, tick.elapsedMs) : baseline.figures
  if (figures === undefined) return {}
  const { p95Us, requestRate, failedShare } = figures
  const { total } = tick
  return {
    ...(p95Us !== null &&
      p95Us > 0 && {
        p95: { text: formatChange(total.p95Us / p95Us - 1), against: `Baseline ${formatDuration(p95Us)}` },
      }),
    ...(requestRate > 0 && {
      rate: { text: formatChange(total.requestRate / requestRate - 1), against: `Baseline ${formatRate(requestRate)}` },
    }),
    ...(failedShare !== null && {
      errors: {
        text: formatChange(total.failedShare - failedShare, 'pp'),
        against: `Baseline ${formatPercent(failedShare)}`,
      },
    }),
  }
}
