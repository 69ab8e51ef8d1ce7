import type { TooltipOptions } from 'chart.js'
import { CANVAS, type Scheme } from './colors.ts'

/** The tooltip's colours and measures, the same on every chart. */
export function tooltipLook(scheme: Scheme) {
  const palette = CANVAS[scheme]
  return {
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
  } satisfies Partial<TooltipOptions>
}

/** What every chart is like whatever it draws. */
export const PLAIN_CHART = {
  responsive: true,
  maintainAspectRatio: false,
  animation: false,
  layout: { padding: { top: 6, right: 10 } },
} as const

/** The lines and labels of an axis. */
export function axisLook(scheme: Scheme, withGrid: boolean) {
  const palette = CANVAS[scheme]
  return {
    border: { display: !withGrid, color: palette.border },
    grid: { display: withGrid, color: palette.grid, drawTicks: false },
    ticks: { color: palette.muted, padding: withGrid ? 8 : 6, maxRotation: 0 },
  }
}
