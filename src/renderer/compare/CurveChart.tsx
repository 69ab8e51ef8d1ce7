import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { type SeriesColor, seriesColor } from '../charts/colors.ts'
import { Panel } from '../components/Panel.tsx'
import classes from './compare.module.css'

export interface Curve {
  label: string
  color: SeriesColor
  isDashed: boolean
  points: readonly { x: number; y: number }[]
}

interface Tick {
  at: number
  text: string
}

interface CurveChartProps {
  title: string
  curves: readonly Curve[]
  /** On the scale of the points. */
  xTicks: readonly Tick[]
  yTicks: readonly Tick[]
  xTitle: string
  stepped?: boolean
  /** The same figures for who does not see the picture. */
  children: React.ReactNode
  testId: string
}

/** Of the lines of a baseline. */
export const DASHES = '4 3'
/** Until it is known how wide the panel is. */
const FIRST_WIDTH = 560
const HEIGHT = 260
const PLOT = { left: 62, right: 26, top: 10, bottom: 40 }

/** Lines of several runs over anything but time: percentile curves and distributions. */
export function CurveChart({
  title,
  curves,
  xTicks,
  yTicks,
  xTitle,
  stepped = false,
  children,
  testId,
}: CurveChartProps) {
  const scheme = useComputedColorScheme('light')
  // Drawn in the pixels that there are: a picture that is scaled would have larger words on a wider screen.
  const { ref, width: measured } = useElementSize<HTMLDivElement>()
  const width = measured || FIRST_WIDTH
  const range = (ticks: readonly Tick[], values: readonly number[]): readonly [number, number] => [
    Math.min(ticks[0]?.at ?? 0, ...values),
    Math.max(ticks.at(-1)?.at ?? 1, ...values),
  ]
  const all = curves.flatMap(({ points }) => points)
  const [[left, right], [bottom, top]] = [
    range(
      xTicks,
      all.map((point) => point.x),
    ),
    range(
      yTicks,
      all.map((point) => point.y),
    ),
  ]
  const x = (value: number): number =>
    PLOT.left + ((value - left) / (right - left || 1)) * (width - PLOT.left - PLOT.right)
  const y = (value: number): number =>
    HEIGHT - PLOT.bottom - ((value - bottom) / (top - bottom || 1)) * (HEIGHT - PLOT.top - PLOT.bottom)
  const path = ({ points }: Curve): string =>
    points
      .map((point, index) => {
        const to = `${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`
        if (index === 0) return `M${to}`
        return stepped ? `H${x(point.x).toFixed(1)}V${y(point.y).toFixed(1)}` : `L${to}`
      })
      .join('')
  return (
    <Panel title={title} testId={testId}>
      <div ref={ref}>
        <svg className={classes['curves']} height={HEIGHT} role="img" aria-label={title}>
          {yTicks.map(({ at, text }) => (
            <g key={text}>
              <line className={classes['grid']} x1={PLOT.left} x2={width - PLOT.right} y1={y(at)} y2={y(at)} />
              <text x={PLOT.left - 8} y={y(at) + 4} textAnchor="end">
                {text}
              </text>
            </g>
          ))}
          {xTicks.map(({ at, text }) => (
            <text key={text} x={x(at)} y={HEIGHT - PLOT.bottom + 16} textAnchor="middle">
              {text}
            </text>
          ))}
          <text x={(PLOT.left + width - PLOT.right) / 2} y={HEIGHT - 6} textAnchor="middle">
            {xTitle}
          </text>
          {curves.map((curve) => (
            <path
              key={curve.label}
              className={classes['curve']}
              d={path(curve)}
              stroke={seriesColor(curve.color, scheme)}
              strokeDasharray={curve.isDashed ? DASHES : undefined}
            >
              <title>{curve.label}</title>
            </path>
          ))}
        </svg>
      </div>
      <div className={classes['hidden']}>{children}</div>
    </Panel>
  )
}
