import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { ListChecks, Play, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { runDemo } from '../actions.ts'
import { Blank } from '../components/Blank.tsx'
import { ErrorNotice } from '../components/Notice.tsx'
import { run } from '../components/notify.ts'
import { statusWord } from '../components/StatusBadge.tsx'
import { formatCount } from '../../shared/units.ts'
import { MOST_RUNS, useRuns } from '../stores/runs.ts'
import { RunTable } from './RunTable.tsx'
import classes from './runs.module.css'

const STATUSES = ['passed', 'failed', 'aborted', 'interrupted', 'error'] as const
const SEARCH_DELAY_MS = 150

/** Every run that is kept, searched and filtered. */
export function RunsScreen() {
  const { runs, total, error, search, status, revision, setSearch, setStatus, load } = useRuns()
  const [typed, setTyped] = useState(search)
  const [settled] = useDebouncedValue(typed, SEARCH_DELAY_MS)
  const filtered = search.trim() !== '' || status !== null

  useEffect(() => setSearch(settled), [settled, setSearch])
  useEffect(() => {
    void load()
  }, [load, search, status, revision])

  return (
    <div className={classes['screen']}>
      <div className={classes['bar']}>
        <h1>Runs</h1>
        <span className={classes['count']} data-testid="runs-count">
          {runs === null ? '' : countText(runs.length, total)}
        </span>
        <TextInput
          aria-label="Search runs"
          placeholder="Search by name or scenario"
          leftSection={<Search size={14} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          className={classes['search']}
          data-testid="runs-search"
        />
        <Select
          aria-label="Verdict"
          placeholder="Every verdict"
          size="xs"
          clearable
          data={STATUSES.map((value) => ({ value, label: statusWord(value) }))}
          value={status}
          onChange={(value) => setStatus(STATUSES.find((known) => known === value) ?? null)}
          className={classes['filter']}
          data-testid="runs-status"
        />
      </div>
      {error !== null && (
        <ErrorNotice
          error={error}
          actions={
            <Button variant="default" onClick={() => void load()}>
              Try again
            </Button>
          }
        />
      )}
      <div className={classes['body']}>
        {runs !== null && runs.length > 0 && <RunTable runs={runs} />}
        {runs?.length === 0 && (filtered ? <NothingFound onClear={clear} /> : <NothingYet />)}
      </div>
    </div>
  )

  function clear(): void {
    setTyped('')
    setStatus(null)
  }
}

function countText(shown: number, total: number): string {
  if (shown < total) return `The newest ${formatCount(MOST_RUNS)} of ${formatCount(total)}: search to see older ones`
  return `${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`
}

function NothingFound({ onClear }: { onClear: () => void }) {
  return (
    <Blank
      heading="h2"
      icon={Search}
      title="No run matches"
      text="Try another name or every verdict."
      actions={
        <Button variant="default" onClick={onClear}>
          Clear search and filter
        </Button>
      }
    />
  )
}

function NothingYet() {
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
