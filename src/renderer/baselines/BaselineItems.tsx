import { Menu } from '@mantine/core'
import { Star, StarOff } from 'lucide-react'
import { MOST_BASELINE_RUNS } from '../../shared/baseline.ts'
import type { RunRecord } from '../../shared/run.ts'
import { run as start } from '../components/notify.ts'
import { changeBaseline } from './changeBaseline.ts'
import { baselineIds, useBaselines } from './useBaselines.ts'

const ICON_PX = 14

/** What runs of one scenario can be to its baseline, as entries of a menu: all of it, more of it, or no part any more. */
export function BaselineItems({ runs }: { runs: readonly Pick<RunRecord, 'id' | 'scenario'>[] }) {
  const baselines = useBaselines()
  const scenario = runs[0]?.scenario ?? ''
  if (runs.some((each) => each.scenario !== scenario)) {
    return <Menu.Label>A baseline is made of runs of one scenario</Menu.Label>
  }
  const before = baselineIds(baselines, scenario)
  const ids = runs.map(({ id }) => id)
  const joined = [...new Set([...before, ...ids])]
  const left = before.filter((id) => !ids.includes(id))
  const change = (after: readonly string[]) => () => start(changeBaseline({ scenario, before, after }))
  const isAll = ids.length === before.length && left.length === 0
  return (
    <>
      {!isAll && ids.length <= MOST_BASELINE_RUNS && (
        <Menu.Item leftSection={<Star size={ICON_PX} />} onClick={change(ids)} data-testid="make-baseline">
          {before.length === 0 ? 'Make it the baseline' : 'Make it the baseline instead'}
        </Menu.Item>
      )}
      {before.length > 0 && joined.length > before.length && joined.length <= MOST_BASELINE_RUNS && (
        <Menu.Item leftSection={<Star size={ICON_PX} />} onClick={change(joined)} data-testid="add-to-baseline">
          Add to the baseline
        </Menu.Item>
      )}
      {left.length < before.length && (
        <Menu.Item leftSection={<StarOff size={ICON_PX} />} onClick={change(left)} data-testid="leave-baseline">
          {left.length === 0 ? 'End the baseline' : 'Take out of the baseline'}
        </Menu.Item>
      )}
      {ids.length > MOST_BASELINE_RUNS && <Menu.Label>A baseline has {MOST_BASELINE_RUNS} runs at most</Menu.Label>}
    </>
  )
}
