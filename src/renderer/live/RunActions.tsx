import { Button, Group, Modal, Text } from '@mantine/core'
import { FileChartColumn, OctagonX, Square } from 'lucide-react'
import { memo, useState } from 'react'
import type { LiveTick } from '../../shared/run.ts'
import { ask } from '../api.ts'
import { run } from '../components/notify.ts'
import { openReport } from '../stores/navigation.ts'
import { NoteButton } from './NoteButton.tsx'

interface RunActionsProps extends Pick<LiveTick, 'runId' | 'phase'> {
  running: boolean
}

/** What can be done with the run: while it goes on, and when it is over. */
export const RunActions = memo(function RunActions({ runId, phase, running }: RunActionsProps) {
  if (running) return <RunningActions runId={runId} stopping={phase === 'stopping'} />
  return (
    <Button leftSection={<FileChartColumn size={14} />} onClick={() => openReport(runId)} data-testid="open-report">
      Open report
    </Button>
  )
})

/** The ways to remark on a run and to end it. */
function RunningActions({ runId, stopping }: { runId: string; stopping: boolean }) {
  const [asking, setAsking] = useState(false)
  const abort = () => {
    setAsking(false)
    run(ask('abortRun', { runId }))
  }
  return (
    <>
      <NoteButton runId={runId} />
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
