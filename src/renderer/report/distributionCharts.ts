import type { ChartConfiguration, Point } from 'chart.js'
import { durationAxis, nextTick } from '../charts/axis.ts'
import { CANVAS, type Scheme, seriesColor } from '../charts/colors.ts'
import type { FigureTable } from '../charts/FigureChart.tsx'
import { PLAIN_CHART, axisLook, tooltipLook } from '../charts/look.ts'
import type { Distribution } from '../../shared/report.ts'
import { formatCount, formatDuration, formatPercent } from '../../shared/units.ts'

/** `P99.9`: as many digits as the curve is long. */
function percentileName(percent: number, nines: number): string {
  return `P${Number(percent.toFixed(nines + 1))}`
}

function nineName(nine: number): string {
  return nine === 0 ? '0 %' : `${(100 * (1 - 10 ** -nine)).toFixed(Math.max(0, nine - 2))} %`
}

/** Durations over percentiles, whose axis is in nines: 90 %, 99 %, 99.9 %. */
export function curveConfiguration({ curve, nines }: Distribution, scheme: Scheme): ChartConfiguration<'line'> {
  const color = seriesColor('blue', scheme)
  const last = curve.length - 1
  const data: Point[] = curve.map(({ us }, index) => ({ x: (index / last) * nines, y: us }))
  return {
    type: 'line',
    data: {
      datasets: [
        { data, borderColor: color, borderWidth: 2.25, pointRadius: 0, pointHoverRadius: 3.5, stepped: false },
      ],
    },
    options: {
      ...PLAIN_CHART,
      parsing: false,
      interaction: { mode: 'index', axis: 'x', intersect: false },
      scales: {
        x: {
          type: 'linear',
          min: 0,
          max: nines,
          ...axisLook(scheme, true),
          border: { display: true, color: CANVAS[scheme].border },
          ticks: {
            ...axisLook(scheme, true).ticks,
            stepSize: 1,
            align: 'inner',
            callback: (value) => nineName(Number(value)),
          },
        },
        y: {
          type: 'linear',
          min: 0,
          grace: '4%',
          ...axisLook(scheme, true),
          ticks: {
            ...axisLook(scheme, true).ticks,
            maxTicksLimit: 7,
            callback: (value, _index, ticks) => durationAxis.format(Number(value), nextTick(ticks)),
          },
        },
      },
      plugins: {
        tooltip: {
          ...tooltipLook(scheme),
          displayColors: false,
          callbacks: {
            title: (items) => percentileName(curve[items[0]?.dataIndex ?? 0]?.percent ?? 0, nines),
            label: (item) => formatDuration(item.parsed.y),
          },
        },
      },
    },
  }
}

export function curveTable({ curve, nines }: Distribution): FigureTable {
  return {
    head: ['Percentile', 'Response time'],
    rows: curve.map(({ percent, us }) => [percentileName(percent, nines), formatDuration(us)]),
  }
}

/** How many requests took how long, in bars of equal ratio. */
export function barsConfiguration({ bars }: Distribution, scheme: Scheme): ChartConfiguration<'bar'> {
  const color = seriesColor('blue', scheme)
  const all = bars.reduce((sum, { count }) => sum + count, 0)
  const edge = (index: number): string => formatDuration(bars[index]?.fromUs ?? 0)
  return {
    type: 'bar',
    data: {
      labels: bars.map((_bar, index) => edge(index)),
      datasets: [
        {
          data: bars.map(({ count }) => count / all),
          backgroundColor: color,
          barPercentage: 1,
          categoryPercentage: 0.9,
        },
      ],
    },
    options: {
      ...PLAIN_CHART,
      interaction: { mode: 'index', axis: 'x', intersect: false },
      scales: {
        x: {
          ...axisLook(scheme, false),
          ticks: { ...axisLook(scheme, false).ticks, maxTicksLimit: 7, align: 'inner' },
        },
        y: {
          min: 0,
          ...axisLook(scheme, true),
          ticks: {
            ...axisLook(scheme, true).ticks,
            maxTicksLimit: 6,
            callback: (value) => formatPercent(Number(value)),
          },
        },
      },
      plugins: {
        tooltip: {
          ...tooltipLook(scheme),
          displayColors: false,
          callbacks: {
            title: (items) => barName(bars[items[0]?.dataIndex ?? 0]),
            label: ({ dataIndex }) => barText(bars[dataIndex]?.count ?? 0, all),
          },
        },
      },
    },
  }
}

export function barsTable({ bars }: Distribution): FigureTable {
  const all = bars.reduce((sum, { count }) => sum + count, 0)
  return {
    head: ['Response time', 'Requests', 'Share'],
    rows: bars.map((bar) => [barName(bar), formatCount(bar.count), formatPercent(bar.count / all)]),
  }
}

function barName(bar: Distribution['bars'][number] | undefined): string {
  return bar === undefined ? '' : `${formatDuration(bar.fromUs)} to ${formatDuration(bar.toUs)}`
}

function barText(count: number, all: number): string {
  return `${formatCount(count)} ${count === 1 ? 'request' : 'requests'} (${formatPercent(count / all)})`
}
