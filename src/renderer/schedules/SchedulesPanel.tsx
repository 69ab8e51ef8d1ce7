import { ActionIcon, Button } from '@mantine/core'
import { CalendarClock, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { formatMoment, type ScheduleItem, type ScheduleTime } from '../../shared/schedule.ts'
import { ask, listen } from '../api.ts'
import { ErrorNotice } from '../components/Notice.tsx'
import { run } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { openReport } from '../stores/navigation.ts'
import { PlanDialog } from './PlanDialog.tsx'
import classes from './schedules.module.css'

const askSchedules = () => ask('listSchedules', undefined)

/** What is planned, when it is due next, and what became of it: what was missed stays to be seen. */
export function SchedulesPanel() {
  const { value: items, error, load } = useAnswer(askSchedules)
  const [isPlanning, setPlanning] = useState(false)
  useEffect(() => listen('schedulesChanged', load), [load])
  return (
    <Panel
      title="Planned runs"
      flush
      actions={
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<CalendarClock size={13} />}
          onClick={() => setPlanning(true)}
          data-testid="plan-run"
        >
          Plan a run
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {items?.length === 0 && (
        <p className={classes['none']}>Nothing is planned. A planned run starts by itself while Headroom is open.</p>
      )}
      <ul className={classes['list']}>
        {items?.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
      <PlanDialog opened={isPlanning} onClose={() => setPlanning(false)} />
    </Panel>
  )
}

function Item({ item }: { item: ScheduleItem }) {
  const { id, name, file, cron, timeZone, nextAtMs, times } = item
  const [last] = times
  return (
    <li className={classes['item']} data-testid="schedule">
      <span className={classes['name']} title={file}>
        <b>{name}</b>
        <small>
          {nextAtMs === null ? 'Over' : `Next ${formatMoment(nextAtMs, timeZone)} ${timeZone}`}
          {cron !== undefined && ` (${cron})`}
        </small>
        {last !== undefined && <Last last={last} timeZone={timeZone} />}
      </span>
      <ActionIcon
        variant="subtle"
        aria-label={`Remove ${name}`}
        onClick={() => run(ask('removeSchedule', { id }))}
        data-testid="remove-schedule"
      >
        <Trash2 size={15} />
      </ActionIcon>
    </li>
  )
}

const WORDS: Readonly<Record<ScheduleTime['state'], string>> = {
  started: 'Started',
  missed: 'Missed',
  failed: 'Not started',
}

function Last({ last: { state, dueAtMs, runId, reason }, timeZone }: { last: ScheduleTime; timeZone: string }) {
  return (
    <small className={classes['last']} data-state={state}>
      {WORDS[state]} {formatMoment(dueAtMs, timeZone)}
      {reason !== undefined && `: ${reason}`}
      {runId !== undefined && (
        <button type="button" className={classes['link']} onClick={() => openReport(runId)}>
          Run {runId}
        </button>
      )}
    </small>
  )
}
