import { SegmentedControl, Select } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import type { ComparedMetric, RunCurves } from '../../shared/comparison.ts'
import { COMPARED_TITLES } from '../../shared/comparisonText.ts'
import { formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { ask } from '../api.ts'
import { durationAxis, percentAxis, rateAxis } from '../charts/axis.ts'
import { ChartPanel } from '../charts/ChartPanel.tsx'
import type { SeriesColor } from '../charts/colors.ts'
import type { ChartRows } from '../charts/rows.ts'
import type { Axis, ChartSeries } from '../charts/types.ts'
import { ErrorNotice } from '../components/Notice.tsx'
import { Panel } from '../components/Panel.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { Retry } from '../components/Retry.tsx'
import classes from './compare.module.css'
import type { Picked } from './defaultPick.ts'
import { Distributions, PercentileCurves } from './CurvePanels.tsx'
import { RunLegend, familiesOf } from './RunLegend.tsx'

const BASE_COLOR: SeriesColor = 'grey'
const RUN_COLORS: readonly SeriesColor[] = ['blue', 'orange', 'green', 'purple', 'sky', 'vermilion']
/** What the choice of a step has for all of them: no name of a step is empty. */
const ALL = ''

type Point = RunCurves['points'][number]

interface Figure {
  value: (point: Point) => number | null
  format: (value: number) => string
  plain: ChartSeries['plain']
  axis: Axis
  /** The scale of a chart whose values are all less. */
  leastTop: number
}

const duration = (value: Figure['value']): Figure => ({
  value,
  format: formatDuration,
  plain: { unit: 'ms', factor: 0.001 },
  axis: durationAxis,
  leastTop: 1000,
})

const FIGURES: Readonly<Record<ComparedMetric, Figure>> = {
  p50: duration(({ p50Us }) => p50Us),
  p95: duration(({ p95Us }) => p95Us),
  p99: duration(({ p99Us }) => p99Us),
  error_rate: {
    value: ({ failedShare }) => failedShare,
    format: formatPercent,
    plain: { unit: '%', factor: 100 },
    axis: percentAxis,
    leastTop: 0.01,
  },
  throughput: {
    value: ({ requestRate }) => requestRate,
    format: formatRate,
    plain: { unit: 'req/s', factor: 1 },
    axis: rateAxis('req/s'),
    leastTop: 1,
  },
}
const FIGURE_CHOICES = (['p50', 'p95', 'p99', 'error_rate', 'throughput'] as const).map((value) => ({
  value,
  label: COMPARED_TITLES[value],
}))

/** A run as the charts draw it. */
export interface Shown {
  label: string
  color: SeriesColor
  curves: RunCurves
  isBase: boolean
}

/**
 * The runs on top of each other, all requests or those of a step: figures over time, percentiles, distributions.
 * @param steps that can be chosen
 */
export function OverlaidCharts({ picked, steps }: { picked: Picked; steps: readonly string[] }) {
  const [step, setStep] = useState(ALL)
  const [metric, setMetric] = useState<ComparedMetric>('p95')
  const key = JSON.stringify(picked)
  const known = steps.includes(step) ? step : ALL
  const question = useCallback(async () => {
    const { base, runs } = JSON.parse(key) as Picked
    const curves = await ask('curvesOf', { runs: [...base, ...runs], step: known === ALL ? null : known })
    return shownRuns(curves, base.length)
  }, [key, known])
  const { value: shown, error, load } = useAnswer(question)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const families = useMemo(() => familiesOf(shown ?? []), [shown])
  const seen = useMemo(
    () => families.flatMap(({ name, members }) => (hidden.has(name) ? [] : members)),
    [families, hidden],
  )
  if (known === ALL && shown?.every(tellsNothing) === true) return <NothingToDraw />
  return (
    <section className={classes['overlays']} aria-labelledby="overlays" data-testid="overlays">
      <div className={classes['overlayHead']}>
        <h2 id="overlays">Runs on top of each other</h2>
        <Select
          aria-label="Requests"
          size="xs"
          allowDeselect={false}
          data={[{ value: ALL, label: 'All requests' }, ...steps.map((name) => ({ value: name, label: name }))]}
          value={known}
          onChange={(value) => setStep(value ?? ALL)}
          className={classes['steps']}
          data-testid="overlay-step"
        />
        <SegmentedControl
          aria-label="Figure"
          data={FIGURE_CHOICES}
          value={metric}
          onChange={setMetric}
          data-testid="overlay-figure"
        />
      </div>
      {error !== null && <ErrorNotice error={error} actions={<Retry onRetry={load} />} />}
      <RunLegend families={families} hidden={hidden} onHide={setHidden} />
      {shown === null ? (
        <div className={classes['waiting']} aria-busy="true" />
      ) : (
        <Charts shown={seen} metric={metric} />
      )}
    </section>
  )
}

function tellsNothing({ curves: { points, percentiles } }: Shown): boolean {
  return points.length === 0 && percentiles.length === 0
}

function NothingToDraw() {
  return (
    <Panel title="Runs on top of each other" testId="overlays">
      <p className={classes['quiet']}>
        These runs tell neither how they went over time nor how their response times spread: there is nothing to draw.
      </p>
    </Panel>
  )
}

function Charts({ shown, metric }: { shown: readonly Shown[]; metric: ComparedMetric }) {
  const figure = FIGURES[metric]
  const rows = useMemo(() => rowsOver(shown, figure), [shown, figure])
  return (
    <>
      <ChartPanel
        name={`compared-${metric}`}
        title={`${COMPARED_TITLES[metric]} per second`}
        series={shown.map((each) => seriesOf(each, figure))}
        rows={rows}
        axis={figure.axis}
        endMs={Math.max(1000, rows.timesMs.at(-1) ?? 0)}
        leastTop={figure.leastTop}
        withoutLegend
        withLegendValues={false}
        className={classes['timeChart']}
        emptyText="No second was measured"
      />
      <div className={classes['pair']}>
        <PercentileCurves shown={shown} />
        <Distributions shown={shown} />
      </div>
    </>
  )
}

/** @param bases how many of the first are the baseline */
function shownRuns(all: readonly RunCurves[], bases: number): Shown[] {
  return all.map((curves, index) => {
    const { id } = curves.run
    if (index < bases) {
      return { label: bases === 1 ? 'Baseline' : `Baseline ${id}`, color: BASE_COLOR, curves, isBase: true }
    }
    const label = all.length - bases === 1 ? 'Run' : `Run ${id}`
    return { label, color: RUN_COLORS[(index - bases) % RUN_COLORS.length] ?? 'blue', curves, isBase: false }
  })
}

function seriesOf({ label, color, isBase }: Shown, { format, plain }: Figure): ChartSeries {
  return { label, color, format, plain, line: isBase ? 'dashed' : 'strong' }
}

function rowsOver(shown: readonly Shown[], { value }: Figure): ChartRows {
  const bySecond = shown.map(({ curves }) => new Map(curves.points.map((point) => [point.second, value(point)])))
  const seconds = [...new Set(bySecond.flatMap((points) => [...points.keys()]))].toSorted((one, other) => one - other)
  return {
    timesMs: seconds.map((second) => second * 1000),
    columns: bySecond.map((points) => seconds.map((second) => points.get(second) ?? null)),
  }
}
