import { VisuallyHidden, useComputedColorScheme } from '@mantine/core'
import type { ChartConfiguration, ChartType } from 'chart.js'
import { useContext, useEffect, useRef, useState } from 'react'
import { copyText } from '../components/copyText.ts'
import { notifyDone } from '../components/notify.ts'
import { ChartFrame } from './ChartFrame.tsx'
import classes from './charts.module.css'
import type { Scheme } from './colors.ts'
import { drawSoon, forgetDrawing } from './drawQueue.ts'
import { savePng } from './export.ts'
import { Chart } from './setup.ts'
import { ChartSubject } from './subject.ts'

/** Rows that are read out; "Show data" shows all. */
const HIDDEN_ROWS = 150

export interface FigureTable {
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

interface FigureChartProps<Type extends ChartType> {
  /** Short, for test ids and file names. */
  name: string
  title: string
  /** What is drawn; the same function as long as nothing changed. */
  draw: (scheme: Scheme) => ChartConfiguration<Type>
  /** The same figures in words. */
  table: FigureTable
  /** How it is read, for its picture: there nothing can be pointed at. */
  note?: string | undefined
  className?: string | undefined
}

/** A chart that is not over time, with its data as a table and as an image. */
export function FigureChart<Type extends ChartType>({
  name,
  title,
  draw,
  table,
  note,
  className,
}: FigureChartProps<Type>) {
  const scheme = useComputedColorScheme('light')
  const canvas = useRef<HTMLCanvasElement>(null)
  const subject = useContext(ChartSubject)
  const [asTable, setAsTable] = useState(false)

  useEffect(() => {
    const element = canvas.current
    if (element === null || asTable) return undefined
    let chart: { destroy: () => void } | undefined
    drawSoon(canvas, () => {
      chart = new Chart(element, draw(scheme))
    })
    return () => {
      forgetDrawing(canvas)
      chart?.destroy()
    }
  }, [draw, scheme, asTable])

  const copy = () =>
    void copyText([table.head, ...table.rows].map((row) => row.join('\t')).join('\n')).then(() =>
      notifyDone(`Copied ${table.rows.length} rows of ${title}.`),
    )
  const save = () => {
    if (canvas.current !== null) {
      savePng(canvas.current, { title, subject, note, fileName: `${name}.png`, series: [], scheme })
    }
  }
  return (
    <ChartFrame
      name={name}
      title={title}
      className={className}
      asTable={asTable}
      onAsTable={setAsTable}
      onCopy={copy}
      onSavePng={save}
    >
      <div className={classes['plot']}>
        {asTable ? (
          <div className={classes['data']} tabIndex={0} role="region" aria-label={`${title}: data`}>
            <PlainTable title={title} head={table.head} rows={table.rows} />
          </div>
        ) : (
          <div className={classes['canvas']}>
            <canvas ref={canvas} role="img" aria-label={`${title}. The same figures follow as a table.`} />
          </div>
        )}
      </div>
      {!asTable && (
        <VisuallyHidden>
          <PlainTable
            title={title}
            head={table.head}
            rows={table.rows.slice(0, HIDDEN_ROWS)}
            testId={`chart-${name}-table`}
          />
        </VisuallyHidden>
      )}
    </ChartFrame>
  )
}

function PlainTable({ title, head, rows, testId }: FigureTable & { title: string; testId?: string }) {
  return (
    <table className={classes['figureTable']} data-testid={testId} data-rows={rows.length}>
      <caption>{title}</caption>
      <thead>
        <tr>
          {head.map((cell) => (
            <th key={cell} scope="col">
              {cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row[0]}>
            {row.map((cell, column) => (
              <td key={head[column]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
