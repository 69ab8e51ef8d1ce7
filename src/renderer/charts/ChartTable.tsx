import { VisuallyHidden } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { formatClock } from '../../shared/units.ts'
import classes from './charts.module.css'
import type { ChartRows } from './rows.ts'
import type { ChartSeries } from './types.ts'

/** Rows of the table for screen readers: the newest; all of them are in the table that "Show data" opens. */
const HIDDEN_TABLE_ROWS = 120
const ROW_HEIGHT_PX = 24

interface ChartTableProps {
  name: string
  title: string
  series: readonly ChartSeries[]
  rows: ChartRows
}

/** A chart's newest figures as a table that only assistive technology sees. */
export function HiddenChartTable({ name, title, series, rows }: ChartTableProps) {
  const count = rows.timesMs.length
  const from = Math.max(0, count - HIDDEN_TABLE_ROWS)
  const indexes = Array.from({ length: count - from }, (_, index) => from + index)
  return (
    <VisuallyHidden>
      <table data-testid={`chart-${name}-table`} data-rows={count}>
        <caption>{from === 0 ? title : `${title}, the newest ${HIDDEN_TABLE_ROWS} of ${count} rows`}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((one) => (
              <th key={one.label} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indexes.map((row) => (
            <tr key={row}>
              <th scope="row">{formatClock(rows.timesMs[row] ?? 0)}</th>
              {series.map((one, column) => (
                <td key={one.label}>{cell(one, rows, column, row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </VisuallyHidden>
  )
}

/** All of a chart's figures, in the chart's place. */
export function VisibleChartTable({ name, title, series, rows }: ChartTableProps) {
  const viewport = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: rows.timesMs.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 10,
  })
  const template = { gridTemplateColumns: `72px repeat(${series.length}, minmax(72px, 1fr))` }
  return (
    <div ref={viewport} className={classes['data']} tabIndex={0} role="region" aria-label={`${title}: data`}>
      <div className={classes['dataHead']} style={template} aria-hidden>
        <span>Time</span>
        {series.map((one) => (
          <span key={one.label}>{one.label}</span>
        ))}
      </div>
      <div
        data-testid={`chart-${name}-data`}
        className={classes['dataBody']}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((item) => (
          <div
            key={item.key}
            className={classes['dataRow']}
            style={{ ...template, transform: `translateY(${item.start}px)` }}
          >
            <span>{formatClock(rows.timesMs[item.index] ?? 0)}</span>
            {series.map((one, column) => (
              <span key={one.label}>{cell(one, rows, column, item.index)}</span>
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

function cell(series: ChartSeries, rows: ChartRows, column: number, row: number): string {
  const value = rows.columns[column]?.[row] ?? null
  return value === null ? '–' : series.format(value)
}
