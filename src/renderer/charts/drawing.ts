import type { Chart, ChartDataset, Point } from 'chart.js'
import { seriesColor, type Scheme } from './colors.ts'
import type { Axis, ChartMark, ChartSeries, ChartTarget } from './types.ts'

/** Everything that decides what a chart looks like, apart from its data. */
export interface Drawing {
  series: readonly ChartSeries[]
  hidden: ReadonlySet<string>
  targets: readonly ChartTarget[]
  marks: readonly ChartMark[]
  axis: Axis
  /** Where the time axis ends, in milliseconds. */
  endMs: number
  /** The value axis reaches at least so far, so that zeros have a scale. */
  leastTop: number
  /** The largest value drawn. */
  largest: number
  scheme: Scheme
}

const drawings = new WeakMap<Chart, Drawing>()

/** What a chart shows now: plugins and labels ask, so that a new second needs no new options. */
export function drawingOf(chart: Chart): Drawing | undefined {
  return drawings.get(chart)
}

export function setDrawing(chart: Chart, drawing: Drawing): void {
  drawings.set(chart, drawing)
}

/** Whether two differ in nothing but their data and what is worked out from them. */
export function looksAlike(one: Drawing, other: Drawing): boolean {
  return (
    one.scheme === other.scheme &&
    one.hidden === other.hidden &&
    one.series.length === other.series.length &&
    one.series.every(({ label, color, line }, index) => {
      const beside = other.series[index]
      return beside?.label === label && beside.color === color && beside.line === line
    })
  )
}

export function dataset(drawing: Drawing, index: number, points: Point[]): ChartDataset<'line', Point[]> {
  const series = drawing.series[index]
  if (series === undefined) return { data: points }
  const color = seriesColor(series.color, drawing.scheme)
  return {
    data: points,
    label: series.label,
    hidden: drawing.hidden.has(series.label),
    borderColor: color,
    backgroundColor: series.line === 'area' ? `${color}29` : color,
    fill: series.line === 'area' ? 'origin' : false,
    borderWidth: series.line === 'strong' ? 2.25 : 1.5,
    borderDash: series.line === 'dashed' ? [5, 4] : [],
    borderJoinStyle: 'round',
    pointRadius: 0,
    pointHitRadius: 0,
    pointHoverRadius: 3.5,
    pointBackgroundColor: color,
    spanGaps: false,
  }
}
