import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import type { LiveRun } from '../../shared/ipc.ts'
import type { RunRecord } from '../../shared/run.ts'
import { hasObserved } from '../../shared/observedCharts.ts'
import { formatCount } from '../../shared/units.ts'
import { BreakerPanel } from '../breaker/BreakerPanel.tsx'
import { RunCharts } from '../charts/RunCharts.tsx'
import { axisEndMs } from '../charts/runSeries.ts'
import { EventFeed } from '../components/EventFeed.tsx'
import { ExemplarTable } from '../components/ExemplarTable.tsx'
import { Panel } from '../components/Panel.tsx'
import { StepTable } from '../components/StepTable.tsx'
import { useBaseline } from '../components/useBaseline.ts'
import { Observed } from '../observed/Observed.tsx'
import { ControlPanel } from './ControlPanel.tsx'
import classes from './live.module.css'
import { RunBar } from './RunBar.tsx'
import { TargetList } from './TargetList.tsx'
import { Tiles } from './Tiles.tsx'

interface LiveViewProps {
  live: LiveRun
  /** The part of the run whose requests are looked at, when it is not all of them. */
  part?: LiveRun | undefined
  /** How it ended; null while it runs. */
  finished: RunRecord | null
  running: boolean
  /** What can be done with the run; null where it is only shown. */
  actions: ReactNode
}

/** A run second by second: as it goes on, and as a finished one is shown again. */
export function LiveView({ live, part, finished, running, actions }: LiveViewProps) {
  const shown = part ?? live
  const ofScenario = useBaseline(live.plan.name, live.tick.runId)
  // The baseline is of all requests.
  const baseline = part === undefined ? ofScenario : null
  return (
    <div className={classes['screen']} data-testid="live">
      <RunBar live={live} finished={finished} running={running} actions={actions} />
      <Tiles tick={shown.tick} running={running} baseline={baseline} />
      <RunCharts
        points={shown.points}
        plan={live.plan.plan}
        plannedMs={live.tick.plannedDurationMs}
        targets={shown.plan.thresholds}
        events={live.events}
        running={running}
        ghost={baseline?.seconds}
        aside={<Aside live={live} running={running && actions !== null} />}
      />
      {live.tick.breaker !== undefined && (
        <BreakerPanel
          result={live.tick.breaker}
          durationMs={running ? live.tick.plannedDurationMs : live.tick.elapsedMs}
          running={running}
        />
      )}
      <Details live={shown} whole={live} running={running} />
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

/** @param whole all of the run: what was observed has no part that a filter could choose */
function Details({ live, whole, running }: { live: LiveRun; whole: LiveRun; running: boolean }) {
  const { points } = whole
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
        {hasObserved(points) && (
          <Tabs.Tab value="observed" data-testid="tab-observed">
            Observed
          </Tabs.Tab>
        )}
      </Tabs.List>
      <Tabs.Panel value="observed" className={classes['observedBody']}>
        <Observed
          points={points}
          targets={whole.plan.thresholds}
          endMs={axisEndMs(points, live.tick.plannedDurationMs, running)}
          running={running}
        />
      </Tabs.Panel>
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
