import { Button } from '@mantine/core'
import { Activity, Play } from 'lucide-react'
import { memo, useDeferredValue, useEffect } from 'react'
import type { LiveRun } from '../../shared/ipc.ts'
import type { RunRecord } from '../../shared/run.ts'
import { runDemo } from '../actions.ts'
import { Blank } from '../components/Blank.tsx'
import { notifyError, run } from '../components/notify.ts'
import { isRunning, useLive } from '../stores/live.ts'
import { useChosenRequests } from './chosenRequests.ts'
import { FilterBar } from './FilterBar.tsx'
import { LiveView } from './LiveView.tsx'
import { RunActions } from './RunActions.tsx'
import { slicedRun } from './slicedRun.ts'

/** The run that goes on now, or the one that ended last. */
export function LiveScreen() {
  const { run: live, finished, loaded, load } = useLive()
  // A second is drawn in slices between frames, not in one task: the screen stays smooth however much it shows.
  const shown = useDeferredValue(live)
  useEffect(() => {
    load().catch(notifyError)
  }, [load])

  if (live === null) {
    if (!loaded) return null
    return (
      <Blank
        icon={Activity}
        title="No run yet"
        text="A run shows its response times, rates and errors here, second by second. Run a scenario, or the demo against the sample target."
        actions={
          <Button leftSection={<Play size={14} />} onClick={() => run(runDemo())}>
            Run demo
          </Button>
        }
      />
    )
  }
  return shown === null ? null : <Shown live={shown} finished={finished} />
}

/** Drawn anew only when what it shows has changed. */
const Shown = memo(function Shown({ live, finished }: { live: LiveRun; finished: RunRecord | null }) {
  const running = isRunning({ run: live, finished })
  const { runId, phase, point } = live.tick
  const { filter, slice } = useChosenRequests(runId, `${phase} ${point?.second ?? -1}`)
  return (
    <LiveView
      key={runId}
      live={live}
      part={slice === null ? undefined : slicedRun(live, filter, slice)}
      finished={finished}
      running={running}
      actions={
        <>
          <FilterBar runId={runId} filter={filter} />
          <RunActions runId={runId} phase={phase} running={running} />
        </>
      }
    />
  )
})
