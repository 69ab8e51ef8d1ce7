import { Button } from '@mantine/core'
import { GitCompareArrows, Star } from 'lucide-react'
import type { RunRecord } from '../../shared/run.ts'
import { changeBaseline } from '../baselines/changeBaseline.ts'
import { baselineIds, useBaselines } from '../baselines/useBaselines.ts'
import { run as start } from '../components/notify.ts'
import { openCompare } from '../stores/navigation.ts'

/** What one does with a finished run and the baseline of its scenario: compare it, add it, take it out. */
export function BaselineActions({ run }: { run: RunRecord }) {
  const { id, scenario } = run
  const current = baselineIds(useBaselines(), scenario)
  const isPart = current.includes(id)
  const after = isPart ? current.filter((each) => each !== id) : [...current, id]
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
        onClick={() => start(changeBaseline({ scenario, before: current, after }))}
        title="Relative thresholds and comparisons measure other runs against the baseline"
        data-testid="toggle-baseline"
      >
        {isPart ? 'In the baseline' : 'Add to baseline'}
      </Button>
    </>
  )
}
