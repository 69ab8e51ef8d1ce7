import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { RunListItem } from '../../shared/library.ts'
import { useBaselines } from '../baselines/useBaselines.ts'
import { run as start } from '../components/notify.ts'
import { openReport } from '../stores/navigation.ts'
import { useRuns } from '../stores/runs.ts'
import { useEditRun } from './editRun.ts'
import { RunRow } from './RunRow.tsx'
import { deleteRuns, pinRuns, restoreRuns } from './runActions.ts'
import classes from './runs.module.css'

const ROW_HEIGHT_PX = 46
const OVERSCAN = 8
const HEADINGS = ['Verdict', 'Run', 'P95', 'Requests', 'Error rate', 'Duration', 'Measurement', 'Started'] as const

/**
 * Runs as rows; only those in sight are in the document, and only those that were in sight were asked for. Arrow keys move, Space chooses,
 * Shift chooses what lies between, Enter opens.
 */
export function RunTable({ runs, total }: { runs: readonly RunListItem[]; total: number }) {
  const viewport = useRef<HTMLDivElement>(null)
  const { chosen, listed, choose, toggle, want } = useRuns()
  const edit = useEditRun((state) => state.edit)
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN,
  })
  const items = virtualizer.getVirtualItems()
  const inSight = (items.at(-1)?.index ?? -1) + 1
  useEffect(() => {
    if (inSight > runs.length) start(want(inSight))
  }, [inSight, runs.length, want])
  const focus = useRowFocus(runs, total, rowAt)
  /** The row from which Shift chooses. */
  const anchor = useRef(0)
  const baselines = useBaselines()
  const inBaseline = useMemo(() => new Set(baselines?.flatMap(({ runIds }) => runIds)), [baselines])
  const all = runs.length > 0 && chosen.size === total

  return (
    <div
      className={classes['table']}
      role="grid"
      aria-label="Runs"
      aria-rowcount={total + 1}
      aria-multiselectable
      tabIndex={-1}
    >
      <div role="rowgroup">
        <div className={classes['headings']} role="row" aria-rowindex={1}>
          <span role="columnheader">
            <input
              type="checkbox"
              aria-label="Choose all runs"
              checked={all}
              ref={(box) => {
                if (box !== null) box.indeterminate = chosen.size > 0 && !all
              }}
              onChange={() => (all ? choose([]) : start(chooseAll()))}
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
          {items.map(({ index, start: offsetPx }) => {
            const run = runs[index]
            if (run === undefined)
              return <ComingRow key={index} index={index} offsetPx={offsetPx} onFocus={() => focus.moved(index)} />
            return (
              <RunRow
                key={run.id}
                run={run}
                index={index}
                offsetPx={offsetPx}
                chosen={chosen.has(run.id)}
                inBaseline={inBaseline.has(run.id)}
                deleted={listed.deleted}
                onFocus={(has) => focus.moved(has ? index : null)}
                onToggle={(event) => chooseBy(event, run, index)}
                onPick={(event) => pick(event, run, index)}
                onKey={(event) => {
                  if (act(event, run, index)) event.preventDefault()
                }}
              />
            )
          })}
        </div>
      </div>
    </div>
  )

  /** A click on the row itself: opens it, or chooses as lists everywhere do. */
  function pick(event: MouseEvent, run: RunListItem, index: number): void {
    if (event.shiftKey || event.ctrlKey || event.metaKey) chooseBy(event, run, index)
    else if (!listed.deleted) openReport(run.id)
  }

  function chooseBy({ shiftKey }: { shiftKey: boolean }, run: RunListItem, index: number): void {
    if (shiftKey) chooseTo(index)
    else {
      anchor.current = index
      toggle(run.id)
    }
  }

  function chooseTo(index: number): void {
    const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)]
    choose([...chosen, ...runs.slice(from, to + 1).map(({ id }) => id)])
  }

  async function chooseAll(): Promise<void> {
    await want(total)
    choose((useRuns.getState().runs ?? []).map(({ id }) => id))
  }

  /** @returns whether the key meant something */
  function act(event: KeyboardEvent, run: RunListItem, index: number): boolean {
    const own = chosen.size > 0 ? [...chosen] : [run.id]
    const withModifier = event.ctrlKey || event.metaKey
    if (withModifier && event.key.toLowerCase() === 'a') start(chooseAll())
    else if (withModifier || event.altKey) return false
    else if (event.key === 'ArrowDown') move(event, index, index + 1)
    else if (event.key === 'ArrowUp') move(event, index, index - 1)
    else if (event.key === 'PageDown') move(event, index, index + rowsPerPage())
    else if (event.key === 'PageUp') move(event, index, index - rowsPerPage())
    else if (event.key === 'Home') move(event, index, 0)
    else if (event.key === 'End') move(event, index, total - 1)
    else if (event.key === ' ') chooseBy(event, run, index)
    else if (event.key === 'Escape' && chosen.size > 0) choose([])
    else if (listed.deleted && event.key.toLowerCase() === 'r') start(restoreRuns(own))
    else if (listed.deleted) return false
    else if (event.key === 'Enter') openReport(run.id)
    else if (event.key === 'F2') edit('name', [run])
    else if (event.key === 'Delete') start(deleteRuns(own))
    else if (event.key.toLowerCase() === 'p') start(pinRuns([run.id], !run.pinned))
    else return false
    return true
  }

  function move({ shiftKey }: KeyboardEvent, from: number, to: number): void {
    const index = Math.min(Math.max(to, 0), total - 1)
    if (shiftKey) {
      if (chosen.size === 0) anchor.current = from
      chooseTo(index)
    }
    focusRow(index)
  }

  function rowsPerPage(): number {
    return Math.max(1, Math.floor((viewport.current?.clientHeight ?? 0) / ROW_HEIGHT_PX) - 1)
  }

  function focusRow(index: number): void {
    virtualizer.scrollToIndex(index)
    // At once, so that the next key is the next row's; a row out of sight only now comes into the document.
    const inDocument = rowAt(index)
    if (inDocument) inDocument.focus()
    else focus.wanted(index)
  }

  function rowAt(index: number): HTMLElement | null | undefined {
    return viewport.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)
  }
}

