import type { Chart, Plugin } from 'chart.js'

/** A vertical line at the time that is hovered, on this chart and all others on the screen. */
const CROSSHAIR_COLOR = 'rgba(128, 140, 152, 0.7)'
const charts = new Set<Chart>()
let hoveredMs: number | null = null

export const crosshair: Plugin = {
  id: 'crosshair',
  start: (chart) => charts.add(chart),
  stop: (chart) => charts.delete(chart),
  afterEvent(chart, { event, inChartArea }) {
    const scale = chart.scales['x']
    const next =
      event.type === 'mouseout' || !inChartArea || event.x === null || scale === undefined
        ? null
        : (nearestMs(chart) ?? null)
    if (next === hoveredMs) return
    hoveredMs = next
    for (const other of charts) other.draw()
  },
  afterDatasetsDraw(chart) {
    const scale = chart.scales['x']
    if (hoveredMs === null || scale === undefined || hoveredMs > scale.max) return
    const x = Math.round(scale.getPixelForValue(hoveredMs)) + 0.5
    const { ctx, chartArea } = chart
    ctx.save()
    ctx.strokeStyle = CROSSHAIR_COLOR
    ctx.lineWidth = 1
    ctx.beginPath()
    ctx.moveTo(x, chartArea.top)
    ctx.lineTo(x, chartArea.bottom)
    ctx.stroke()
    ctx.restore()
  },
}

/** Where the tooltip points: a second that has data. */
function nearestMs(chart: Chart): number | undefined {
  return chart.tooltip?.dataPoints?.[0]?.parsed.x ?? undefined
}
