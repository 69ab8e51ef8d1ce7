import { Button, Tabs } from '@mantine/core'
import { Activity, Play } from 'lucide-react'
import { useEffect } from 'react'
import type { LiveRun } from '../../shared/ipc.ts'
import { formatCount } from '../../shared/units.ts'
import { runDemo } from '../actions.ts'
import { RunCharts } from '../charts/RunCharts.tsx'
import { Blank } from '../components/Blank.tsx'
import { EventFeed } from '../components/EventFeed.tsx'
import { ExemplarTable } from '../components/ExemplarTable.tsx'
import { notifyError, run } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import { StepTable } from '../components/StepTable.tsx'
import { isRunning, useLive } from '../stores/live.ts'
import { ControlPanel } from './ControlPanel.tsx'
import classes from './live.module.css'
import { RunBar } from './RunBar.tsx'
import { TargetList } from './TargetList.tsx'
import { Tiles } from './Tiles.tsx'

/** The run that goes on now, or the one that ended last. */
export function LiveScreen() {
  const { run: live, finished, loaded, load } = useLive()
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
  const running = isRunning({ run: live, finished })
  return (
    <div className={classes['screen']} data-testid="live">
      <RunBar live={live} finished={finished} running={running} />
      <Tiles tick={live.tick} running={running} />
      <RunCharts
        points={live.points}
        plan={live.plan.plan}
        plannedMs={live.tick.plannedDurationMs}
        targets={live.plan.thresholds}
        events={live.events}
        running={running}
        aside={<Aside live={live} running={running} />}
      />
      <Details live={live} />
    </div>
  )
}

function Aside({ live, running }: { live: LiveRun; running: boolean }) {
  const controlled = live.plan.executors.filter(({ executor }) => executor === 'externally-controlled')
  return (
    <div className={classes['aside']}>
      <div className={classes['asideContent']}>
        <Panel title="Targets" flush className={classes['targetsPanel']}>
          <TargetList thresholds={live.tick.thresholds} />
        </Panel>
        {running && controlled.map(({ name }) => <ControlPanel key={name} live={live} executor={name} />)}
        <Panel title="Events" flush className={classes['eventsPanel']}>
          <EventFeed events={live.events} newestFirst />
        </Panel>
      </div>
    </div>
  )
}

function Details({ live }: { live: LiveRun }) {
  const failures = live.exemplars.filter(({ kind }) => kind === 'failed').toReversed()
  const slow = live.exemplars.filter(({ kind }) => kind === 'slow').toReversed()
  return (
    <Tabs defaultValue="steps" className={classes['details']} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="steps">Steps</Tabs.Tab>
        <Tabs.Tab value="failures" data-testid="tab-failures">
          Failures ({formatCount(failures.length)})
        </Tabs.Tab>
        <Tabs.Tab value="slow">Slowest requests ({formatCount(slow.length)})</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="steps" className={classes['tabBody']}>
        {live.tick.steps.length === 0 ? (
          <p className={classes['none']}>A row per step appears with the first finished request.</p>
        ) : (
          <StepTable steps={live.tick.steps} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="failures" className={classes['tabBody']}>
        {failures.length === 0 ? (
          <p className={classes['none']}>
            No request failed. Those that do are kept here with request, response and timings.
          </p>
        ) : (
          <ExemplarTable exemplars={failures} label="Failed requests" />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="slow" className={classes['tabBody']}>
        {slow.length === 0 ? (
          <p className={classes['none']}>None was kept yet.</p>
        ) : (
          <ExemplarTable exemplars={slow} label="Slowest requests" />
        )}
      </Tabs.Panel>
    </Tabs>
  )
}
