import { ActionIcon, Button, Menu, Pill } from '@mantine/core'
import { Check, Filter, X } from 'lucide-react'
import { memo, useState } from 'react'
import type { Tags } from '../../shared/metrics/series.ts'
import type { RunTag } from '../../shared/report.ts'
import { tagText } from '../../shared/tagText.ts'
import { ask } from '../api.ts'
import { run } from '../components/notify.ts'
import { chooseRequests } from './chosenRequests.ts'
import classes from './controls.module.css'

/** Chooses requests by group, step and tags: tiles, charts and table follow. */
export const FilterBar = memo(function FilterBar({ runId, filter }: { runId: string; filter: Tags }) {
  const [tags, setTags] = useState<readonly RunTag[]>([])
  const chosen = Object.entries(filter)
  const toggle = (tag: string, value: string) => {
    const { [tag]: before, ...others } = filter
    chooseRequests(runId, before === value ? others : { ...others, [tag]: value })
  }
  const load = () => run(ask('runTags', { runId }).then(setTags))
  return (
    <div className={classes['filter']} data-testid="filter" data-active={chosen.length > 0}>
      <Menu position="bottom-end" onOpen={load} closeOnItemClick={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<Filter size={13} />} data-testid="filter-open">
            Filter
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes['filterMenu'] ?? ''}>
          {tags.length === 0 && <Menu.Label>Tags appear with the first finished request</Menu.Label>}
          {tags.map(({ tag, values }) => (
            <div key={tag}>
              <Menu.Label>{tag}</Menu.Label>
              {values.map((value) => (
                <Menu.Item
                  key={value}
                  role="menuitemcheckbox"
                  aria-checked={filter[tag] === value}
                  rightSection={filter[tag] === value ? <Check size={14} aria-hidden /> : null}
                  onClick={() => toggle(tag, value)}
                  data-testid={`filter-${tag}-${value}`}
                >
                  {tagText(tag, value)}
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen.map(([tag, value]) => (
        <Pill
          key={tag}
          withRemoveButton
          onRemove={() => toggle(tag, value)}
          removeButtonProps={{ 'aria-label': `Remove ${tag}`, 'aria-hidden': false, tabIndex: 0 }}
        >
          {tag}: {tagText(tag, value)}
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
