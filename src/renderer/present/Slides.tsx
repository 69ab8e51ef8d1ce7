import { useCallback, useMemo } from 'react'
import { breakerSentence } from '../../shared/breakerText.ts'
import type { RunDetail } from '../../shared/ipc.ts'
import { headlineFigures } from '../../shared/runFacts.ts'
import { stepRow } from '../../shared/summary.ts'
import { measurementReasons, verdictSentence } from '../../shared/verdictText.ts'
import { ask } from '../api.ts'
import { BreakerPanel } from '../breaker/BreakerPanel.tsx'
import { ChartPanel } from '../charts/ChartPanel.tsx'
import { chartMarks } from '../charts/chartMarks.ts'
import { type RunChart, axisEndMs, runCharts } from '../charts/runSeries.ts'
import { Panel } from '../components/Panel.tsx'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { StepTable } from '../components/StepTable.tsx'
import { ThresholdTable } from '../components/ThresholdTable.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { ValidityBadge } from '../components/ValidityBadge.tsx'
import { Spread } from '../report/Spread.tsx'
import classes from './present.module.css'

const SHOWN_FIGURES = new Set(['p50', 'p95', 'p99', 'requests', 'rate', 'errors'])

interface SlideProps {
  detail: RunDetail
}

export function VerdictSlide({ detail: { summary } }: SlideProps) {
  const { run, thresholds, breaker } = summary
  const figures = headlineFigures(summary).filter(({ id }) => SHOWN_FIGURES.has(id))
  return (
    <div className={classes['verdict']}>
      <div className={classes['word']}>
        <StatusBadge run={run} size="large" testId="verdict" />
        <ValidityBadge validity={run.validity} reasons={measurementReasons(summary.run)} />
      </div>
      <p className={classes['why']}>{verdictSentence(summary)}</p>
      {breaker !== undefined && (
        <p className={classes['breaker']}>
          Circuit breaker {breaker.name}: {breakerSentence(breaker)}
        </p>
      )}
      {run.validity !== 'valid' && (
        <p className={classes['doubt']}>
          The measurement is {run.validity}. {measurementReasons(summary.run).join(' ')}
        </p>
      )}
      <dl className={classes['figures']}>
        {figures.map(({ name, value, id }) => (
          <div key={id}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {thresholds.length > 0 && (
        <Panel title="Targets" flush className={classes['grow']}>
          <ThresholdTable thresholds={thresholds} />
        </Panel>
      )}
    </div>
  )
}

export function ResponseSlide({ detail }: SlideProps) {
  return <Charts detail={detail} choose={(charts) => charts.slice(0, 1)} />
}

export function LoadSlide({ detail }: SlideProps) {
  return <Charts detail={detail} choose={(charts) => charts.slice(1)} />
}

function Charts({ detail, choose }: SlideProps & { choose: (charts: RunChart[]) => RunChart[] }) {
  const { points, plan, summary, events } = detail
  const charts = useMemo(
    () => choose(runCharts(points, plan?.plan ?? [], summary.thresholds, { origin: summary.run.origin })),
    [points, plan, summary, choose],
  )
  const marks = useMemo(() => chartMarks(events), [events])
  const endMs = axisEndMs(points, summary.run.durationMs, false)
  return (
    <div className={classes['charts']} data-count={charts.length}>
      {charts.map(({ ahead: _ahead, ...chart }) => (
        <ChartPanel key={chart.name} {...chart} endMs={endMs} marks={marks} withLegendValues={false} />
      ))}
    </div>
  )
}

export function SpreadSlide({ detail }: SlideProps) {
  const { id: runId } = detail.summary.run
  const { value: report } = useAnswer(useCallback(() => ask('rangeReport', { runId }), [runId]))
  const { value: heatMap } = useAnswer(useCallback(() => ask('heatMap', { runId }), [runId]))
  return (
    <div className={classes['spread']}>
      <Spread distribution={report?.distribution ?? null} heatMap={heatMap} range={null} />
    </div>
  )
}

export function StepsSlide({ detail }: SlideProps) {
  return (
    <div className={classes['steps']}>
      <Panel title="Figures of each step" flush>
        <StepTable steps={detail.summary.steps.map(stepRow)} />
      </Panel>
    </div>
  )
}

export function BreakerSlide({ detail: { summary } }: SlideProps) {
  return (
    <div className={classes['steps']}>
      {summary.breaker !== undefined && (
        <BreakerPanel result={summary.breaker} durationMs={summary.run.durationMs} running={false} />
      )}
    </div>
  )
}
