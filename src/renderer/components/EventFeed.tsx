import { CircleX, Info, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import type { RunEvent } from '../../shared/run.ts'
import { formatClock } from '../../shared/units.ts'
import classes from './EventFeed.module.css'

const ICONS = { info: Info, warning: TriangleAlert, error: CircleX } as const
const WORDS = { info: '', warning: 'Warning: ', error: 'Error: ' } as const
/** Shown at most while a run goes on; a report shows all. */
const MOST_SHOWN = 200

interface EventFeedProps {
  events: readonly RunEvent[]
  newestFirst?: boolean
}

/** What happened when. Most seconds bring nothing new. */
export const EventFeed = memo(function EventFeed({ events, newestFirst = false }: EventFeedProps) {
  const shown = newestFirst ? events.slice(-MOST_SHOWN).toReversed() : events
  if (shown.length === 0)
    return <p className={classes['empty']}>Stage changes, missed targets and warnings appear here.</p>
  return (
    <ol className={classes['feed']} data-testid="events">
      {shown.map((event, index) => {
        const Icon = ICONS[event.level]
        return (
          <li key={newestFirst ? events.length - index : index} data-level={event.level} data-kind={event.kind}>
            <span className={classes['time']}>{formatClock(event.atMs)}</span>
            <Icon size={13} aria-hidden className={classes['icon']} />
            <span>
              <span className={classes['word']}>{WORDS[event.level]}</span>
              {event.text}
            </span>
          </li>
        )
      })}
    </ol>
  )
})
