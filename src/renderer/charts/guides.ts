import type { Chart, ChartArea, Plugin } from 'chart.js'
import { FONT_FAMILY } from '../theme/theme.ts'
import { CANVAS, type Scheme } from './colors.ts'
import { type Drawing, drawingOf } from './drawing.ts'
import { LABEL_HEIGHT_PX, type Label, placeLabels } from './labels.ts'
import type { ChartTarget } from './types.ts'

/** A target so many times above everything drawn would leave the data no room. */
const MOST_ABOVE = 5
const LABEL_PADDING_PX = 5
const LABEL_LEFT_PX = 6
/** Of the label of a target above the chart, below its upper edge. */
const FIRST_FAR_PX = 12

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
  const { left, right, top } = chartArea
  const near = targets.filter((target) => isNear(target, largest))
  const far = targets.filter((target) => !near.includes(target))
  ctx.save()
  ctx.font = `500 11px ${FONT_FAMILY}`
  ctx.textBaseline = 'middle'
  ctx.strokeStyle = CANVAS[scheme].target
  ctx.lineWidth = 1.25
  ctx.setLineDash([6, 4])
  const heights = near.map(({ value }) => Math.round(scale.getPixelForValue(value)) + 0.5)
  for (const y of heights) line(ctx, [left, y], [right, y])
  drawLabels(ctx, chartArea, scheme, [
    ...near.map(({ label }, index) => ({ text: label, y: heights[index] ?? top })),
    ...far.map(({ label }, index) => ({
      text: `${label}, above this chart`,
      y: top + FIRST_FAR_PX + index * (LABEL_HEIGHT_PX + 2),
    })),
  ])
  ctx.restore()
}

/** On the chart's own ground, so that lines behind them do not cross the words. */
function drawLabels(
  ctx: CanvasRenderingContext2D,
  { left, right }: ChartArea,
  scheme: Scheme,
  labels: readonly Omit<Label, 'width'>[],
): void {
  const palette = CANVAS[scheme]
  const [from, to] = [left + LABEL_LEFT_PX, right - LABEL_LEFT_PX]
  const measured = labels.map((label) => ({
    ...label,
    width: Math.min(to - from, ctx.measureText(label.text).width + 2 * LABEL_PADDING_PX),
  }))
  const places = placeLabels(measured, from, to)
  for (const [index, { text, y, width }] of measured.entries()) {
    const x = places[index] ?? from
    ctx.fillStyle = palette.surface
    ctx.fillRect(x, y - LABEL_HEIGHT_PX / 2, width, LABEL_HEIGHT_PX)
    ctx.fillStyle = palette.target
    ctx.fillText(text, x + LABEL_PADDING_PX, y, width - 2 * LABEL_PADDING_PX)
  }
}

function line(ctx: CanvasRenderingContext2D, from: readonly [number, number], to: readonly [number, number]): void {
  ctx.beginPath()
  ctx.moveTo(...from)
  ctx.lineTo(...to)
  ctx.stroke()
}
