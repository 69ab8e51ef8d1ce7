import type { RunComparison } from '../../shared/comparison.ts'
import { Panel } from '../components/Panel.tsx'
import classes from './compare.module.css'

/** What else is not the same: target, machine, versions, steps, and the scenario line by line. */
export function Changes({ comparison }: { comparison: RunComparison }) {
  const { changes, scenarioDifference: lines } = comparison
  const kept = lines.removed.length + lines.added.length
  const all = lines.removedCount + lines.addedCount
  return (
    <Panel title="What changed" testId="changes">
      {changes.length + all === 0 && (
        <p className={classes['quiet']}>Nothing: same scenario, target, machine and versions.</p>
      )}
      {changes.length > 0 && (
        <ul className={classes['changes']}>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      {all > 0 && (
        <>
          <h3 className={classes['diffTitle']}>Scenario, by line</h3>
          <pre className={classes['diff']} data-testid="diff">
            {lines.removed.map((line) => (
              <del key={`-${line}`}>- {line}</del>
            ))}
            {lines.added.map((line) => (
              <ins key={`+${line}`}>+ {line}</ins>
            ))}
          </pre>
          {kept < all && <p className={classes['quiet']}>{all - kept} more lines differ.</p>}
        </>
      )}
    </Panel>
  )
}
