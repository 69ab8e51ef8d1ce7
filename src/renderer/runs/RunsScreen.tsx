import { Button } from '@mantine/core'
import { FileDown, ListChecks, Play, Search, Trash2 } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useEffect, useState } from 'react'
import { formatCount } from '../../shared/units.ts'
import { runDemo } from '../actions.ts'
import { BaselinesButton } from '../baselines/BaselinesDialog.tsx'
import { Blank } from '../components/Blank.tsx'
import { ErrorNotice } from '../components/Notice.tsx'
import { run } from '../components/notify.ts'
import { Retry } from '../components/Retry.tsx'
import { hasModifier } from '../platform.ts'
import { NO_FILTERS, isFiltered, loadFacets, useRuns } from '../stores/runs.ts'
import { ChosenBar } from './ChosenBar.tsx'
import { EditRunDialog } from './EditRunDialog.tsx'
import { FilterBar } from './FilterBar.tsx'
import { importDropped, importRuns } from './runActions.ts'
import { RunTable } from './RunTable.tsx'
import classes from './runs.module.css'

/** Every run that is kept, searched, filtered and looked after. */
export function RunsScreen() {
  const { runs, total, error, filters, listed, revision, chosen, filter, load } = useRuns()
  const drop = useFileDrop()
  useEffect(() => {
    void load()
  }, [load, filters, revision])
  useEffect(() => run(loadFacets()), [revision])

  return (
    <div className={classes['screen']} data-dropping={drop.over || undefined} {...drop.handlers} {...LIST_KEYS}>
      <div className={classes['bar']}>
        <h1>Runs</h1>
        <span className={classes['count']} data-testid="runs-count">
          {runs === null ? '' : countText(total, listed.deleted)}
        </span>
        <BaselinesButton />
        <Button
          variant="default"
          leftSection={<FileDown size={14} />}
          onClick={() => run(importRuns())}
          title="Runs of another Headroom, results of k6, JMeter, autocannon, Artillery and Locust"
          data-testid="import-runs"
        >
          Import
        </Button>
      </div>
      {chosen.size > 0 ? <ChosenBar /> : <FilterBar />}
      {error !== null && <ErrorNotice error={error} actions={<Retry onRetry={() => void load()} />} />}
      <div className={classes['body']}>
        {runs !== null && runs.length > 0 && <RunTable runs={runs} total={total} />}
        {runs?.length === 0 && <Nothing deleted={listed.deleted} filtered={isFiltered(listed)} onClear={clear} />}
      </div>
      {drop.over && <div className={classes['drop']}>Drop result files to import them</div>}
      <EditRunDialog />
    </div>
  )

  function clear(): void {
    filter(NO_FILTERS)
  }
}

/** From the list to the search by `/` or Ctrl+F, and by the arrow back down to the list. */
const LIST_KEYS = {
  onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const { currentTarget: screen, target } = event
    const search = screen.querySelector<HTMLInputElement>('[role="search"] input')
    const wantsSearch = event.key === '/' || (hasModifier(event.nativeEvent) && event.key.toLowerCase() === 'f')
    if (target === search && event.key === 'ArrowDown') {
      screen.querySelector<HTMLElement>('[role="row"][aria-rowindex="2"]')?.focus()
    } else if (wantsSearch && search !== null && !(target instanceof HTMLInputElement)) {
      search.select()
    } else return
    event.preventDefault()
  },
}

/** Files dragged over the screen are imported when they are dropped. */
function useFileDrop() {
  const [over, setOver] = useState(false)
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(true)
      },
      onDragLeave: (event: DragEvent<HTMLElement>) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(false)
        run(importDropped([...event.dataTransfer.files]))
      },
    },
  }
}

function countText(total: number, deleted: boolean): string {
  return `${formatCount(total)} ${deleted ? 'deleted ' : ''}${total === 1 ? 'run' : 'runs'}`
}

function Nothing({ deleted, filtered, onClear }: { deleted: boolean; filtered: boolean; onClear: () => void }) {
  if (!filtered) {
    return (
      <Blank
        heading="h2"
        icon={ListChecks}
        title="No run yet"
        text="Every run is kept here with its verdict, its charts and its scenario, also those of the command line."
        actions={
          <Button leftSection={<Play size={14} />} onClick={() => run(runDemo())}>
            Run demo
          </Button>
        }
      />
    )
  }
  return (
    <Blank
      heading="h2"
      icon={deleted ? Trash2 : Search}
      title={deleted ? 'No deleted run' : 'No run matches'}
      text={deleted ? 'Deleted runs stay here for 7 days.' : 'Try another name or fewer filters.'}
      actions={
        <Button variant="default" onClick={onClear}>
          {deleted ? 'Show all runs' : 'Clear search and filters'}
        </Button>
      }
    />
  )
}
