import { useComputedColorScheme } from '@mantine/core'
import type { Chart as ChartInstance, Point } from 'chart.js'
import { type RefObject, useEffect, useRef } from 'react'
import { type Brush, setBrush } from './brush.ts'
import classes from './charts.module.css'
import { dataset, type Drawing } from './drawing.ts'
import { drawSoon, forgetDrawing } from './drawQueue.ts'
import { configuration, options } from './options.ts'
import { type ChartRows, decimate } from './rows.ts'
import { Chart } from './setup.ts'

/** Rows drawn at most: more than a wide screen has pixels for. */
const MOST_ROWS = 2400

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

  useEffect(() => {
    if (canvasRef.current === null) return undefined
    const empty: Drawing = {
      series: [],
      hidden: new Set(),
      targets: [],
      marks: [],
      axis: () => String,
      endMs: 1000,
      leastTop: 1,
      largest: 0,
      scheme: 'light',
    }
    const instance = new Chart(canvasRef.current, configuration(empty, []))
    chart.current = instance
    let gone = false
    // Text measured before the shipped font is there would be placed wrongly.
    void document.fonts.ready.then(() => {
      if (!gone) drawSoon(instance, () => instance.update('none'))
    })
    return () => {
      gone = true
      forgetDrawing(instance)
      instance.destroy()
      chart.current = null
    }
  }, [canvasRef])

  useEffect(() => {
    const instance = chart.current
    if (instance === null) return
    setBrush(instance, brush)
    drawSoon(instance, () => {
      const drawing: Drawing = { ...rest, scheme, largest: largestOf(rows) }
      fill(points.current, decimate(rows, MOST_ROWS))
      instance.data.datasets = points.current.map((data, index) =>
        Object.assign(instance.data.datasets[index] ?? { data }, dataset(drawing, index, data)),
      )
      instance.options = options(drawing)
      // Not in mode 'none', which leaves the options that points share as they were; nothing is animated anyway.
      instance.update()
    })
  })

  return (
    <div className={classes['canvas']}>
      <canvas ref={canvasRef} role="img" aria-label={`${title} over time. The same figures follow as a table.`} />
    </div>
  )
}

function largestOf(rows: ChartRows): number {
  return rows.columns.flat().reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0)
}

/** Puts the rows into the arrays that the chart holds, in place. */
function fill(points: Point[][], rows: ChartRows): void {
  points.length = rows.columns.length
  for (const [index, column] of rows.columns.entries()) {
    const target = points[index] ?? []
    points[index] = target
    target.length = column.length
    for (const [row, value] of column.entries()) {
      // Chart.js breaks a line at NaN.
      target[row] = { x: rows.timesMs[row] ?? 0, y: value ?? Number.NaN }
    }
  }
}
