import { Button } from '@mantine/core'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import type { RunDetail } from '../../shared/ipc.ts'
import type { RangeReport, SecondRange } from '../../shared/report.ts'
import { type RunSummary, stepRow } from '../../shared/summary.ts'
import { courseOf, tellsSeconds } from '../../shared/origin.ts'
import { measurementReasons, noTargetsSentence } from '../../shared/verdictText.ts'
import { ask, askRun } from '../api.ts'
import type { Brush } from '../charts/brush.ts'
import { RunCharts } from '../charts/RunCharts.tsx'
import { axisEndMs } from '../charts/runSeries.ts'
import { ChartSubject } from '../charts/subject.ts'
import { CheckTable } from '../components/CheckTable.tsx'
import { EventFeed } from '../components/EventFeed.tsx'
import { ExemplarTable } from '../components/ExemplarTable.tsx'
import { ErrorNotice, Notice } from '../components/Notice.tsx'
import { BreakerPanel } from '../breaker/BreakerPanel.tsx'
import { Panel } from '../components/Panel.tsx'
import { StepTable } from '../components/StepTable.tsx'
import { ThresholdTable } from '../components/ThresholdTable.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { useBaseline } from '../components/useBaseline.ts'
import { Retry } from '../components/Retry.tsx'
import { formatMoment } from '../components/when.ts'
import { useNavigation } from '../stores/navigation.ts'
import { Observed } from '../observed/Observed.tsx'
import { BreakingPoints } from './BreakingPoints.tsx'
import { Environment } from './Environment.tsx'
import { Failures } from './Failures.tsx'
import { Figures } from './Figures.tsx'
import { PhaseTable } from './PhaseTable.tsx'
import { RangeBar } from './RangeBar.tsx'
import { ReportHeader } from './ReportHeader.tsx'
import classes from './report.module.css'
import { ScenarioText } from './ScenarioText.tsx'
import { Spread } from './Spread.tsx'
import { TagTable } from './TagTable.tsx'

/** One finished run: the verdict, then why, then everything that was measured. */
export function ReportScreen({ runId }: { runId: string }) {
  const question = useCallback(() => askRun(runId), [runId])
  const { value: detail, error, load } = useAnswer(question)
  const back = useNavigation((state) => state.back)
  if (error !== null) {
    return (
      <div className={classes['screen']}>
        <ErrorNotice
          error={error}
          actions={
            <>
              <Retry onRetry={load} />
              <Button variant="default" onClick={back}>
                Back
              </Button>
            </>
          }
        />
      </div>
    )
  }
  if (detail === null) return <div className={classes['screen']} aria-busy="true" />
  const { name, startedAtMs } = detail.summary.run
  return (
    <ChartSubject value={`${name}, ${formatMoment(startedAtMs)}`}>
      <Report detail={detail} />
    </ChartSubject>
  )
}

function Report({ detail }: { detail: RunDetail }) {
  const { points, plan } = detail
  const { run, breaker, breakingPoints = [] } = detail.summary
  const runId = run.id
  const [range, setRange] = useState<SecondRange | null>(null)
  const rangeReport = useAnswer(
    useCallback(() => ask('rangeReport', range === null ? { runId } : { runId, range }), [runId, range]),
  )
  const { value: heatMap } = useAnswer(useCallback(() => ask('heatMap', { runId }), [runId]))
  const report = rangeReport.value
  const summary = report?.summary ?? detail.summary
  const part = report !== null && !report.isWhole ? report : null
  const lastSecond = Math.max(0, Math.ceil(run.durationMs / 1000) - 1)
  const baseline = useBaseline(run.scenario, runId)
  const { untold } = courseOf(run.origin, points)
  const brush = useBrush(range, lastSecond, setRange)
  // What lies below the first charts is drawn after them.
  const withRest = useDeferredValue(true, false)
  return (
    <div className={classes['screen']} data-testid="report">
      <ReportHeader detail={detail} />
      {run.validity !== 'valid' && (
        <Notice level="warning" title={`The measurement is ${run.validity}`}>
          {measurementReasons(run).join(' ')}
        </Notice>
      )}
      {tellsSeconds(run.origin) && <RangeBar range={range} lastSecond={lastSecond} onRange={setRange} />}
      {rangeReport.error !== null && <ErrorNotice error={rangeReport.error} />}
      {part !== null && part.validity !== 'valid' && (
        <Notice level="warning" title={`The measurement of this range is ${part.validity}`}>
          {part.reasons.join(' ')}
        </Notice>
      )}
      <Figures summary={summary} />
      <Thresholds summary={summary} inRange={part !== null} />
      {breaker !== undefined && <BreakerPanel result={breaker} durationMs={run.durationMs} running={false} />}
      {breakingPoints.map((result) => (
        <BreakingPoints key={result.executor} result={result} />
      ))}
      {untold === undefined ? (
        <RunCharts
          points={points}
          origin={run.origin}
          plan={plan?.plan ?? []}
          plannedMs={plan?.plannedDurationMs ?? run.durationMs}
          targets={detail.summary.thresholds}
          events={detail.events}
          running={false}
          ghost={baseline?.seconds}
          brush={tellsSeconds(run.origin) ? brush : undefined}
        />
      ) : (
        <Panel title="Over time" flush testId="untold">
          <p className={classes['none']}>{untold}</p>
        </Panel>
      )}
      {withRest && (
        <>
          <Observed
            points={points}
            targets={summary.thresholds}
            endMs={axisEndMs(points, run.durationMs, false)}
            running={false}
          />
          <Spread distribution={report?.distribution ?? null} heatMap={heatMap} range={part?.range ?? null} />
          <Details detail={detail} summary={summary} report={report} part={part} />
          <ScenarioText text={detail.scenarioText} />
        </>
      )}
    </div>
  )
}

