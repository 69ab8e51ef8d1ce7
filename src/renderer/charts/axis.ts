import { formatDuration, formatPercent, formatRate, formatVUs } from '../../shared/units.ts'
import type { Axis } from './types.ts'

/** Microseconds; zero is zero in every unit. */
export const durationAxis: Axis = { format: (us) => (us === 0 ? '0 s' : formatDuration(us)) }

/** Share 0..1. */
export const percentAxis: Axis = { format: formatPercent, most: 1 }

export const rateAxis = (unit: string): Axis => ({ format: (value) => formatRate(value, unit) })

export const userAxis: Axis = { format: formatVUs, isWhole: true }
