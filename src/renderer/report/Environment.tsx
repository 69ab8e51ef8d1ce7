import type { RunDetail } from '../../shared/ipc.ts'
import { environmentFacts } from '../../shared/runFacts.ts'
import classes from './report.module.css'

/** Where the load came from, and how the load generator itself fared. */
export function Environment({ detail }: { detail: RunDetail }) {
  return (
    <dl className={classes['facts']}>
      {environmentFacts(detail).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
