import type { SecondRange } from '../../../shared/report.ts'
import { formatClock } from '../../../shared/units.ts'

/** Whole units of clocks, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400]
const MOST_TICKS = 7

/** Round times of an axis of time, at most seven steps; at the least its ends. */
export function timeTicks({ from, to }: SecondRange): { second: number; text: string }[] {
  const step = STEPS.find((size) => (to - from) / size <= MOST_TICKS) ?? Math.ceil((to - from) / MOST_TICKS)
  const ticks: { second: number; text: string }[] = []
  for (let second = Math.ceil(from / step) * step; second <= to; second += step) {
    ticks.push({ second, text: formatClock(second * 1000) })
  }
  return ticks
}
