import { useMemo } from 'react'
import type { Baseline } from '../../shared/baseline.ts'
import type { ScenarioOverview } from '../../shared/ipc.ts'
import type { LivePoint, RunEvent, RunOrigin } from '../../shared/run.ts'
import type { Brush } from './brush.ts'
import { ChartPanel } from './ChartPanel.tsx'
import { chartMarks } from './chartMarks.ts'
import type { Target } from './chartTargets.ts'
import { axisEndMs, runCharts } from './runSeries.ts'
import classes from './RunCharts.module.css'

interface RunChartsProps {
  points: readonly LivePoint[]
  /** Of an imported run. */
  origin?: RunOrigin | undefined
  plan: ScenarioOverview['plan']
  plannedMs: number
  targets: readonly Target[]
  events: readonly RunEvent[]
  running: boolean
  /** The P95 of the baseline over time. */
  ghost?: Baseline['seconds'] | undefined
  /** Lets a range of time be dragged on every chart. */
  brush?: Brush | undefined
  /** What stands beside the main chart. */
  aside?: React.ReactNode
}

/** P95 over time, big; below it rate, errors and load. */
export function RunCharts(props: RunChartsProps) {
  const { points, origin, plan, plannedMs, targets, events, running, ghost, brush, aside } = props
  const [latency, ...rest] = useMemo(
    () => runCharts(points, plan, targets, { ghost, origin }),
    [points, plan, targets, ghost, origin],
  )
  const marks = useMemo(() => chartMarks(events), [events])
  const shared = { endMs: axisEndMs(points, plannedMs, running), marks, brush, withLegendValues: running }
  // The plan is shown whole, beside a load that has only begun.
  const wholeMs = Math.max(shared.endMs, plannedMs)
  return (
    <div className={classes['screen']} data-aside={aside !== undefined}>
      <div className={classes['charts']}>
        {latency !== undefined && (
          <ChartPanel
            {...latency}
            {...shared}
            ahead={running ? latency.ahead : undefined}
            emptyText={emptyText(props)}
            className={classes['main']}
          />
        )}
        <div className={classes['small']} data-count={rest.length}>
          {rest.map(({ ahead, ...chart }) => (
            <ChartPanel
              key={chart.name}
              {...chart}
              {...shared}
              {...(running && ahead !== undefined && { ahead, endMs: wholeMs })}
            />
          ))}
        </div>
      </div>
      {aside}
    </div>
  )
}

/** Why there is no response time to draw. */
function emptyText({ points, origin, running }: RunChartsProps): string {
  if (origin !== undefined) return `${origin.tool} tells no response times over time`
  if (points.length > 0) return running ? 'No request has finished yet' : 'No request was finished'
  return running ? 'The first second is not over yet' : 'The run ended before its first second was over'
}
