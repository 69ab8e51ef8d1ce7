import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { TagRow } from '../../shared/report.ts'
import type { StepRow } from '../../shared/run.ts'
import { byInterest, tagText } from '../../shared/tagText.ts'
import { Panel } from '../components/Panel.tsx'
import { StepTable } from '../components/StepTable.tsx'
import classes from './report.module.css'

/** The figures by the values of one tag: groups, scenarios, methods, statuses, and the scenario's own tags. */
export function TagTable({ tags }: { tags: readonly TagRow[] }) {
  const names = [...new Set(tags.map(({ tag }) => tag))].toSorted(byInterest)
  const [wanted, setWanted] = useState<string | null>(null)
  const chosen = wanted !== null && names.includes(wanted) ? wanted : names[0]
  if (chosen === undefined) return null
  const rows = tags.filter(({ tag }) => tag === chosen).map(toRow)
  return (
    <Panel
      title="By tag"
      flush
      testId="tags"
      actions={
        <NativeSelect
          size="xs"
          className={classes['tagSelect'] ?? ''}
          aria-label="Tag"
          value={chosen}
          data={names}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      }
    >
      <StepTable steps={rows} title={chosen} label={`Figures by ${chosen}`} rowTestId="tag-row" />
    </Panel>
  )
}

function toRow({ tag, value, ...figures }: TagRow): StepRow {
  return { name: tagText(tag, value), ...figures }
}
