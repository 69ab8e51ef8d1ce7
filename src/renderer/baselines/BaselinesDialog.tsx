import { ActionIcon, Button, Modal } from '@mantine/core'
import { Star, X } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { Baseline, BaselineRuns } from '../../shared/baseline.ts'
import { formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { ask } from '../api.ts'
import { run as start } from '../components/notify.ts'
import { useAnswer } from '../components/useAnswer.ts'
import { formatMoment } from '../components/when.ts'
import { openReport, openTrends } from '../stores/navigation.ts'
import classes from './baselines.module.css'
import { changeBaseline } from './changeBaseline.ts'
import { useBaselines } from './useBaselines.ts'

/** Every scenario's baseline: which runs it is, what they came to, and how to make it smaller or end it. */
export function BaselinesButton() {
  const [open, setOpen] = useState(false)
  const baselines = useBaselines()
  return (
    <>
      <Button
        variant="default"
        leftSection={<Star size={14} />}
        onClick={() => setOpen(true)}
        data-testid="open-baselines"
      >
        Baselines
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title="Baselines"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {baselines?.length === 0 && (
          <p className={classes['none']}>
            No scenario has a baseline. Choose one or more runs of a scenario and make them its baseline: comparisons,
            thresholds such as p(95) &lt; baseline + 10%, and the grey line on charts measure other runs against it.
          </p>
        )}
        <div className={classes['list']}>
          {baselines?.map((each) => (
            <ScenarioBaseline key={each.scenario} baseline={each} onLeave={() => setOpen(false)} />
          ))}
        </div>
      </Modal>
    </>
  )
}

function ScenarioBaseline({ baseline, onLeave }: { baseline: BaselineRuns; onLeave: () => void }) {
  const { scenario, runIds } = baseline
  const key = runIds.join(' ')
  const question = useCallback(
    // Other runs are another question.
    async () => (key === '' ? null : ask('baselineOf', { scenario })),
    [scenario, key],
  )
  const { value } = useAnswer(question)
  const set = (after: readonly string[]) => start(changeBaseline({ scenario, before: runIds, after }))
  return (
    <section className={classes['baseline']} aria-label={scenario} data-testid="baseline">
      <header>
        <h3>{scenario}</h3>
        <span>{value === null ? '' : figuresText(value)}</span>
        <Button
          variant="default"
          onClick={() => {
            onLeave()
            openTrends(scenario)
          }}
        >
          Trend
        </Button>
        <Button variant="default" onClick={() => set([])} data-testid="end-baseline">
          End
        </Button>
      </header>
      <ul>
        {(value?.runs ?? []).map((run) => (
          <li key={run.id}>
            <button
              type="button"
              onClick={() => {
                onLeave()
                openReport(run.id)
              }}
            >
              {run.id}
            </button>
            <span>{run.name}</span>
            <span>{formatMoment(run.startedAtMs)}</span>
            <ActionIcon
              size="sm"
              aria-label={`Take ${run.id} out of the baseline`}
              onClick={() => set(runIds.filter((id) => id !== run.id))}
            >
              <X size={14} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {runIds.length < 3 && (
        <p className={classes['none']}>
          Three runs or more also show how much runs differ by themselves: choose them in the list and add them.
        </p>
      )}
    </section>
  )
}

function figuresText({ figures }: Baseline): string {
  const { p95Us, requestRate, failedShare } = figures
  const failed = failedShare === null ? [] : [`${formatPercent(failedShare)} failed`]
  return [`P95 ${formatDuration(p95Us)}`, formatRate(requestRate), ...failed].join(', ')
}
