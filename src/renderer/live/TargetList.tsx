import { thresholdText } from '../../shared/thresholds/format.ts'
import { thresholdName } from '../../shared/thresholds/sentence.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { thresholdState } from '../../shared/thresholds/state.ts'
import { thresholdKey } from '../targets.ts'
import classes from './targets.module.css'
import { TargetMark } from './TargetMark.tsx'

/** Every threshold with its value of now, missed ones first. */
export function TargetList({ thresholds }: { thresholds: readonly ThresholdResult[] }) {
  if (thresholds.length === 0) return <p className={classes['none']}>The scenario sets no targets.</p>
  return (
    <ul className={classes['targets']} data-testid="targets">
      {thresholds
        .toSorted((a, b) => Number(a.ok) - Number(b.ok))
        .map((result) => (
          <TargetRow key={thresholdKey(result)} result={result} />
        ))}
    </ul>
  )
}

function TargetRow({ result }: { result: ThresholdResult }) {
  const { limit, value } = thresholdText(result)
  const state = thresholdState(result)
  return (
    <li data-state={state}>
      <TargetMark state={state} />
      <span
        className={classes['name']}
        title={[`${result.metric}: ${result.expression}`, result.source].filter(Boolean).join('\n')}
      >
        {thresholdName(result)}
        <span>{limit}</span>
        {result.source !== undefined && <small>{result.source}</small>}
      </span>
      <span className={classes['value']}>{value}</span>
    </li>
  )
}
