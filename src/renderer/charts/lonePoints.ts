import type { Chart, Plugin } from 'chart.js'
import { seriesColor } from './colors.ts'
import { drawingOf } from './drawing.ts'

const RADIUS_PX = 2.75

/** Dots at the points that have no neighbour, of which a line shows nothing: the first second, a request every few seconds. */
export const lonePoints: Plugin<'line'> = {
  id: 'lonePoints',
  afterDatasetsDraw(chart: Chart) {
    const { ctx, data, scales } = chart
    const drawing = drawingOf(chart)
    const { x, y } = scales
    if (drawing === undefined || x === undefined || y === undefined) return
    ctx.save()
    // The first series lies on top, as its line does.
    for (const [index, { color }] of [...drawing.series.entries()].toReversed()) {
      if (!chart.isDatasetVisible(index)) continue
      ctx.fillStyle = seriesColor(color, drawing.scheme)
      for (const point of lone((data.datasets[index]?.data ?? []) as Spot[])) {
        ctx.beginPath()
        ctx.arc(x.getPixelForValue(point.x), y.getPixelForValue(point.y), RADIUS_PX, 0, 2 * Math.PI)
        ctx.fill()
      }
    }
    ctx.restore()
  },
}

/** A point as it is drawn: its value is not a number where the line is broken. */
interface Spot {
  x: number
  y: number
}

/** Those of a line's points before and after which it is broken. */
export function lone(points: readonly Spot[]): Spot[] {
  const isThere = (row: number): boolean => !Number.isNaN(points[row]?.y ?? Number.NaN)
  return points.filter((_, row) => isThere(row) && !isThere(row - 1) && !isThere(row + 1))
}
