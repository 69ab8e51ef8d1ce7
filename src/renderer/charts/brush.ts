import type { Chart, Plugin } from 'chart.js'

/** A range of time that is chosen on charts, in milliseconds since the start of the run. */
export interface Brush {
  /** Null: nothing is chosen, all of it counts. */
  range: { fromMs: number; toMs: number } | null
  /** Told at the end of a drag, and with null at a double click. */
  onSelect: (range: { fromMs: number; toMs: number } | null) => void
}

interface Drag {
  fromX: number
  toX: number
}

/** Less is a click. */
const LEAST_DRAG_PX = 4
const SHADE = 'rgba(128, 140, 152, 0.22)'
const EDGE = 'rgba(128, 140, 152, 0.9)'

const brushes = new WeakMap<Chart, Brush>()
const drags = new WeakMap<Chart, Drag>()
const listening = new WeakMap<Chart, AbortController>()

/** From now on a range can be dragged on the chart, and what is outside of it is shaded; undefined: neither. */
export function setBrush(chart: Chart, brush: Brush | undefined): void {
  if (brush === undefined) brushes.delete(chart)
  else brushes.set(chart, brush)
  chart.canvas.style.cursor = brush === undefined ? '' : 'crosshair'
}

/** A range of time dragged with the pointer. */
export const brushing: Plugin = {
  id: 'brushing',
  start(chart) {
    const end = new AbortController()
    listening.set(chart, end)
    const { canvas } = chart
    const { signal } = end
    canvas.addEventListener('pointerdown', (event) => begin(chart, event), { signal })
    canvas.addEventListener('pointermove', (event) => move(chart, event), { signal })
    canvas.addEventListener('pointerup', () => finish(chart), { signal })
    canvas.addEventListener('pointercancel', () => drags.delete(chart), { signal })
    canvas.addEventListener('dblclick', () => brushes.get(chart)?.onSelect(null), { signal })
  },
  stop(chart) {
    listening.get(chart)?.abort()
    brushes.delete(chart)
    drags.delete(chart)
  },
  afterDatasetsDraw(chart) {
    const edges = edgesOf(chart)
    if (edges === undefined) return
    const { ctx, chartArea } = chart
    const [left, right] = edges.map((x) => Math.min(Math.max(x, chartArea.left), chartArea.right)) as [number, number]
    const height = chartArea.bottom - chartArea.top
    ctx.save()
    ctx.fillStyle = SHADE
    ctx.fillRect(chartArea.left, chartArea.top, left - chartArea.left, height)
    ctx.fillRect(right, chartArea.top, chartArea.right - right, height)
    ctx.fillStyle = EDGE
    ctx.fillRect(left - 0.5, chartArea.top, 1, height)
    ctx.fillRect(right - 0.5, chartArea.top, 1, height)
    ctx.restore()
  },
}

function edgesOf(chart: Chart): [number, number] | undefined {
  const drag = drags.get(chart)
  if (drag !== undefined && isDragged(drag)) return [Math.min(drag.fromX, drag.toX), Math.max(drag.fromX, drag.toX)]
  const range = brushes.get(chart)?.range
  const scale = chart.scales['x']
  if (range === null || range === undefined || scale === undefined) return undefined
  return [scale.getPixelForValue(range.fromMs), scale.getPixelForValue(range.toMs)]
}

function begin(chart: Chart, event: PointerEvent): void {
  const { left, right, top, bottom } = chart.chartArea
  const inside = event.offsetX >= left && event.offsetX <= right && event.offsetY >= top && event.offsetY <= bottom
  if (!brushes.has(chart) || event.button !== 0 || !inside) return
  chart.canvas.setPointerCapture(event.pointerId)
  drags.set(chart, { fromX: event.offsetX, toX: event.offsetX })
}

function move(chart: Chart, event: PointerEvent): void {
  const drag = drags.get(chart)
  if (drag === undefined) return
  drag.toX = event.offsetX
  chart.draw()
}

function finish(chart: Chart): void {
  const drag = drags.get(chart)
  drags.delete(chart)
  const scale = chart.scales['x']
  if (drag === undefined || scale === undefined || !isDragged(drag)) return
  const at = (x: number): number => Math.min(Math.max(scale.getValueForPixel(x) ?? 0, scale.min), scale.max)
  const [fromMs, toMs] = [at(Math.min(drag.fromX, drag.toX)), at(Math.max(drag.fromX, drag.toX))]
  brushes.get(chart)?.onSelect({ fromMs, toMs })
}

function isDragged({ fromX, toX }: Drag): boolean {
  return Math.abs(toX - fromX) >= LEAST_DRAG_PX
}
