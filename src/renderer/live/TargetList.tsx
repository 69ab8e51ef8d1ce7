import { CircleCheck, CircleX } from 'lucide-react'
import { thresholdText } from '../../shared/thresholds/format.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import classes from './live.module.css'

/** Every threshold with its value of now, missed ones first. */
export function TargetList({ thresholds }: { thresholds: readonly ThresholdResult[] }) {
  if (thresholds.length === 0) return <p className={classes['none']}>The scenario sets no targets.</p>
  return (
    <ul className={classes['targets']} data-testid="targets">
      {thresholds
        .toSorted((a, b) => Number(a.ok) - Number(b.ok))
        .map((result) => (
          <TargetRow key={`${result.metric} ${result.expression}`} result={result} />
        ))}
    </ul>
  )
}

function TargetRow({ result }: { result: ThresholdResult }) {
  const { aggregate, limit, value } = thresholdText(result)
  const Icon = result.ok ? CircleCheck : CircleX
  return (
    <li data-ok={result.ok}>
      <Icon size={14} strokeWidth={2.25} aria-label={result.ok ? 'Met' : 'Missed'} className={classes['targetIcon']} />
      <span className={classes['targetName']} title={`${result.metric}: ${result.expression}`}>
        {result.metric}
        <span>
          {aggregate} {limit}
        </span>
      </span>
      <span className={classes['targetValue']}>{value}</span>
    </li>
  )
}
