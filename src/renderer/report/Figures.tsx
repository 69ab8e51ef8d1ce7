import type { CSSProperties } from 'react'
import { headlineFigures } from '../../shared/runFacts.ts'
import type { RunSummary } from '../../shared/summary.ts'
import classes from './report.module.css'

const MOST_IN_A_ROW = 10

/** The headline figures of the whole run, in one row or in rows of about the same length. */
export function Figures({ summary }: { summary: RunSummary }) {
  const figures = headlineFigures(summary)
  const rows = Math.ceil(figures.length / MOST_IN_A_ROW)
  return (
    <dl className={classes['figures']} style={{ '--columns': Math.ceil(figures.length / rows) } as CSSProperties}>
      {figures.map(({ name, value, id, why }) => (
        <div key={name} data-testid={`figure-${id}`} title={why}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
