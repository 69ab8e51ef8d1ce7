import { Button, Popover, TextInput, UnstyledButton } from '@mantine/core'
import { Check, Filter } from 'lucide-react'
import { useState } from 'react'
import type { Tags } from '../../shared/metrics/series.ts'
import type { RunTag } from '../../shared/report.ts'
import { ask } from '../api.ts'
import { run } from '../components/notify.ts'
import classes from './FilterBar.module.css'
import { matchingTags, valueText } from './filterTags.ts'

/** So few values are looked through at a glance. */
const FEW_VALUES = 12

interface FilterMenuProps {
  runId: string
  filter: Tags
  onToggle: (tag: string, value: string) => void
}

/** All values of all tags that the requests of a run carry, to be chosen from. */
export function FilterMenu({ runId, filter, onToggle }: FilterMenuProps) {
  const [opened, setOpened] = useState(false)
  const [tags, setTags] = useState<readonly RunTag[]>([])
  const [search, setSearch] = useState('')
  const change = (open: boolean) => {
    setOpened(open)
    if (!open) return
    setSearch('')
    run(ask('runTags', { runId }).then(setTags))
  }
  const count = tags.reduce((sum, { values }) => sum + values.length, 0)
  const { shown, left } = matchingTags(tags, search)
  return (
    <Popover opened={opened} onChange={change} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<Filter size={13} />}
          onClick={() => change(!opened)}
          data-testid="filter-open"
        >
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes['menu'] ?? ''} aria-label="Requests to look at">
        {count > FEW_VALUES && (
          <TextInput
            aria-label="Search tags and values"
            placeholder="Search tags and values"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            data-autofocus
            data-testid="filter-search"
          />
        )}
        <div className={classes['tags']}>
          {shown.map(({ tag, values }) => (
            <div key={tag} role="group" aria-label={tag}>
              <div className={classes['tag']}>{tag}</div>
              {values.map((value) => (
                <UnstyledButton
                  key={value}
                  className={classes['value'] ?? ''}
                  aria-pressed={filter[tag] === value}
                  onClick={() => onToggle(tag, value)}
                  data-testid={`filter-${tag}-${value}`}
                >
                  {valueText(value)}
                  {filter[tag] === value && <Check size={14} aria-hidden />}
                </UnstyledButton>
              ))}
            </div>
          ))}
          {count === 0 && <p className={classes['hint']}>Tags appear with the first finished request.</p>}
          {count > 0 && shown.length === 0 && <p className={classes['hint']}>No tag or value matches.</p>}
          {left > 0 && <p className={classes['hint']}>{left} more: search for them.</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
