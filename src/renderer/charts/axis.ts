import { formatDuration, formatPercent, formatRate, formatVUs, zeroDuration } from '../../shared/units.ts'
import type { Axis } from './types.ts'

/** Microseconds; `0 ms` below `10.0 ms`. */
export const durationAxis: Axis = { format: (us, next = 1e6) => (us === 0 ? zeroDuration(next) : formatDuration(us)) }

/** Share 0..1. */
export const percentAxis: Axis = { format: formatPercent, most: 1 }

export const rateAxis = (unit: string): Axis => ({ format: (value) => formatRate(value, unit) })

export const userAxis: Axis = { format: formatVUs, isWhole: true }
