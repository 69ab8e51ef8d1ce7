import type { ChartDataset, Point } from 'chart.js'
import { seriesColor, type Scheme } from './colors.ts'
import type { AxisFormat, ChartMark, ChartSeries, ChartTarget } from './types.ts'

/** Everything that decides what a chart looks like, apart from its data. */
export interface Drawing {
  series: readonly ChartSeries[]
  hidden: ReadonlySet<string>
  targets: readonly ChartTarget[]
  marks: readonly ChartMark[]
  axis: AxisFormat
  /** Where the time axis ends, in milliseconds. */
  endMs: number
  /** The value axis reaches at least so far, so that zeros have a scale. */
  leastTop: number
  /** The largest value drawn. */
  largest: number
  scheme: Scheme
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
    // A line of one or two points would be invisible.
    pointRadius: points.length <= 2 ? 3 : 0,
    pointHitRadius: 0,
    pointHoverRadius: 3.5,
    pointBackgroundColor: color,
    spanGaps: false,
  }
}
