import type { ChartConfiguration, ChartOptions, Point, TooltipItem } from 'chart.js'
import { formatClock } from '../../shared/units.ts'
import { nextTick } from './axis.ts'
import { brushing } from './brush.ts'
import { CANVAS, seriesColor } from './colors.ts'
import { crosshair } from './crosshair.ts'
import { type Drawing, drawingOf } from './drawing.ts'
import { guides, topOf } from './guides.ts'
import { lonePoints } from './lonePoints.ts'
import { PLAIN_CHART, tooltipLook } from './look.ts'
import { clockStep } from './rows.ts'
import type { ChartMark, ChartSeries } from './types.ts'

/** Of the value axis: the same on every chart, so that all plots of a screen stand under each other. */
const AXIS_WIDTH_PX = 74
const TICK_WIDTH_PX = 76
/** From this share of an axis' end on it is the end: the next round tick would be beyond. */
const NEAR_MOST = 0.9
/** Events that share a tooltip with a second. */
const NEAR_MS = 1000

/** Height that a tick of the value axis takes at least. */
const TICK_HEIGHT_PX = 28

export function configuration(drawing: Drawing): ChartConfiguration<'line', Point[]> {
  return {
    type: 'line',
    data: { datasets: [] },
    options: options(drawing),
    plugins: [guides, lonePoints, crosshair, brushing],
  }
}

/** What a chart's data change: the rest of its options stays as it is from one second to the next. */
export function fitScales({ scales }: ChartOptions<'line'>, drawing: Drawing): void {
  const { axis, largest, endMs } = drawing
  const top = topOf(drawing)
  if (scales?.['x'] !== undefined) scales['x'].max = endMs
  const { y } = scales ?? {}
  if (y === undefined) return
  y.suggestedMax = top
  if (axis.most !== undefined && Math.max(top, largest) > NEAR_MOST * axis.most) y.max = axis.most
  else delete y.max
}

/** All that stays from one second to the next; `fitScales` adds the rest. */
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
          sampleSize: 1,
          padding: 6,
          align: 'inner',
          callback: (value) => formatClock(Number(value)),
        },
      },
      y: {
        type: 'linear',
        min: 0,
        grace: '4%',
        border: { display: false },
        grid: { color: palette.grid, drawTicks: false },
        afterBuildTicks(scale) {
          const every = Math.ceil((scale.ticks.length * TICK_HEIGHT_PX) / Math.max(scale.chart.height, TICK_HEIGHT_PX))
          scale.ticks = scale.ticks.filter((_, index) => index % every === 0)
        },
        afterFit(scale) {
          scale.width = AXIS_WIDTH_PX
        },
        ticks: {
          color: palette.muted,
          padding: 8,
          // Measuring all labels to leave some out takes longer than everything else of a scale.
          autoSkip: false,
          sampleSize: 1,
          maxTicksLimit: 8,
          ...(drawing.axis.isWhole === true && { precision: 0 }),
          callback(value, _index, ticks) {
            return drawingOf(this.chart)?.axis.format(Number(value), nextTick(ticks)) ?? ''
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
            const series = seriesOf(item)
            const value = item.parsed.y
            return `${item.dataset.label ?? ''}  ${value === null || series === undefined ? '–' : series.format(value)}`
          },
          labelColor(item) {
            const color = seriesColor(seriesOf(item)?.color ?? 'grey', drawing.scheme)
            return { borderColor: color, backgroundColor: color, borderWidth: 2 }
          },
          footer([item]) {
            return item === undefined ? [] : marksNear(drawingOf(item.chart)?.marks ?? [], item.parsed.x ?? 0)
          },
        },
      },
    },
  }
}

function seriesOf({ chart, datasetIndex }: TooltipItem<'line'>): ChartSeries | undefined {
  return drawingOf(chart)?.series[datasetIndex]
}

function marksNear(marks: readonly ChartMark[], timeMs: number): string[] {
  return marks.filter((mark) => mark.atMs >= timeMs && mark.atMs < timeMs + NEAR_MS).map((mark) => mark.text)
}