/** Its run is on its way. It can have the focus, which then goes on to the run. */
function ComingRow({ index, offsetPx, onFocus }: { index: number; offsetPx: number; onFocus: () => void }) {
  return (
    <div
      className={classes['row']}
      role="row"
      aria-rowindex={index + 2}
      aria-busy
      tabIndex={-1}
      onFocus={onFocus}
      style={{ transform: `translateY(${offsetPx}px)` }}
    >
      <span role="gridcell" className={classes['coming']}>
        Loading
      </span>
    </div>
  )
}

/**
 * Which row has the keyboard's focus. When it goes, because its run was deleted or came at last, the row that stands there now gets it: the
 * keyboard must not lose its place.
 */
function useRowFocus(
  runs: readonly RunListItem[],
  total: number,
  rowAt: (index: number) => HTMLElement | null | undefined,
) {
  const at = useRef<number | null>(null)
  /** It was scrolled to and is not in the document yet. */
  const isAwaited = useRef(false)
  const shown = useRef(runs)
  useLayoutEffect(() => {
    const isLost = shown.current !== runs && document.activeElement === document.body
    shown.current = runs
    if (at.current === null || !(isAwaited.current || isLost)) return
    const row = rowAt(Math.min(at.current, total - 1))
    if (!row) return
    isAwaited.current = false
    row.focus({ preventScroll: true })
  })
  return {
    moved(index: number | null): void {
      at.current = index
      isAwaited.current = false
    },
    wanted(index: number): void {
      at.current = index
      isAwaited.current = true
    },
  }
}
