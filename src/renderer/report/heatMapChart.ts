import type { ChartConfiguration } from 'chart.js'
import type { MatrixDataPoint } from 'chartjs-chart-matrix'
import { CANVAS, type Scheme, seriesColor } from '../charts/colors.ts'
import type { FigureTable } from '../charts/FigureChart.tsx'
import { PLAIN_CHART, axisLook, tooltipLook } from '../charts/look.ts'
import { clockStep } from '../charts/rows.ts'
import { type HeatCell, cellText, columnName, heatCells, heatTable } from '../../shared/heatCells.ts'
import type { HeatMap, SecondRange } from '../../shared/report.ts'
import { formatClock, formatDuration } from '../../shared/units.ts'

const TICK_WIDTH_PX = 76
const FAINTEST = 0.12
/** Of cells outside the chosen range. */
const OUTSIDE = 0.25

/** Requests by time and duration: the darker, the more. @param range what is outside of it is paler; null: nothing is */
export function heatMapConfiguration(
  map: HeatMap,
  range: SecondRange | null,
  scheme: Scheme,
): ChartConfiguration<'matrix'> {
  const cells = heatCells(map)
  const { columns, columnSeconds, edgesUs } = map
  const rows = edgesUs.length - 1
  const most = Math.max(...cells.map(({ count }) => count))
  const color = seriesColor('blue', scheme)
  const alphaOf = ({ column, count }: HeatCell): string => {
    const from = column * columnSeconds
    const isOutside = range !== null && (from > range.to || from + columnSeconds - 1 < range.from)
    // The eye needs more steps among the few than among the many.
    const strength = FAINTEST + (1 - FAINTEST) * Math.sqrt(count / most)
    return Math.round(255 * strength * (isOutside ? OUTSIDE : 1))
      .toString(16)
      .padStart(2, '0')
  }
  const data: MatrixDataPoint[] = cells.map(({ column, row }) => ({ x: column + 0.5, y: row + 0.5 }))
  return {
    type: 'matrix',
    data: {
      datasets: [
        {
          data,
          backgroundColor: cells.map((cell) => `${color}${alphaOf(cell)}`),
          borderWidth: 0,
          width: ({ chart }) => Math.max(1, (chart.chartArea?.width ?? 0) / columns),
          height: ({ chart }) => Math.max(1, (chart.chartArea?.height ?? 0) / rows),
        },
      ],
    },
    options: {
      ...PLAIN_CHART,
      scales: {
        x: {
          type: 'linear',
          min: 0,
          max: columns,
          offset: false,
          ...axisLook(scheme, false),
          border: { display: true, color: CANVAS[scheme].border },
          afterBuildTicks(scale) {
            const spanMs = columns * columnSeconds * 1000
            const stepMs = clockStep(spanMs, Math.max(2, Math.floor(scale.width / TICK_WIDTH_PX)))
            scale.ticks = Array.from({ length: Math.floor(spanMs / stepMs) + 1 }, (_, index) => ({
              value: (index * stepMs) / 1000 / columnSeconds,
            }))
          },
          ticks: {
            ...axisLook(scheme, false).ticks,
            autoSkip: false,
            align: 'inner',
            callback: (value) => formatClock(Number(value) * columnSeconds * 1000),
          },
        },
        y: {
          type: 'linear',
          min: 0,
          max: rows,
          offset: false,
          reverse: false,
          ...axisLook(scheme, true),
          afterFit(scale) {
            scale.width = 74
          },
          ticks: {
            ...axisLook(scheme, true).ticks,
            stepSize: Math.max(1, Math.ceil(rows / 7)),
            callback: (value) => formatDuration(edgesUs[Number(value)] ?? 0),
          },
        },
      },
      plugins: {
        tooltip: {
          ...tooltipLook(scheme),
          displayColors: false,
          callbacks: {
            title: (items) => columnName(cells[items[0]?.dataIndex ?? 0]?.column ?? 0, columnSeconds),
            label: ({ dataIndex }) => cellText(cells[dataIndex], edgesUs),
          },
        },
      },
    },
  }
}

/** Per column the requests and where most of them were. */
export function heatMapTable(map: HeatMap): FigureTable {
  const { names, requests, fullest } = heatTable(map)
  return {
    head: ['Time', 'Requests', 'Most of them'],
    rows: names.map((name, index) => [name, requests[index] ?? '', fullest[index] ?? '']),
  }
}
