import type { ChartConfiguration, ChartDataset, ChartOptions, Point } from 'chart.js'
import type { AnnotationOptions } from 'chartjs-plugin-annotation'
import { formatClock } from '../../shared/units.ts'
import { CANVAS, seriesColor, type Scheme } from './colors.ts'
import { clockStep } from './rows.ts'
import type { AxisFormat, ChartMark, ChartSeries, ChartTarget } from './types.ts'

/** Of the value axis: the same on every chart, so that all plots of a screen stand under each other. */
const AXIS_WIDTH_PX = 74
const TICK_WIDTH_PX = 76
/** A target so many times above everything drawn would leave the data no room. */
const MOST_ABOVE = 5
const STACKED_PX = 18
/** Events that share a tooltip with a second. */
const NEAR_MS = 1000

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

export function configuration(drawing: Drawing, data: readonly Point[][]): ChartConfiguration<'line', Point[]> {
  return {
    type: 'line',
    data: { datasets: data.map((points, index) => dataset(drawing, index, points)) },
    options: options(drawing),
  }
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

export function options(drawing: Drawing): ChartOptions<'line'> {
  const palette = CANVAS[drawing.scheme]
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    parsing: false,
    normalized: true,
    layout: { padding: { top: 6, right: 10 } },
    interaction: { mode: 'index', axis: 'x', intersect: false },
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: drawing.endMs,
        border: { color: palette.border },
        grid: { color: palette.grid, drawTicks: false },
        afterBuildTicks(scale) {
          const step = clockStep(scale.max - scale.min, Math.max(2, Math.floor(scale.width / TICK_WIDTH_PX)))
          scale.ticks = Array.from({ length: Math.floor(scale.max / step) + 1 }, (_, index) => ({
            value: index * step,
          }))
        },
        ticks: {
          color: palette.muted,
          maxRotation: 0,
          autoSkip: false,
          padding: 6,
          align: 'inner',
          callback: (value) => formatClock(Number(value)),
        },
      },
      y: {
        type: 'linear',
        min: 0,
        suggestedMax: topOf(drawing),
        grace: '4%',
        border: { display: false },
        grid: { color: palette.grid, drawTicks: false },
        afterFit(scale) {
          scale.width = AXIS_WIDTH_PX
        },
        ticks: {
          color: palette.muted,
          padding: 8,
          maxTicksLimit: 8,
          callback(value) {
            return drawing.axis(this.max)(Number(value))
          },
        },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: palette.tooltip,
        borderColor: palette.border,
        borderWidth: 1,
        cornerRadius: 4,
        padding: 10,
        titleColor: palette.text,
        bodyColor: palette.text,
        footerColor: palette.muted,
        footerFont: { weight: 'normal' },
        titleFont: { weight: 600 },
        boxWidth: 10,
        boxHeight: 2,
        boxPadding: 6,
        caretSize: 0,
        callbacks: {
          title: (items) => formatClock(items[0]?.parsed.x ?? 0),
          label(item) {
            const series = drawing.series[item.datasetIndex]
            const value = item.parsed.y
            return `${item.dataset.label ?? ''}  ${value === null || series === undefined ? '–' : series.format(value)}`
          },
          labelColor(item) {
            const color = seriesColor(drawing.series[item.datasetIndex]?.color ?? 'grey', drawing.scheme)
            return { borderColor: color, backgroundColor: color, borderWidth: 2 }
          },
          footer: (items) => marksNear(drawing.marks, items[0]?.parsed.x ?? 0),
        },
      },
      annotation: { clip: false, annotations: annotations(drawing) },
    },
  }
}

function marksNear(marks: readonly ChartMark[], timeMs: number): string[] {
  return marks.filter((mark) => mark.atMs >= timeMs && mark.atMs < timeMs + NEAR_MS).map((mark) => mark.text)
}

/** Targets are in sight unless that would flatten the data. */
function topOf({ targets, largest, leastTop }: Drawing): number {
  const near = targets.filter((target) => isNear(target, largest)).map(({ value }) => value * 1.05)
  return Math.max(leastTop, ...near)
}

function isNear({ value }: ChartTarget, largest: number): boolean {
  return largest === 0 || value <= largest * MOST_ABOVE
}

function annotations(drawing: Drawing): Record<string, AnnotationOptions> {
  const palette = CANVAS[drawing.scheme]
  const lines: Record<string, AnnotationOptions> = {}
  // Before the targets, whose labels stay readable this way.
  for (const [index, mark] of drawing.marks.entries()) {
    lines[`mark${index}`] = {
      type: 'line',
      xMin: mark.atMs,
      xMax: mark.atMs,
      borderColor: palette.levels[mark.level],
      borderWidth: 1,
      borderDash: mark.level === 'info' ? [1, 3] : [],
    }
  }
  const label = {
    backgroundColor: palette.surface,
    color: palette.target,
    font: { size: 11, weight: 500 },
    padding: { x: 5, y: 2 },
    borderRadius: 2,
  } as const
  for (const [index, target] of drawing.targets.entries()) {
    if (!isNear(target, drawing.largest)) {
      lines[`target${index}`] = {
        ...label,
        type: 'label',
        content: `${target.label}, above this chart`,
        xValue: 0,
        yValue: ({ chart }) => chart.scales['y']?.max ?? 0,
        position: { x: 'start', y: 'start' },
        xAdjust: 6,
        yAdjust: 4 + index * STACKED_PX,
      }
      continue
    }
    lines[`target${index}`] = {
      type: 'line',
      yMin: target.value,
      yMax: target.value,
      borderColor: palette.target,
      borderWidth: 1.25,
      borderDash: [6, 4],
      label: { ...label, display: true, content: target.label, position: 'start', xAdjust: 6 },
    }
  }
  return lines
}
