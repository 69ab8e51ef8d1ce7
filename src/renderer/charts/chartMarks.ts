import type { RunEvent } from '../../shared/run.ts'
import type { ChartMark } from './types.ts'

const MOST_MARKS = 40
const MARKED: ReadonlySet<RunEvent['kind']> = new Set([
  'stage',
  'threshold',
  'worker',
  'validity',
  'warning',
  'stopping',
  'aborted',
  'note',
])

/** The events that are marked on charts; of very many the worst and newest. */
export function chartMarks(events: readonly RunEvent[]): ChartMark[] {
  const marked = events.filter((event) => MARKED.has(event.kind))
  if (marked.length <= MOST_MARKS) return marked
  const grave = marked.filter((event) => event.level !== 'info')
  return grave.slice(-MOST_MARKS)
}
