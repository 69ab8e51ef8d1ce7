import type { Chart, ChartArea, Plugin } from 'chart.js'
import { FONT_FAMILY } from '../theme/theme.ts'
import { CANVAS, type Scheme } from './colors.ts'
import { type Drawing, drawingOf } from './drawing.ts'
import type { ChartTarget } from './types.ts'

/** A target so many times above everything drawn would leave the data no room. */
const MOST_ABOVE = 5
const LABEL_HEIGHT_PX = 16
const LABEL_PADDING_PX = 5
const LABEL_LEFT_PX = 6
const STACKED_PX = 18

/**
 * Marks of events and lines of targets, drawn by hand: each second anew on every chart, so what they cost counts. An annotation
 * plugin took a quarter of a chart's time.
 */
export const guides: Plugin = {
  id: 'guides',
  // Below the data, and below the targets, whose labels stay readable this way.
  beforeDatasetsDraw(chart) {
    const drawing = drawingOf(chart)
    if (drawing !== undefined && drawing.marks.length > 0) drawMarks(chart, drawing)
  },
  afterDatasetsDraw(chart) {
    const drawing = drawingOf(chart)
    if (drawing !== undefined && drawing.targets.length > 0) drawTargets(chart, drawing)
  },
}

/** Targets are in sight unless that would flatten the data. */
export function topOf({ targets, largest, leastTop }: Drawing): number {
  const near = targets.filter((target) => isNear(target, largest)).map(({ value }) => value * 1.05)
  return Math.max(leastTop, ...near)
}

function isNear({ value }: ChartTarget, largest: number): boolean {
  return largest === 0 || value <= largest * MOST_ABOVE
}

function drawMarks({ ctx, chartArea, scales }: Chart, { marks, scheme }: Drawing): void {
  const scale = scales['x']
  if (scale === undefined) return
  const { levels } = CANVAS[scheme]
  ctx.save()
  ctx.lineWidth = 1
  for (const { atMs, level } of marks) {
    if (atMs > scale.max) continue
    const x = Math.round(scale.getPixelForValue(atMs)) + 0.5
    ctx.strokeStyle = levels[level]
    ctx.setLineDash(level === 'info' ? [1, 3] : [])
    line(ctx, [x, chartArea.top], [x, chartArea.bottom])
  }
  ctx.restore()
}

function drawTargets({ ctx, chartArea, scales }: Chart, { targets, largest, scheme }: Drawing): void {
  const scale = scales['y']
  if (scale === undefined) return
  ctx.save()
  ctx.font = `500 11px ${FONT_FAMILY}`
  ctx.textBaseline = 'middle'
  for (const [index, target] of targets.entries()) {
    if (!isNear(target, largest)) {
      const y = chartArea.top + 4 + LABEL_HEIGHT_PX / 2 + index * STACKED_PX
      drawLabel(ctx, chartArea, scheme, { text: `${target.label}, above this chart`, y })
      continue
    }
    const y = Math.round(scale.getPixelForValue(target.value)) + 0.5
    ctx.strokeStyle = CANVAS[scheme].target
    ctx.lineWidth = 1.25
    ctx.setLineDash([6, 4])
    line(ctx, [chartArea.left, y], [chartArea.right, y])
    drawLabel(ctx, chartArea, scheme, { text: target.label, y })
  }
  ctx.restore()
}

/** On the chart's own ground, so that lines behind it do not cross the words. */
function drawLabel(
  ctx: CanvasRenderingContext2D,
  { left, right }: ChartArea,
  scheme: Scheme,
  { text, y }: { text: string; y: number },
): void {
  const palette = CANVAS[scheme]
  const most = right - left - 2 * LABEL_LEFT_PX
  const width = Math.min(most, ctx.measureText(text).width + 2 * LABEL_PADDING_PX)
  ctx.fillStyle = palette.surface
  ctx.fillRect(left + LABEL_LEFT_PX, y - LABEL_HEIGHT_PX / 2, width, LABEL_HEIGHT_PX)
  ctx.fillStyle = palette.target
  ctx.fillText(text, left + LABEL_LEFT_PX + LABEL_PADDING_PX, y, most - 2 * LABEL_PADDING_PX)
}

function line(ctx: CanvasRenderingContext2D, from: readonly [number, number], to: readonly [number, number]): void {
  ctx.beginPath()
  ctx.moveTo(...from)
  ctx.lineTo(...to)
  ctx.stroke()
}
