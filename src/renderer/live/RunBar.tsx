import { Button, Modal, Group, Progress, Text } from '@mantine/core'
import { FileChartColumn, OctagonX, Square, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { LiveRun } from '../../shared/ipc.ts'
import type { RunRecord } from '../../shared/run.ts'
import { formatClock } from '../../shared/units.ts'
import { ask } from '../api.ts'
import { run } from '../components/notify.ts'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { ValidityBadge } from '../components/ValidityBadge.tsx'
import { openReport } from '../stores/navigation.ts'
import classes from './live.module.css'

interface RunBarProps {
  live: LiveRun
  finished: RunRecord | null
  running: boolean
}

const PHASE_WORDS = { preparing: 'Preparing', running: 'Running', stopping: 'Stopping', finished: 'Finished' } as const

/** Which run, how far it is, whether its figures can be trusted, and the ways to end it. */
export function RunBar({ live, finished, running }: RunBarProps) {
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
          {finished !== null && <StatusBadge status={finished.status} testId="verdict" />}
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
            ? `${formatClock(tick.elapsedMs)} of ${formatClock(tick.plannedDurationMs)}`
            : `Took ${formatClock(finished?.durationMs ?? tick.elapsedMs)}`}
        </Text>
        <Progress value={share * 100} size={4} aria-label="Elapsed of planned time" transitionDuration={0} />
      </div>
      <Group gap="xs" wrap="nowrap" className={classes['barActions']}>
        {running ? (
          <RunningActions runId={tick.runId} stopping={tick.phase === 'stopping'} />
        ) : (
          <Button
            leftSection={<FileChartColumn size={14} />}
            onClick={() => openReport(tick.runId)}
            data-testid="open-report"
          >
            Open report
          </Button>
        )}
      </Group>
    </div>
  )
}

function RunningActions({ runId, stopping }: { runId: string; stopping: boolean }) {
  const [asking, setAsking] = useState(false)
  const abort = () => {
    setAsking(false)
    run(ask('abortRun', { runId }))
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<Square size={13} />}
        onClick={() => run(ask('stopRun', { runId }))}
        disabled={stopping}
        data-testid="stop-run"
      >
        {stopping ? 'Stopping' : 'Stop'}
      </Button>
      <Button
        variant="default"
        leftSection={<OctagonX size={14} />}
        onClick={() => setAsking(true)}
        data-testid="abort-run"
      >
        Abort
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Abort the run?"
        closeButtonProps={{ 'aria-label': 'Cancel' }}
      >
        <Text>
          Requests that are under way are cut off. What was measured so far is kept, and the run is marked as aborted.
          Stop instead lets running iterations finish.
        </Text>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            Keep running
          </Button>
          <Button color="red" onClick={abort} data-testid="abort-confirm">
            Abort
          </Button>
        </Group>
      </Modal>
    </>
  )
}
