import type { RunEvent } from '../../shared/run.ts'
import type { ChartMark } from './types.ts'

const MOST_MARKS = 40
/** What changes the picture; an observer's are what it saw change, a breaker's state among them. */
const MARKED: ReadonlySet<RunEvent['kind']> = new Set([
  'stage',
  'threshold',
  'worker',
  'validity',
  'warning',
  'observer',
  'stopping',
  'aborted',
  'note',
])

/** The events that are marked on charts; of very many the grave ones first, then the newest. */
export function chartMarks(events: readonly RunEvent[]): ChartMark[] {
  const marked = events.filter((event) => MARKED.has(event.kind))
  if (marked.length <= MOST_MARKS) return marked
  const byWeight = [
    ...marked.filter(({ level }) => level !== 'info').toReversed(),
    ...marked.filter(({ level }) => level === 'info').toReversed(),
  ]
  const kept = new Set(byWeight.slice(0, MOST_MARKS))
  return marked.filter((event) => kept.has(event))
}
