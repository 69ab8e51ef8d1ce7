import { Button } from '@mantine/core'
import { useCallback } from 'react'
import type { RunDetail } from '../../shared/ipc.ts'
import { stepRow } from '../../shared/summary.ts'
import { measurementReasons } from '../../shared/verdictText.ts'
import { ask } from '../api.ts'
import { RunCharts } from '../charts/RunCharts.tsx'
import { CheckTable } from '../components/CheckTable.tsx'
import { EventFeed } from '../components/EventFeed.tsx'
import { ExemplarTable } from '../components/ExemplarTable.tsx'
import { ErrorNotice, Notice } from '../components/Notice.tsx'
import { Panel } from '../components/Panel.tsx'
import { StepTable } from '../components/StepTable.tsx'
import { ThresholdTable } from '../components/ThresholdTable.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { useNavigation } from '../stores/navigation.ts'
import { BreakingPoints } from './BreakingPoints.tsx'
import { Environment } from './Environment.tsx'
import { Figures } from './Figures.tsx'
import { ReportHeader } from './ReportHeader.tsx'
import classes from './report.module.css'
import { ScenarioText } from './ScenarioText.tsx'

/** One finished run: the verdict, then why, then everything that was measured. */
export function ReportScreen({ runId }: { runId: string }) {
  const question = useCallback(() => ask('getRun', { runId }), [runId])
  const { value: detail, error, load } = useAnswer(question)
  const back = useNavigation((state) => state.back)
  if (error !== null) {
    return (
      <div className={classes['screen']}>
        <ErrorNotice
          error={error}
          actions={
            <>
              <Button variant="default" onClick={load}>
                Try again
              </Button>
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
  return <Report detail={detail} />
}

function Report({ detail }: { detail: RunDetail }) {
  const { summary, points, events, exemplars, plan } = detail
  const { run, thresholds, checks, breakingPoints = [] } = summary
  const steps = summary.steps.map(stepRow)
  const failures = exemplars.filter(({ kind }) => kind === 'failed')
  const slow = exemplars.filter(({ kind }) => kind === 'slow')
  return (
    <div className={classes['screen']} data-testid="report">
      <ReportHeader detail={detail} />
      {run.validity !== 'valid' && (
        <Notice level="warning" title={`The measurement is ${run.validity}`}>
          {measurementReasons(summary).join(' ')}
        </Notice>
      )}
      <Figures summary={summary} />
      <Panel title="Thresholds" flush>
        {thresholds.length > 0 ? (
          <ThresholdTable thresholds={thresholds} />
        ) : (
          <p className={classes['none']}>
            The scenario sets no targets, so the verdict says only that the run came to its end. Add thresholds to judge
            it.
          </p>
        )}
      </Panel>
      {breakingPoints.map((result) => (
        <BreakingPoints key={result.executor} result={result} />
      ))}
      <RunCharts
        points={points}
        plan={plan?.plan ?? []}
        plannedMs={plan?.plannedDurationMs ?? run.durationMs}
        targets={thresholds}
        events={events}
        running={false}
      />
      <Panel title="Steps" flush>
        {steps.length > 0 ? <StepTable steps={steps} /> : <p className={classes['none']}>No request was finished.</p>}
      </Panel>
      {checks.length > 0 && (
        <Panel title="Checks" flush>
          <CheckTable checks={checks} />
        </Panel>
      )}
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
          <EventFeed events={events} />
        </Panel>
        <Panel title="Environment">
          <Environment detail={detail} />
        </Panel>
      </div>
      <ScenarioText text={detail.scenarioText} />
    </div>
  )
}
