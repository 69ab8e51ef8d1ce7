import { CANVAS, seriesColor, type Scheme } from './colors.ts'
import type { ChartRows } from './rows.ts'
import type { ChartSeries } from './types.ts'

const HEADER_PX = 56
const MARGIN_PX = 16

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

/** Saves what a chart shows as an image with its title and legend. */
export function savePng(
  canvas: HTMLCanvasElement,
  {
    title,
    fileName,
    series,
    scheme,
  }: { title: string; fileName: string; series: readonly ChartSeries[]; scheme: Scheme },
): void {
  const scale = canvas.width / canvas.clientWidth
  const image = document.createElement('canvas')
  image.width = canvas.width + 2 * MARGIN_PX * scale
  image.height = canvas.height + (HEADER_PX + MARGIN_PX) * scale
  const context = image.getContext('2d')
  if (context === null) return
  const palette = CANVAS[scheme]
  context.fillStyle = palette.surface
  context.fillRect(0, 0, image.width, image.height)
  context.scale(scale, scale)
  context.fillStyle = palette.text
  context.font = '600 14px "Inter Variable", sans-serif'
  context.fillText(title, MARGIN_PX, 24)
  context.font = '11px "Inter Variable", sans-serif'
  let x = MARGIN_PX
  for (const one of series) {
    context.fillStyle = seriesColor(one.color, scheme)
    context.fillRect(x, 41, 14, 3)
    context.fillStyle = palette.muted
    context.fillText(one.label, x + 20, 46)
    x += context.measureText(one.label).width + 40
  }
  context.drawImage(canvas, MARGIN_PX, HEADER_PX, canvas.clientWidth, canvas.clientHeight)
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
