import type { RunEvent } from '../../shared/run.ts'
import type { SeriesColor } from './colors.ts'

/** One line of a chart. */
export interface ChartSeries {
  label: string
  color: SeriesColor
  /** A value with its unit, as legend, tooltip and table show it. */
  format: (value: number) => string
  /** For spreadsheets: plain numbers in this unit, which are values times the factor. */
  plain: { unit: string; factor: number }
  /** What it is drawn like, so that colour is never alone. */
  line: 'strong' | 'thin' | 'dashed' | 'area'
}

/** A dashed line over the whole width: what the scenario demands. */
export interface ChartTarget {
  label: string
  value: number
}

/** A moment worth seeing on every chart. */
export type ChartMark = Pick<RunEvent, 'atMs' | 'level' | 'text'>

/** A value axis, whose ticks are written as the figures are. */
export interface Axis {
  /** @param next the lowest tick above zero, whose unit zero has */
  format: (value: number, next?: number) => string
  /** No value is above it, so the axis is not either. */
  most?: number
  /** Nothing is between whole numbers. */
  isWhole?: boolean
}
