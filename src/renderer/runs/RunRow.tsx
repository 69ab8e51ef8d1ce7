import { ActionIcon, Checkbox, Menu } from '@mantine/core'
import { Download, Ellipsis, NotebookPen, Pencil, Pin, RotateCcw, Star, StickyNote, Tag, Trash2 } from 'lucide-react'
import type { KeyboardEvent, MouseEvent } from 'react'
import type { RunListItem } from '../../shared/library.ts'
import { formatClock, formatCount, formatDuration, formatPercent } from '../../shared/units.ts'
import { BaselineBadge } from '../baselines/BaselineBadge.tsx'
import { BaselineItems } from '../baselines/BaselineItems.tsx'
import { run as start } from '../components/notify.ts'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { formatWhen } from '../components/when.ts'
import { ExportItems } from '../export/ExportMenu.tsx'
import { useEditRun } from './editRun.ts'
import { deleteRuns, pinRuns, restoreRuns } from './runActions.ts'
import classes from './runs.module.css'

export const VALIDITY_WORDS = { valid: 'Valid', doubtful: 'Doubtful', invalid: 'Invalid' } as const
const ICON_PX = 14
const MOST_TAGS_SHOWN = 4

interface RunRowProps {
  run: RunListItem
  index: number
  offsetPx: number
  chosen: boolean
  /** Whether others are measured against it. */
  inBaseline: boolean
  /** Of the list of deleted runs. */
  deleted: boolean
  /** The row, or something in it, has the keyboard's focus now or no more. */
  onFocus: (has: boolean) => void
  /** Its box was clicked. */
  onToggle: (event: { shiftKey: boolean }) => void
  /** The row was clicked, not what is in it. */
  onPick: (event: MouseEvent) => void
  /** A key on the row itself, not on what is in it. */
  onKey: (event: KeyboardEvent) => void
}

export function RunRow({ run, index, offsetPx, chosen, inBaseline, deleted, ...on }: RunRowProps) {
  return (
    <div
      className={classes['row']}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      tabIndex={0}
      data-testid="run-row"
      data-run={run.id}
      data-status={run.status}
      style={{ transform: `translateY(${offsetPx}px)` }}
      onFocus={() => on.onFocus(true)}
      onBlur={() => on.onFocus(false)}
      onClick={(event) => {
        if (!isControl(event.target)) on.onPick(event)
      }}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget) on.onKey(event)
      }}
    >
      <span role="gridcell">
        <Checkbox
          size="xs"
          aria-label={`Choose ${run.name}`}
          checked={chosen}
          onClick={on.onToggle}
          readOnly
          tabIndex={-1}
        />
      </span>
      <span role="gridcell">
        <StatusBadge run={run} />
      </span>
      <span role="gridcell" className={classes['name']}>
        <span className={classes['title']}>
          {run.pinned && <Pin size={12} aria-label="Pinned" className={classes['pin']} />}
          <b>{run.name}</b>
          {run.note !== '' && (
            <span title={run.note} className={classes['noteMark']}>
              <StickyNote size={12} aria-label={`Note: ${run.note}`} />
            </span>
          )}
          {inBaseline && <BaselineBadge />}
          <Tags tags={run.tags} />
        </span>
        <span className={classes['under']}>{underName(run)}</span>
      </span>
      <span role="gridcell">{formatDuration(run.p95Us)}</span>
      <span role="gridcell">{formatCount(run.requests)}</span>
      <span role="gridcell">{run.failedShare === null ? '–' : formatPercent(run.failedShare)}</span>
      <span role="gridcell">{formatClock(run.durationMs)}</span>
      <span role="gridcell" data-validity={run.validity}>
        {VALIDITY_WORDS[run.validity]}
      </span>
      <span role="gridcell" className={classes['when']}>
        {formatWhen(run.startedAtMs)}
      </span>
      <span role="gridcell">
        <RowMenu run={run} deleted={deleted} />
      </span>
    </div>
  )
}

/** Buttons, boxes and menus in the row have a meaning of their own; menus lie elsewhere in the document. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, input, label, [role="menu"]') !== null
}

/** What is most worth knowing besides the figures: why, else the note, else the scenario. */
function underName({ origin, reasons, note, scenario, name }: RunListItem): string {
  if (reasons.length > 0 && origin === undefined) return reasons.map(({ text }) => text).join(' ')
  if (note !== '') return origin === undefined ? note : `${origin.format}. ${note}`
  return origin?.format ?? (scenario === name ? '' : scenario)
}

function Tags({ tags }: { tags: readonly string[] }) {
  const more = tags.length - MOST_TAGS_SHOWN
  return (
    <>
      {tags.slice(0, MOST_TAGS_SHOWN).map((tag) => (
        <span key={tag} className={classes['tag']}>
          {tag}
        </span>
      ))}
      {more > 0 && (
        <span className={classes['tag']} title={tags.join(', ')}>
          +{more}
        </span>
      )}
    </>
  )
}

function RowMenu({ run, deleted }: { run: RunListItem; deleted: boolean }) {
  const edit = useEditRun((state) => state.edit)
  const button = (
    <ActionIcon size="sm" aria-label={`Actions for ${run.name}`} data-testid="run-actions">
      <Ellipsis size={16} />
    </ActionIcon>
  )
  if (deleted) {
    return (
      <Menu position="bottom-end">
        <Menu.Target>{button}</Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<RotateCcw size={ICON_PX} />} onClick={() => start(restoreRuns([run.id]))}>
            Restore
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    )
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Pencil size={ICON_PX} />} onClick={() => edit('name', [run])}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<Tag size={ICON_PX} />} onClick={() => edit('tags', [run])}>
          Tags
        </Menu.Item>
        <Menu.Item leftSection={<NotebookPen size={ICON_PX} />} onClick={() => edit('note', [run])}>
          Note
        </Menu.Item>
        <Menu.Item leftSection={<Pin size={ICON_PX} />} onClick={() => start(pinRuns([run.id], !run.pinned))}>
          {run.pinned ? 'Unpin' : 'Pin'}
        </Menu.Item>
        {run.status !== 'running' && (
          <>
            <Menu.Sub>
              <Menu.Sub.Target>
                <Menu.Sub.Item leftSection={<Star size={ICON_PX} />}>Baseline</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                <BaselineItems runs={[run]} />
              </Menu.Sub.Dropdown>
            </Menu.Sub>
            <Menu.Sub>
              <Menu.Sub.Target>
                <Menu.Sub.Item leftSection={<Download size={ICON_PX} />}>Export</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                <ExportItems runIds={[run.id]} />
              </Menu.Sub.Dropdown>
            </Menu.Sub>
            <Menu.Divider />
            <Menu.Item leftSection={<Trash2 size={ICON_PX} />} onClick={() => start(deleteRuns([run.id]))}>
              Delete
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
