import { useComputedColorScheme } from '@mantine/core'
import type { Chart as ChartInstance, Point } from 'chart.js'
import { type RefObject, useEffect, useRef } from 'react'
import { durationAxis } from './axis.ts'
import { type Brush, setBrush } from './brush.ts'
import classes from './charts.module.css'
import { dataset, type Drawing, drawingOf, looksAlike, setDrawing } from './drawing.ts'
import { drawSoon, forgetDrawing } from './drawQueue.ts'
import { configuration, fitScales, options } from './options.ts'
import { type ChartRows, decimate } from './rows.ts'
import { Chart } from './setup.ts'

/** Rows drawn at most: more than a wide screen has pixels for. */
const MOST_ROWS = 2400

const EMPTY: Drawing = {
  series: [],
  hidden: new Set(),
  targets: [],
  marks: [],
  axis: durationAxis,
  endMs: 1000,
  leastTop: 1,
  largest: 0,
  scheme: 'light',
}

export interface TimeSeriesChartProps extends Omit<Drawing, 'scheme' | 'largest'> {
  title: string
  rows: ChartRows
  canvasRef: RefObject<HTMLCanvasElement | null>
  /** Lets a range of time be dragged. */
  brush?: Brush | undefined
}

/** Lines over the time since the start of a run. Drawn once per change of its props, without animation. */
export function TimeSeriesChart({ title, rows, canvasRef, brush, ...rest }: TimeSeriesChartProps) {
  const scheme = useComputedColorScheme('light')
  const chart = useRef<ChartInstance<'line', Point[]> | null>(null)
  const points = useRef<Point[][]>([])

  useEffect(
    () => () => {
      forgetDrawing(canvasRef)
      chart.current?.destroy()
      chart.current = null
    },
    [canvasRef],
  )

  useEffect(() => {
    drawSoon(canvasRef, () => {
      if (canvasRef.current === null) return
      const instance = (chart.current ??= new Chart(canvasRef.current, configuration(EMPTY)))
      setBrush(instance, brush)
      fill(points.current, decimate(rows, MOST_ROWS))
      show(instance, { ...rest, scheme, largest: largestOf(rows) }, points.current)
    })
  })

  return (
    <div className={classes['canvas']}>
      <canvas ref={canvasRef} role="img" aria-label={`${title} over time. The same figures follow as a table.`} />
    </div>
  )
}

/** Draws the new data; what they do not change is not worked out again. */
function show(chart: ChartInstance<'line', Point[]>, drawing: Drawing, points: Point[][]): void {
  const before = drawingOf(chart)
  const { datasets } = chart.data
  const isAsBefore = before !== undefined && looksAlike(before, drawing)
  setDrawing(chart, drawing)
  if (!isAsBefore) {
    chart.data.datasets = points.map((data, index) =>
      Object.assign(datasets[index] ?? { data }, dataset(drawing, index, data)),
    )
    chart.options = options(drawing)
  }
  fitScales(chart.config.options ?? {}, drawing)
  // Mode 'none' leaves the options that points share as they were.
  chart.update(isAsBefore ? 'none' : undefined)
}

function largestOf({ columns }: ChartRows): number {
  let largest = 0
  for (const column of columns) for (const value of column) if (value !== null && value > largest) largest = value
  return largest
}

/** Puts the rows into the arrays that the chart holds, in place. */
function fill(points: Point[][], { timesMs, columns }: ChartRows): void {
  points.length = columns.length
  for (const [index, column] of columns.entries()) {
    const target = (points[index] ??= [])
    target.length = Math.min(target.length, column.length)
    for (const [row, value] of column.entries()) {
      const point = (target[row] ??= { x: 0, y: 0 })
      point.x = timesMs[row] ?? 0
      // Chart.js breaks a line at NaN.
      point.y = value ?? Number.NaN
    }
  }
}
