import { formatDuration, formatPercent, formatRate, formatVUs, zeroLike } from '../../shared/units.ts'
import type { Axis } from './types.ts'

/** Zero has the unit of the tick above it: `0 ms` below `10.0 ms`. */
export const axisOf = (show: (value: number) => string): Axis => ({
  format: (value, next) => (value === 0 && next !== undefined ? zeroLike(show(next)) : show(value)),
})

/** Microseconds. */
export const durationAxis = axisOf(formatDuration)

/** Share 0..1. */
export const percentAxis: Axis = { format: formatPercent, most: 1 }

export const rateAxis = (unit: string): Axis => ({ format: (value) => formatRate(value, unit) })

export const userAxis: Axis = { format: formatVUs, isWhole: true }

/** The lowest tick above zero. */
export function nextTick(ticks: readonly { value: number }[]): number | undefined {
  return ticks.find(({ value }) => value > 0)?.value
}