function Thresholds({ summary: { run, thresholds }, inRange }: { summary: RunSummary; inRange: boolean }) {
  return (
    <Panel title={inRange ? 'Thresholds, judged on this range alone' : 'Thresholds'} flush>
      {thresholds.length > 0 ? (
        <ThresholdTable thresholds={thresholds} />
      ) : (
        <p className={classes['none']}>{noTargetsSentence(run)}</p>
      )}
    </Panel>
  )
}

interface DetailsProps {
  detail: RunDetail
  summary: RunSummary
  report: RangeReport | null
  /** The report when it is of a part of the run. */
  part: RangeReport | null
}

/** The tables: everything that was measured, and what happened in the range. */
function Details({ detail, summary, report, part }: DetailsProps) {
  const isInRange = ({ atMs }: { atMs: number }): boolean =>
    part === null || (atMs >= part.range.from * 1000 && atMs < (part.range.to + 1) * 1000)
  const steps = summary.steps.map(stepRow)
  const exemplars = detail.exemplars.filter(isInRange)
  const failures = exemplars.filter(({ kind }) => kind === 'failed')
  const slow = exemplars.filter(({ kind }) => kind === 'slow')
  return (
    <>
      <Panel title="Steps" flush>
        {steps.length > 0 ? <StepTable steps={steps} /> : <p className={classes['none']}>{noStepsText(summary)}</p>}
      </Panel>
      {report !== null && report.tags.length > 0 && <TagTable tags={report.tags} />}
      {report !== null && report.phases.length > 0 && (
        <PhaseTable phases={report.phases} range={report.range} phaseRange={report.phaseRange} />
      )}
      {summary.checks.length > 0 && (
        <Panel title="Checks" flush>
          <CheckTable checks={summary.checks} />
        </Panel>
      )}
      <Failures failures={summary.failures} />
      {failures.length > 0 && (
        <Panel title="Failures that were kept" flush className={classes['limited']}>
          <ExemplarTable exemplars={failures} label="Failed requests" />
        </Panel>
      )}
      {slow.length > 0 && (
        <Panel title="Slowest requests that were kept" flush className={classes['limited']}>
          <ExemplarTable exemplars={slow} label="Slowest requests" />
        </Panel>
      )}
      <div className={classes['pair']}>
        <Panel title="Events" flush className={classes['limited']}>
          <EventFeed events={detail.events.filter(isInRange)} />
        </Panel>
        <Panel title="Environment">
          <Environment detail={detail} />
        </Panel>
      </div>
    </>
  )
}

function noStepsText({ run, metrics }: RunSummary): string {
  if (run.origin !== undefined && metrics['http_reqs'] !== undefined) return `${run.origin.format} tells of no steps.`
  return 'No request was finished.'
}

/** The charts' way to choose a range: the seconds whose points lie in what was dragged. */
function useBrush(range: SecondRange | null, lastSecond: number, onRange: (range: SecondRange | null) => void): Brush {
  return useMemo(
    () => ({
      range: range === null ? null : { fromMs: range.from * 1000, toMs: range.to * 1000 },
      onSelect(dragged) {
        if (dragged === null) {
          onRange(null)
          return
        }
        const from = Math.min(lastSecond, Math.ceil(dragged.fromMs / 1000))
        const to = Math.min(lastSecond, Math.floor(dragged.toMs / 1000))
        if (from <= to) onRange(from === 0 && to === lastSecond ? null : { from, to })
      },
    }),
    [range, lastSecond, onRange],
  )
}
