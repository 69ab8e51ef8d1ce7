import { Button } from '@mantine/core'
import { GitCompareArrows, Pin, RotateCcw, Star, Tag, Trash2, X } from 'lucide-react'
import { MOST_COMPARED_RUNS } from '../../shared/comparison.ts'
import { formatCount } from '../../shared/units.ts'
import { BaselineItems } from '../baselines/BaselineItems.tsx'
import { ExportMenu } from '../export/ExportMenu.tsx'
import { MenuButton } from '../components/MenuButton.tsx'
import { run } from '../components/notify.ts'
import { openCompare } from '../stores/navigation.ts'
import { useRuns } from '../stores/runs.ts'
import { useEditRun } from './editRun.ts'
import { deleteRuns, pinRuns, restoreRuns } from './runActions.ts'
import classes from './runs.module.css'

/** The baseline and those that are set beside it. */
const MOST_COMPARED = 1 + MOST_COMPARED_RUNS

/** What can be done with the runs that are chosen, in the place of the filters. */
export function ChosenBar() {
  const { chosen, runs, listed, choose } = useRuns()
  const edit = useEditRun((state) => state.edit)
  const items = (runs ?? []).filter(({ id }) => chosen.has(id))
  const ids = items.map(({ id }) => id)
  const allPinned = items.every(({ pinned }) => pinned)
  return (
    <div className={classes['filters']} data-testid="chosen-bar">
      <span className={classes['chosen']} role="status">
        {formatCount(ids.length)} chosen
      </span>
      {listed.deleted ? (
        <Button variant="default" leftSection={<RotateCcw size={14} />} onClick={() => run(restoreRuns(ids))}>
          Restore
        </Button>
      ) : (
        <>
          <Button
            variant="default"
            leftSection={<GitCompareArrows size={14} />}
            disabled={ids.length < 2 || ids.length > MOST_COMPARED}
            onClick={() => openCompare({ base: ids.slice(-1), runs: ids.slice(0, -1) })}
            title={
              ids.length > MOST_COMPARED
                ? `At most ${MOST_COMPARED} runs are compared at a time`
                : 'The oldest is what the others are compared with'
            }
            data-testid="compare-chosen"
          >
            Compare
          </Button>
          <MenuButton icon={<Star size={14} />} label="Baseline" testId="baseline-chosen">
            <BaselineItems runs={items} />
          </MenuButton>
          <Button variant="default" leftSection={<Tag size={14} />} onClick={() => edit('tags', items)}>
            Tag
          </Button>
          <Button variant="default" leftSection={<Pin size={14} />} onClick={() => run(pinRuns(ids, !allPinned))}>
            {allPinned ? 'Unpin' : 'Pin'}
          </Button>
          <ExportMenu runIds={ids} />
          <Button
            variant="default"
            leftSection={<Trash2 size={14} />}
            onClick={() => run(deleteRuns(ids))}
            data-testid="delete-chosen"
          >
            Delete
          </Button>
        </>
      )}
      <Button variant="subtle" color="gray" leftSection={<X size={14} />} onClick={() => choose([])}>
        Clear choice
      </Button>
    </div>
  )
}
