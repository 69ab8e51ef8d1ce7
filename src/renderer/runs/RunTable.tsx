import { Checkbox } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useRef } from 'react'
import type { RunListItem } from '../../shared/library.ts'
import { run as start } from '../components/notify.ts'
import { openReport } from '../stores/navigation.ts'
import { useRuns } from '../stores/runs.ts'
import { useEditRun } from './editRun.ts'
import { RunRow } from './RunRow.tsx'
import { deleteRuns, pinRuns } from './runActions.ts'
import classes from './runs.module.css'

const ROW_HEIGHT_PX = 46
const HEADINGS = ['Verdict', 'Run', 'P95', 'Requests', 'Error rate', 'Duration', 'Measurement', 'Started'] as const

/** Runs as rows; only those in sight are in the document. Arrow keys move, Space chooses, Enter opens. */
export function RunTable({ runs }: { runs: readonly RunListItem[] }) {
  const viewport = useRef<HTMLDivElement>(null)
  const { chosen, filters, choose, toggle } = useRuns()
  const edit = useEditRun((state) => state.edit)
  const virtualizer = useVirtualizer({
    count: runs.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  })
  const all = runs.length > 0 && chosen.size === runs.length

  return (
    <div
      className={classes['table']}
      role="grid"
      aria-label="Runs"
      aria-rowcount={runs.length + 1}
      aria-multiselectable
      tabIndex={-1}
    >
      <div role="rowgroup">
        <div className={classes['headings']} role="row" aria-rowindex={1}>
          <span role="columnheader">
            <Checkbox
              size="xs"
              aria-label="Choose all runs"
              checked={all}
              indeterminate={chosen.size > 0 && !all}
              onChange={() => choose(all ? [] : runs.map(({ id }) => id))}
            />
          </span>
          {HEADINGS.map((heading) => (
            <span key={heading} role="columnheader">
              {heading}
            </span>
          ))}
          <span role="columnheader">
            <span className={classes['unseen']}>Actions</span>
          </span>
        </div>
      </div>
      <div ref={viewport} className={classes['viewport']} role="rowgroup">
        <div style={{ height: virtualizer.getTotalSize() }} className={classes['rows']} role="presentation">
          {virtualizer.getVirtualItems().map((item) => {
            const run = runs[item.index]
            return (
              run && (
                <RunRow
                  key={run.id}
                  run={run}
                  index={item.index}
                  offsetPx={item.start}
                  chosen={chosen.has(run.id)}
                  deleted={filters.deleted}
                  onToggle={toggle}
                  onKey={(event) => {
                    if (act(event, run, item.index)) event.preventDefault()
                  }}
                />
              )
            )
          })}
        </div>
      </div>
    </div>
  )

  /** @returns whether the key meant something */
  function act(event: KeyboardEvent, run: RunListItem, index: number): boolean {
    const own = chosen.size > 0 ? [...chosen] : [run.id]
    const withModifier = event.ctrlKey || event.metaKey
    if (withModifier && event.key.toLowerCase() === 'a') choose(runs.map(({ id }) => id))
    else if (withModifier || event.altKey) return false
    else if (event.key === 'ArrowDown') move(index + 1)
    else if (event.key === 'ArrowUp') move(index - 1)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(runs.length - 1)
    else if (event.key === ' ') toggle(run.id)
    else if (event.key === 'Enter' && !filters.deleted) openReport(run.id)
    else if (event.key === 'F2' && !filters.deleted) edit('name', [run])
    else if (event.key === 'Delete' && !filters.deleted) start(deleteRuns(own))
    else if (event.key.toLowerCase() === 'p' && !filters.deleted) start(pinRuns([run.id], !run.pinned))
    else if (event.key === 'Escape' && chosen.size > 0) choose([])
    else return false
    return true
  }

  function move(to: number): void {
    const index = Math.min(Math.max(to, 0), runs.length - 1)
    virtualizer.scrollToIndex(index)
    const row = (): HTMLElement | null | undefined =>
      viewport.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)
    // At once, so that the next key is the next row's; a row out of sight only now comes into the document.
    const inDocument = row()
    if (inDocument) inDocument.focus()
    else requestAnimationFrame(() => row()?.focus())
  }
}
