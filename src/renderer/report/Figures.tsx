import { headlineFigures } from '../../shared/runFacts.ts'
import type { RunSummary } from '../../shared/summary.ts'
import classes from './report.module.css'

/** The headline figures of the whole run in one row. */
export function Figures({ summary }: { summary: RunSummary }) {
  return (
    <dl className={classes['figures']}>
      {headlineFigures(summary).map(([name, value, id]) => (
        <div key={name} data-testid={`figure-${id}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
