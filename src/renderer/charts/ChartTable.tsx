import { VisuallyHidden } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useRef } from 'react'
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
  // The same text as long as the series are the same ones.
  const labels = series.map(({ label }) => label).join('\t')
  const indexes = Array.from({ length: count - from }, (_, index) => from + index)
  return (
    <VisuallyHidden>
      <table className={classes['hiddenTable']} data-testid={`chart-${name}-table`} data-rows={count}>
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
            <HiddenRow
              key={row}
              labels={labels}
              cells={[formatClock(rows.timesMs[row] ?? 0), ...cells(series, rows, row)].join('\t')}
            />
          ))}
        </tbody>
      </table>
    </VisuallyHidden>
  )
}

/** Texts by tabulators: the same texts are the same row, which is not drawn anew with each second. */
const HiddenRow = memo(function HiddenRow({ labels, cells: texts }: { labels: string; cells: string }) {
  const [time, ...figures] = texts.split('\t')
  const keys = labels.split('\t')
  return (
    <tr>
      <th scope="row">{time}</th>
      {figures.map((figure, column) => (
        <td key={keys[column]}>{figure}</td>
      ))}
    </tr>
  )
})

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
            {cells(series, rows, item.index).map((text, column) => (
              <span key={series[column]?.label}>{text}</span>
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

function cells(series: readonly ChartSeries[], rows: ChartRows, row: number): string[] {
  return series.map(({ format }, column) => {
    const value = rows.columns[column]?.[row] ?? null
    return value === null ? '–' : format(value)
  })
}
