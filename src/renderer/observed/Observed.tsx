import { useMemo } from 'react'
import { hasObserved, observedCharts, stateStrips } from '../../shared/observedCharts.ts'
import type { LivePoint } from '../../shared/run.ts'
import { axisOf, percentAxis } from '../charts/axis.ts'
import { ChartPanel } from '../charts/ChartPanel.tsx'
import { type Target, observedTargets } from '../charts/chartTargets.ts'
import type { SeriesColor } from '../charts/colors.ts'
import classes from './observed.module.css'
import { StateStrips } from './StateStrips.tsx'

const COLORS: readonly SeriesColor[] = ['blue', 'orange', 'green', 'purple', 'vermilion', 'sky']

/** What observers saw, on the time axis of the run: states as strips, values as charts. Nothing when nothing was seen. */
export function Observed({
  points,
  targets,
  endMs,
  running,
}: {
  points: readonly LivePoint[]
  targets: readonly Target[]
  endMs: number
  running: boolean
}) {
  const charts = useMemo(() => observedCharts(points), [points])
  const strips = useMemo(() => {
    const lastMs = ((points.at(-1)?.second ?? 0) + 1) * 1000
    return stateStrips(points, lastMs)
  }, [points])
  if (!hasObserved(points)) return null
  return (
    <section className={classes['observed']} aria-label="Observed beside the load" data-testid="observed">
      {strips.length > 0 && <StateStrips strips={strips} endMs={endMs} />}
      <div className={classes['charts']}>
        {charts.map(({ metric, title, show, isShare, plain, lines, seconds }) => (
          <ChartPanel
            key={metric}
            name={metric}
            title={title}
            series={lines.map(({ label }, index) => ({
              label,
              color: COLORS[index % COLORS.length] ?? 'blue',
              format: show,
              plain,
              line: index === 0 ? 'strong' : 'thin',
            }))}
            rows={{ timesMs: seconds.map((second) => second * 1000), columns: lines.map(({ values }) => [...values]) }}
            axis={isShare ? percentAxis : axisOf(show)}
            endMs={endMs}
            leastTop={0}
            targets={observedTargets(targets, metric)}
            withLegendValues={running}
          />
        ))}
      </div>
    </section>
  )
}
