import { Pin, StickyNote } from 'lucide-react'
import type { KeyboardEvent, MouseEvent } from 'react'
import type { RunListItem } from '../../shared/library.ts'
import { formatClock, formatCount, formatDuration, formatPercent } from '../../shared/units.ts'
import { BaselineBadge } from '../baselines/BaselineBadge.tsx'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { formatWhen } from '../components/when.ts'
import { RowMenu } from './RowMenu.tsx'
import classes from './runs.module.css'

export const VALIDITY_WORDS = { valid: 'Valid', doubtful: 'Doubtful', invalid: 'Invalid' } as const
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
        <input
          type="checkbox"
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
