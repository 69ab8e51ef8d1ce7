import { Button, Select, TextInput } from '@mantine/core'
import { Pin, Search, Trash2 } from 'lucide-react'
import { useDeferredValue } from 'react'
import { verdictWord } from '../../shared/verdictText.ts'
import { useRuns } from '../stores/runs.ts'
import { VALIDITY_WORDS } from './RunRow.tsx'
import classes from './runs.module.css'

const STATUSES = ['passed', 'failed', 'aborted', 'interrupted', 'error'] as const
const VALIDITIES = ['valid', 'doubtful', 'invalid'] as const
const PERIODS = [
  { value: '1', label: 'Last day' },
  { value: '7', label: 'Last week' },
  { value: '30', label: 'Last 30 days' },
  { value: '365', label: 'Last year' },
]

/** One for each of `Selects`. */
const SELECTS = ['verdict', 'measurement', 'scenario', 'tag', 'started'] as const

/** Search and filters of the list of runs. */
export function FilterBar() {
  const { filters, filter } = useRuns()
  // They are drawn after the list, which is what the screen was opened for.
  const withSelects = useDeferredValue(true, false)

  return (
    <div className={classes['filters']} role="search">
      <TextInput
        aria-label="Search runs"
        placeholder="Search runs"
        leftSection={<Search size={14} />}
        value={filters.search}
        onChange={(event) => filter({ search: event.currentTarget.value })}
        className={classes['search']}
        data-testid="runs-search"
      />
      {withSelects ? <Selects /> : SELECTS.map((name) => <span key={name} className={classes['filter']} />)}
      <Button
        variant={filters.pinned ? 'light' : 'default'}
        aria-pressed={filters.pinned}
        leftSection={<Pin size={14} />}
        onClick={() => filter({ pinned: !filters.pinned })}
        data-testid="runs-pinned"
      >
        Pinned
      </Button>
      <Button
        variant={filters.deleted ? 'light' : 'default'}
        aria-pressed={filters.deleted}
        leftSection={<Trash2 size={14} />}
        onClick={() => filter({ deleted: !filters.deleted })}
        data-testid="runs-deleted"
      >
        Deleted
      </Button>
    </div>
  )
}

function Selects() {
  const { filters, facets, filter } = useRuns()
  return (
    <>
      <Select
        {...select('Verdict', 'Every verdict')}
        data={STATUSES.map((value) => ({ value, label: verdictWord({ status: value }) }))}
        value={filters.status}
        onChange={(value) => filter({ status: STATUSES.find((known) => known === value) ?? null })}
        data-testid="runs-status"
      />
      <Select
        {...select('Measurement', 'Measurement')}
        data={VALIDITIES.map((value) => ({ value, label: VALIDITY_WORDS[value] }))}
        value={filters.validity}
        onChange={(value) => filter({ validity: VALIDITIES.find((known) => known === value) ?? null })}
        data-testid="runs-validity"
      />
      <Select
        {...select('Scenario', 'Every scenario')}
        searchable
        data={[...facets.scenarios]}
        value={filters.scenario}
        onChange={(scenario) => filter({ scenario })}
        data-testid="runs-scenario"
      />
      <Select
        {...select('Tag', 'Every tag')}
        searchable
        data={[...facets.tags]}
        value={filters.tag}
        onChange={(tag) => filter({ tag })}
        data-testid="runs-tag"
      />
      <Select
        {...select('Started', 'Any time')}
        data={PERIODS}
        value={filters.days === null ? null : String(filters.days)}
        onChange={(value) => filter({ days: value === null ? null : Number(value) })}
        data-testid="runs-date"
      />
    </>
  )
}

function select(label: string, placeholder: string) {
  return { 'aria-label': label, placeholder, size: 'xs', clearable: true, className: classes['filter'] } as const
}
