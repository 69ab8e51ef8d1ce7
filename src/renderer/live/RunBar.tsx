import { Group, Progress, Text } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { LiveRun } from '../../shared/ipc.ts'
import type { RunRecord } from '../../shared/run.ts'
import { formatClock } from '../../shared/units.ts'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { ValidityBadge } from '../components/ValidityBadge.tsx'
import classes from './RunBar.module.css'

interface RunBarProps {
  live: LiveRun
  finished: RunRecord | null
  running: boolean
  actions: ReactNode
}

const PHASE_WORDS = { preparing: 'Preparing', running: 'Running', stopping: 'Stopping', finished: 'Finished' } as const

/** Which run, how far it is, whether its figures can be trusted, and what can be done with it. */
export function RunBar({ live, finished, running, actions }: RunBarProps) {
  const { tick, name, plan } = live
  // The record's reasons tell of missed targets too; the tick's only of the measurement.
  const { reasons } = tick
  const validity = finished?.validity ?? tick.validity
  const about =
    validity === 'valid'
      ? [plan.baseUrl, ...plan.executors.map(({ describes }) => describes)].join(' · ')
      : `The measurement is ${validity}. ${reasons.join(' ')}`
  const share = tick.plannedDurationMs > 0 ? Math.min(1, tick.elapsedMs / tick.plannedDurationMs) : 1
  return (
    <div className={classes['bar']}>
      <div className={classes['barName']}>
        <div className={classes['barTitle']}>
          <h1 title={name}>{name}</h1>
          <span data-testid="run-phase" className={classes['phase']}>
            {finished === null ? PHASE_WORDS[tick.phase] : null}
          </span>
          {finished !== null && <StatusBadge run={finished} testId="verdict" />}
          <ValidityBadge validity={validity} reasons={reasons} />
        </div>
        <p className={classes['about']} data-validity={validity} role="status">
          {validity !== 'valid' && <TriangleAlert size={14} aria-hidden />}
          <span title={about}>{about}</span>
        </p>
      </div>
      <div className={classes['progress']} data-running={running}>
        <Text size="sm" className={classes['clock']} data-testid="elapsed">
          {running
            ? `${formatClock(tick.elapsedMs)} of ${formatClock(tick.plannedDurationMs)}, ${leftText(tick)}`
            : `Took ${formatClock(finished?.durationMs ?? tick.elapsedMs)}`}
        </Text>
        <Progress value={share * 100} size={4} aria-label="Elapsed of planned time" transitionDuration={0} />
      </div>
      <Group gap="xs" wrap="nowrap" className={classes['barActions']}>
        {actions}
      </Group>
    </div>
  )
}

/** Time left; a run may go on beyond its plan until iterations under way have ended. */
function leftText({ elapsedMs, plannedDurationMs }: LiveRun['tick']): string {
  const leftMs = plannedDurationMs - elapsedMs
  return leftMs > 0 ? `${formatClock(leftMs + 999)} left` : 'ending'
}
