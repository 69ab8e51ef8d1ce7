import { CANVAS, seriesColor, type Scheme } from './colors.ts'
import type { ChartRows } from './rows.ts'
import { Chart } from './setup.ts'
import type { ChartSeries } from './types.ts'

const TITLE_PX = 34
const LINE_PX = 18
const LEGEND_PX = 22
const MARGIN_PX = 16
const SWATCH_PX = 20
const GAP_PX = 20

/** A chart's rows as tab-separated text, for spreadsheets: plain numbers, their units in the heading. */
export function rowsAsText(series: readonly ChartSeries[], rows: ChartRows): string {
  const head = ['Time (s)', ...series.map(({ label, plain }) => `${label} (${plain.unit})`)].join('\t')
  const lines = rows.timesMs.map((timeMs, row) =>
    [timeMs / 1000, ...series.map(({ plain }, column) => plainNumber(rows.columns[column]?.[row], plain.factor))].join(
      '\t',
    ),
  )
  return [head, ...lines].join('\n')
}

function plainNumber(value: number | null | undefined, factor: number): number | '' {
  return value === null || value === undefined ? '' : Number((value * factor).toPrecision(6))
}

/** Pixels of a picture for one of the screen, at the least: it may be shown larger than it was drawn. */
const SHARPNESS = 2

interface Picture {
  title: string
  /** What it is of. */
  subject: string | undefined
  /** How it is read, where no legend says it. */
  note?: string | undefined
  fileName: string
  series: readonly ChartSeries[]
  scheme: Scheme
}

/** A chart as a picture that stands for itself: title, subject, legend, and what the canvas shows. */
export function savePng(canvas: HTMLCanvasElement, picture: Picture): void {
  const chart = Chart.getChart(canvas)
  if (chart === undefined) return
  chart.options.devicePixelRatio = Math.max(SHARPNESS, window.devicePixelRatio)
  chart.resize()
  compose(canvas, picture)
  delete chart.options.devicePixelRatio
  chart.resize()
}

function compose(canvas: HTMLCanvasElement, { title, subject, note, fileName, series, scheme }: Picture): void {
  const scale = canvas.width / canvas.clientWidth
  const image = document.createElement('canvas')
  const context = image.getContext('2d')
  if (context === null) return
  const font = (size: number, weight = 400): string => `${weight} ${size}px "Inter Variable", sans-serif`
  context.font = font(11)
  const legend = legendRows(series, canvas.clientWidth, (label) => context.measureText(label).width)
  const lines = [subject, note].filter((line) => line !== undefined)
  const legendTop = TITLE_PX + lines.length * LINE_PX
  const top = legendTop + legend.length * LEGEND_PX
  image.width = canvas.width + 2 * MARGIN_PX * scale
  image.height = canvas.height + (top + MARGIN_PX) * scale
  const palette = CANVAS[scheme]
  context.fillStyle = palette.surface
  context.fillRect(0, 0, image.width, image.height)
  context.scale(scale, scale)
  context.fillStyle = palette.text
  context.font = font(14, 600)
  context.fillText(title, MARGIN_PX, 24)
  context.font = font(11)
  context.fillStyle = palette.muted
  for (const [index, line] of lines.entries()) context.fillText(line, MARGIN_PX, TITLE_PX + index * LINE_PX + 8)
  for (const [row, places] of legend.entries()) {
    const y = legendTop + row * LEGEND_PX + 12
    for (const { one, x } of places) {
      context.strokeStyle = seriesColor(one.color, scheme)
      context.lineWidth = 3
      context.setLineDash(one.line === 'dashed' ? [4, 3] : [])
      context.beginPath()
      context.moveTo(MARGIN_PX + x, y - 4)
      context.lineTo(MARGIN_PX + x + SWATCH_PX - 6, y - 4)
      context.stroke()
      context.fillStyle = palette.muted
      context.fillText(one.label, MARGIN_PX + x + SWATCH_PX, y)
    }
  }
  context.drawImage(canvas, MARGIN_PX, top, canvas.clientWidth, canvas.clientHeight)
  image.toBlob((blob) => {
    if (blob === null) return
    const url = URL.createObjectURL(blob)
    const link = document.createElement('a')
    link.href = url
    link.download = fileName
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  }, 'image/png')
}

/**
 * Where the entries of a legend stand, in as many rows as it needs.
 * @param widthOf pixels of a label
 * @returns by row, `x` from the left edge of the plot
 */
export function legendRows(
  series: readonly ChartSeries[],
  width: number,
  widthOf: (label: string) => number,
): { one: ChartSeries; x: number }[][] {
  const rows: { one: ChartSeries; x: number }[][] = []
  let x = 0
  for (const one of series) {
    const needed = SWATCH_PX + widthOf(one.label)
    if (rows.length === 0 || x + needed > width) {
      rows.push([])
      x = 0
    }
    rows.at(-1)?.push({ one, x })
    x += needed + GAP_PX
  }
  return rows
}
