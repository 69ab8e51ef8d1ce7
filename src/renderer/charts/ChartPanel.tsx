import { useComputedColorScheme } from '@mantine/core'
import { useContext, useRef, useState } from 'react'
import { copyText } from '../components/copyText.ts'
import { notifyDone } from '../components/notify.ts'
import type { Brush } from './brush.ts'
import { ChartFrame } from './ChartFrame.tsx'
import classes from './charts.module.css'
import { HiddenChartTable, VisibleChartTable } from './ChartTable.tsx'
import { savePng, rowsAsText } from './export.ts'
import { Legend } from './Legend.tsx'
import { type ChartRows, hasValues, joinRows } from './rows.ts'
import { ChartSubject } from './subject.ts'
import { TimeSeriesChart } from './TimeSeriesChart.tsx'
import type { Axis, ChartMark, ChartSeries, ChartTarget } from './types.ts'

interface ChartPanelProps {
  /** Short, for test ids and file names: `latency`. */
  name: string
  title: string
  series: readonly ChartSeries[]
  rows: ChartRows
  axis: Axis
  endMs: number
  leastTop: number
  targets?: readonly ChartTarget[]
  marks?: readonly ChartMark[]
  /** Drawn after the rows, but no data: a plan for the time to come. */
  ahead?: ChartRows | undefined
  /** The newest value beside each series. */
  withLegendValues: boolean
  /** Something else tells the series apart. */
  withoutLegend?: true
  /** Said while there is nothing to draw. */
  emptyText?: string
  /** Lets a range of time be dragged. */
  brush?: Brush | undefined
  className?: string | undefined
}

/** A chart with its title, its legend, its data as a table, and what one can take away from it. */
export function ChartPanel(props: ChartPanelProps) {
  const { name, title, series, rows, targets = [], marks = [] } = props
  const scheme = useComputedColorScheme('light')
  const canvas = useRef<HTMLCanvasElement>(null)
  const subject = useContext(ChartSubject)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [asTable, setAsTable] = useState(false)
  const toggle = (label: string) => {
    const next = new Set(hidden)
    if (!next.delete(label)) next.add(label)
    setHidden(next)
  }
  const copy = () =>
    void copyText(rowsAsText(series, rows)).then(() => notifyDone(`Copied ${rows.timesMs.length} rows of ${title}.`))

  const save = () => {
    if (canvas.current !== null)
      savePng(canvas.current, {
        title,
        subject,
        fileName: `${name}.png`,
        series: series.filter(({ label }) => !hidden.has(label)),
        scheme,
      })
  }
  return (
    <ChartFrame
      name={name}
      title={title}
      className={props.className}
      legend={
        props.withoutLegend === true ? undefined : (
          <Legend
            series={series}
            rows={rows}
            hidden={hidden}
            scheme={scheme}
            withValues={props.withLegendValues}
            onToggle={toggle}
          />
        )
      }
      asTable={asTable}
      onAsTable={setAsTable}
      onCopy={copy}
      onSavePng={save}
    >
      <div className={classes['plot']}>
        {asTable ? (
          <VisibleChartTable name={name} title={title} series={series} rows={rows} />
        ) : (
          <TimeSeriesChart
            title={title}
            rows={props.ahead === undefined ? rows : joinRows(rows, props.ahead)}
            canvasRef={canvas}
            series={series}
            hidden={hidden}
            targets={targets}
            marks={marks}
            axis={props.axis}
            endMs={props.endMs}
            leastTop={props.leastTop}
            brush={props.brush}
          />
        )}
        {!hasValues(rows) && <div className={classes['waiting']}>{props.emptyText}</div>}
      </div>
      <HiddenChartTable name={name} title={title} series={series} rows={rows} />
    </ChartFrame>
  )
}
