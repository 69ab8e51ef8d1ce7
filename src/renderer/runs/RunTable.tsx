import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useRef } from 'react'
import type { RunListItem } from '../../shared/ipc.ts'
import { formatClock, formatCount, formatDuration, formatPercent } from '../../shared/units.ts'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { formatWhen } from '../components/when.ts'
import { openReport } from '../stores/navigation.ts'
import classes from './runs.module.css'

const ROW_HEIGHT_PX = 44
const VALIDITY_WORDS = { valid: 'Valid', doubtful: 'Doubtful', invalid: 'Invalid' } as const
const HEADINGS = ['Verdict', 'Run', 'P95', 'Requests', 'Error rate', 'Duration', 'Measurement', 'Started'] as const

/** Runs as rows; only those in sight are in the document. */
export function RunTable({ runs }: { runs: readonly RunListItem[] }) {
  const viewport = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: runs.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  })
  return (
    <div className={classes['table']} role="table" aria-label="Runs" aria-rowcount={runs.length + 1}>
      <div role="rowgroup">
        <div className={classes['headings']} role="row" aria-rowindex={1}>
          {HEADINGS.map((heading) => (
            <span key={heading} role="columnheader">
              {heading}
            </span>
          ))}
        </div>
      </div>
      <div ref={viewport} className={classes['viewport']} role="rowgroup">
        <div style={{ height: virtualizer.getTotalSize() }} className={classes['rows']} role="presentation">
          {virtualizer.getVirtualItems().map((item) => {
            const run = runs[item.index]
            return run && <RunRow key={run.id} run={run} index={item.index} offsetPx={item.start} />
          })}
        </div>
      </div>
    </div>
  )
}

interface RunRowProps {
  run: RunListItem
  index: number
  offsetPx: number
}

function RunRow({ run, index, offsetPx }: RunRowProps) {
  const open = () => openReport(run.id)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      open()
    }
  }
  return (
    <div
      className={classes['row']}
      role="row"
      aria-rowindex={index + 2}
      tabIndex={0}
      data-testid="run-row"
      data-run={run.id}
      data-status={run.status}
      style={{ transform: `translateY(${offsetPx}px)` }}
      onClick={open}
      onKeyDown={onKeyDown}
    >
      <span role="cell">
        <StatusBadge status={run.status} />
      </span>
      <span role="cell" className={classes['name']}>
        <b>{run.name}</b>
        {run.reasons.length > 0 && <span>{run.reasons.join(' ')}</span>}
      </span>
      <span role="cell">{formatDuration(run.p95Us)}</span>
      <span role="cell">{formatCount(run.requests)}</span>
      <span role="cell">{run.failedShare === null ? '–' : formatPercent(run.failedShare)}</span>
      <span role="cell">{formatClock(run.durationMs)}</span>
      <span role="cell" data-validity={run.validity}>
        {VALIDITY_WORDS[run.validity]}
      </span>
      <span role="cell">{formatWhen(run.startedAtMs)}</span>
    </div>
  )
}
