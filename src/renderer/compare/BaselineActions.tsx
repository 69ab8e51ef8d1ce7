import { Button } from '@mantine/core'
import { GitCompareArrows, Star } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import type { RunRecord } from '../../shared/run.ts'
import { ask } from '../api.ts'
import { notifyDone, run as start } from '../components/notify.ts'
import { useAnswer } from '../components/useAnswer.ts'
import { openCompare } from '../stores/navigation.ts'
import { useRuns } from '../stores/runs.ts'

/** What one does with a finished run and the baseline of its scenario: compare it, add it, take it out. */
export function BaselineActions({ run }: { run: RunRecord }) {
  const { id, scenario } = run
  const revision = useRuns((state) => state.revision)
  const question = useCallback(() => ask('listBaselines', undefined), [])
  const { value: baselines, load } = useAnswer(question)
  useEffect(() => {
    if (revision > 0) load()
  }, [revision, load])
  const current = baselines?.find((each) => each.scenario === scenario)?.runIds ?? []
  const isPart = current.includes(id)
  const change = async (): Promise<void> => {
    await ask('setBaseline', { scenario, runIds: isPart ? current.filter((each) => each !== id) : [...current, id] })
    notifyDone(isPart ? 'Taken out of the baseline.' : `Part of the baseline of ${scenario} now.`)
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<GitCompareArrows size={14} />}
        onClick={() => openCompare({ scenario, runs: [id] })}
        data-testid="compare-run"
      >
        Compare
      </Button>
      <Button
        variant="default"
        leftSection={<Star size={14} fill={isPart ? 'currentColor' : 'none'} />}
        onClick={() => start(change())}
        title="Relative thresholds and comparisons measure other runs against the baseline"
        data-testid="toggle-baseline"
      >
        {isPart ? 'In the baseline' : 'Add to baseline'}
      </Button>
    </>
  )
}
