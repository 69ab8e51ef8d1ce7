import { ActionIcon, Pill } from '@mantine/core'
import { X } from 'lucide-react'
import { memo } from 'react'
import type { Tags } from '../../shared/metrics/series.ts'
import { chooseRequests } from './chosenRequests.ts'
import classes from './FilterBar.module.css'
import { FilterMenu } from './FilterMenu.tsx'
import { valueText } from './filterTags.ts'

/** Chooses requests by group, step and tags: tiles, charts and table follow. */
export const FilterBar = memo(function FilterBar({ runId, filter }: { runId: string; filter: Tags }) {
  const chosen = Object.entries(filter)
  const toggle = (tag: string, value: string) => {
    const { [tag]: before, ...others } = filter
    chooseRequests(runId, before === value ? others : { ...others, [tag]: value })
  }
  return (
    <div className={classes['bar']} data-testid="filter" data-active={chosen.length > 0}>
      <FilterMenu runId={runId} filter={filter} onToggle={toggle} />
      {chosen.map(([tag, value]) => (
        <Pill
          key={tag}
          withRemoveButton
          onRemove={() => toggle(tag, value)}
          removeButtonProps={{ 'aria-label': `Remove ${tag}`, 'aria-hidden': false, tabIndex: 0 }}
        >
          {tag}: {valueText(value)}
        </Pill>
      ))}
      {chosen.length > 1 && (
        <ActionIcon size="sm" aria-label="Show all requests" onClick={() => chooseRequests(runId, {})}>
          <X size={14} />
        </ActionIcon>
      )}
    </div>
  )
})
