import type { ChartConfiguration, ChartOptions, Point } from 'chart.js'
import { formatClock } from '../../shared/units.ts'
import { annotations, topOf } from './annotations.ts'
import { brushing } from './brush.ts'
import { CANVAS, seriesColor } from './colors.ts'
import { crosshair } from './crosshair.ts'
import { dataset, type Drawing } from './drawing.ts'
import { PLAIN_CHART, tooltipLook } from './look.ts'
import { clockStep } from './rows.ts'
import type { ChartMark } from './types.ts'

/** Of the value axis: the same on every chart, so that all plots of a screen stand under each other. */
const AXIS_WIDTH_PX = 74
const TICK_WIDTH_PX = 76
/** Events that share a tooltip with a second. */
const NEAR_MS = 1000

export function configuration(drawing: Drawing, data: readonly Point[][]): ChartConfiguration<'line', Point[]> {
  return {
    type: 'line',
    data: { datasets: data.map((points, index) => dataset(drawing, index, points)) },
    options: options(drawing),
    plugins: [crosshair, brushing],
  }
}

export function options(drawing: Drawing): ChartOptions<'line'> {
  const palette = CANVAS[drawing.scheme]
  return {
    ...PLAIN_CHART,
    parsing: false,
    normalized: true,
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
        ...tooltipLook(drawing.scheme),
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
