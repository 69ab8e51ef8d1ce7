import { type Baseline, baselineAt } from '../../shared/baseline.ts'
import type { LiveTick } from '../../shared/run.ts'
import { formatDuration, formatPercent, formatRate } from '../../shared/units.ts'

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
      p95Us > 0 && { p95: { text: relativeText(total.p95Us / p95Us), against: `Baseline ${formatDuration(p95Us)}` } }),
    ...(requestRate > 0 && {
      rate: { text: relativeText(total.requestRate / requestRate), against: `Baseline ${formatRate(requestRate)}` },
    }),
    ...(failedShare !== null && {
      errors: { text: shareText(total.failedShare - failedShare), against: `Baseline ${formatPercent(failedShare)}` },
    }),
  }
}

/** `+8.4 %` of a ratio 1.084. */
export function relativeText(ratio: number): string {
  return signed((ratio - 1) * 100, '%')
}

/** `+0.5 pp` of a difference of shares. */
export function shareText(difference: number): string {
  return signed(difference * 100, 'pp')
}

function signed(value: number, unit: string): string {
  const shown = Math.abs(value).toFixed(1)
  if (shown === '0.0') return `±0 ${unit}`
  return `${value > 0 ? '+' : '−'}${shown} ${unit}`
}
