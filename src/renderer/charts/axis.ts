import { formatCount, formatPercent } from '../../shared/units.ts'
import type { AxisFormat } from './types.ts'

const trim = (value: number): string => String(Number(value.toPrecision(6)))

/** Microseconds. */
export const durationAxis: AxisFormat = (largest) => {
  if (largest >= 120e6) return (value) => `${trim(value / 60e6)} min`
  if (largest >= 2e6) return (value) => `${trim(value / 1e6)} s`
  if (largest >= 1e3) return (value) => `${trim(value / 1e3)} ms`
  return (value) => `${trim(value)} µs`
}

/** Share 0..1. */
export const percentAxis: AxisFormat = (largest) => (value) =>
  largest >= 0.05 || value === 0 ? `${trim(value * 100)} %` : formatPercent(value)

export const countAxis =
  (unit: string): AxisFormat =>
  () =>
  (value) =>
    `${Number.isInteger(value) ? formatCount(value) : trim(value)} ${unit}`
