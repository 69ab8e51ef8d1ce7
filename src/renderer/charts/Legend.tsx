import classes from './charts.module.css'
import { seriesColor, type Scheme } from './colors.ts'
import type { ChartRows } from './rows.ts'
import type { ChartSeries } from './types.ts'

interface LegendProps {
  series: readonly ChartSeries[]
  rows: ChartRows
  hidden: ReadonlySet<string>
  scheme: Scheme
  withValues: boolean
  onToggle: (label: string) => void
}

/** Names that do not fit beside the title of a narrow chart. */
const LONG_CHARACTERS = 24
const STROKE_WIDTHS = { strong: 3, thin: 2, dashed: 2, area: 3 } as const

/** What each line is, its newest value, and a switch to hide it. */
export function Legend({ series, rows, hidden, scheme, withValues, onToggle }: LegendProps) {
  if (series.length < 2 && !withValues) return <div className={classes['legend']} />
  const isLong = series.reduce((length, { label }) => length + label.length, 0) > LONG_CHARACTERS
  return (
    <div className={classes['legend']} data-long={isLong || undefined}>
      {series.map((one, column) => {
        const value = rows.columns[column]?.at(-1) ?? null
        return (
          <button
            type="button"
            key={one.label}
            className={classes['legendItem']}
            data-count={series.length}
            aria-pressed={!hidden.has(one.label)}
            aria-label={`${one.label}: show on the chart`}
            onClick={() => onToggle(one.label)}
          >
            <svg className={classes['swatch']} width="14" height="4" aria-hidden>
              <line
                x2="14"
                y1="2"
                y2="2"
                stroke={seriesColor(one.color, scheme)}
                strokeWidth={STROKE_WIDTHS[one.line]}
                strokeDasharray={one.line === 'dashed' ? '4 3' : undefined}
              />
            </svg>
            {series.length > 1 && one.label}
            {withValues && <span className={classes['legendValue']}>{value === null ? '–' : one.format(value)}</span>}
          </button>
        )
      })}
    </div>
  )
}
