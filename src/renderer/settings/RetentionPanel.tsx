import { Button, NumberInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { RetentionPlan, RetentionRules } from '../../shared/library.ts'
import { formatBytes, formatCount } from '../../shared/units.ts'
import { ask } from '../api.ts'
import { notifyError, notifyUndo, run } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import { formatWhen } from '../components/when.ts'
import { restoreRuns } from '../runs/runActions.ts'
import classes from './settings.module.css'

const MEGABYTE = 1e6
const MOST_SHOWN = 8
const NO_RULES: RetentionRules = { maxAgeDays: null, maxRuns: null, maxBytes: null }
const WHY = { age: 'too old', count: 'too many', size: 'too much' } as const

/** Which runs are kept; what would go is said before. */
export function RetentionPanel() {
  const [rules, setRules] = useState<RetentionRules>(NO_RULES)
  const [plan, setPlan] = useState<RetentionPlan | null>(null)

  useEffect(() => {
    ask('libraryState', undefined).then(({ retention }) => setRules(retention), notifyError)
  }, [])
  useEffect(() => {
    let current = true
    ask('planRetention', rules).then((found) => {
      if (current) setPlan(found)
    }, notifyError)
    return () => {
      current = false
    }
  }, [rules])

  const limit = (name: keyof RetentionRules, factor = 1) => ({
    value: rules[name] === null ? '' : rules[name] / factor,
    onChange: (value: string | number) =>
      setRules((before) => ({ ...before, [name]: typeof value === 'number' && value > 0 ? value * factor : null })),
    min: 1,
    allowDecimal: false,
    allowNegative: false,
    placeholder: 'No limit',
    size: 'xs' as const,
    className: classes['limit'],
  })

  return (
    <Panel title="Retention">
      <p className={classes['lead']}>
        Runs beyond these limits are deleted when Headroom starts, the oldest first; they can be restored for 7 days.
        Pinned runs and baselines are never deleted.
      </p>
      <div className={classes['limits']}>
        <NumberInput label="Days" max={36_500} {...limit('maxAgeDays')} data-testid="retention-days" />
        <NumberInput label="Runs" max={1_000_000} {...limit('maxRuns')} data-testid="retention-runs" />
        <NumberInput label="Megabytes" max={10_000_000} {...limit('maxBytes', MEGABYTE)} data-testid="retention-size" />
        <Button onClick={() => run(apply())} data-testid="retention-apply">
          {plan !== null && plan.runs.length > 0
            ? `Keep to this and delete ${formatCount(plan.runs.length)}`
            : 'Keep to this'}
        </Button>
      </div>
      <Preview plan={plan} />
    </Panel>
  )

  async function apply(): Promise<void> {
    const gone = await ask('applyRetention', rules)
    if (gone.length > 0) {
      notifyUndo(`Deleted ${gone.length} ${gone.length === 1 ? 'run' : 'runs'}.`, () => restoreRuns(gone))
    }
    setPlan(await ask('planRetention', rules))
  }
}

function Preview({ plan }: { plan: RetentionPlan | null }) {
  if (plan === null) return null
  if (plan.runs.length === 0) return <p data-testid="retention-preview">No run would go now.</p>
  return (
    <div data-testid="retention-preview">
      <p>
        {formatCount(plan.runs.length)} {plan.runs.length === 1 ? 'run' : 'runs'}, about {formatBytes(plan.bytes)},
        would go:
      </p>
      <ul className={classes['going']}>
        {plan.runs.slice(0, MOST_SHOWN).map(({ id, name, startedAtMs, why }) => (
          <li key={id}>
            {name}, {formatWhen(startedAtMs)} ({WHY[why]})
          </li>
        ))}
        {plan.runs.length > MOST_SHOWN && <li>and {formatCount(plan.runs.length - MOST_SHOWN)} more</li>}
      </ul>
    </div>
  )
}
