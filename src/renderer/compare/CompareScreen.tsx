import { Button } from '@mantine/core'
import { FileDown, GitCompareArrows, Play, Star, TrendingUp } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { RunComparison } from '../../shared/comparison.ts'
import { comparedSpan, comparisonSentence, headlineOf, intervalNote } from '../../shared/comparisonText.ts'
import type { ScenarioRuns, TrendRun } from '../../shared/trends.ts'
import { runDemo } from '../actions.ts'
import { ask } from '../api.ts'
import { changeBaseline } from '../baselines/changeBaseline.ts'
import { Blank } from '../components/Blank.tsx'
import { ErrorNotice, Notice } from '../components/Notice.tsx'
import { run as start } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { Retry } from '../components/Retry.tsx'
import { importRuns } from '../runs/runActions.ts'
import { type CompareChoice, openReport, openTrends } from '../stores/navigation.ts'
import { useRuns } from '../stores/runs.ts'
import { Changes } from './Changes.tsx'
import classes from './compare.module.css'
import { ComparisonTable } from './ComparisonTable.tsx'
import { OverlaidCharts } from './OverlaidCharts.tsx'
import { type Picked, defaultPick } from './defaultPick.ts'
import { RunPicker } from './RunPicker.tsx'
import { VerdictMark } from './VerdictMark.tsx'

/** A baseline against one or more runs: the verdict, then why, then the pictures. */
export function CompareScreen({ choice }: { choice: CompareChoice }) {
  const question = useCallback(() => ask('listScenarios', undefined), [])
  const { value: scenarios, error, load } = useAnswer(question)
  const [scenario, setScenario] = useState(choice.scenario)
  if (error !== null) return <Failed error={error} onRetry={load} />
  if (scenarios === null) return <div className={classes['screen']} aria-busy="true" />
  const shown = scenario ?? scenarios[0]?.scenario
  if (shown === undefined) return <NothingYet />
  const wanted = shown === choice.scenario ? choice : {}
  return <ScenarioRunsToCompare key={shown} {...{ scenarios, scenario: shown, wanted }} onScenario={setScenario} />
}

interface ScenarioRunsProps {
  scenarios: readonly ScenarioRuns[]
  scenario: string
  wanted: Partial<Picked>
  onScenario: (scenario: string) => void
}

function ScenarioRunsToCompare({ scenarios, scenario, wanted, onScenario }: ScenarioRunsProps) {
  const revision = useRuns((state) => state.revision)
  const question = useCallback(() => ask('trendOf', { scenario }), [scenario])
  const { value: trend, error, load } = useAnswer(question)
  useEffect(() => {
    if (revision > 0) load()
  }, [revision, load])
  const [chosen, setChosen] = useState<Picked | null>(null)
  if (error !== null) return <Failed error={error} onRetry={load} />
  const known = trend?.runs ?? []
  const picked = chosen ?? defaultPick(known, wanted)
  return (
    <div className={classes['screen']} data-testid="compare">
      <div className={classes['head']}>
        <h1>Compare</h1>
        <RunPicker {...{ scenarios, scenario, known, picked, onScenario }} onPick={setChosen} />
        <Button variant="default" leftSection={<TrendingUp size={14} />} onClick={() => openTrends(scenario)}>
          Trend
        </Button>
        <BaselineButton scenario={scenario} picked={picked} known={known} />
      </div>
      {trend !== null && (known.length < 2 ? <OneRun known={known} /> : <Result picked={picked} />)}
    </div>
  )
}

/** What stands as base becomes the scenario's baseline, or ends being it. */
function BaselineButton({ scenario, picked, known }: { scenario: string; picked: Picked; known: readonly TrendRun[] }) {
  const current = known.filter(({ inBaseline }) => inBaseline).map(({ run }) => run.id)
  const isCurrent = current.length === picked.base.length && current.every((id) => picked.base.includes(id))
  if (picked.base.length === 0) return null
  const click = () => start(changeBaseline({ scenario, before: current, after: isCurrent ? [] : picked.base }))
  return (
    <Button
      variant="default"
      leftSection={<Star size={14} fill={isCurrent ? 'currentColor' : 'none'} />}
      onClick={click}
      data-testid="set-baseline"
    >
      {isCurrent ? 'End baseline' : 'Make it the baseline'}
    </Button>
  )
}

function Result({ picked }: { picked: Picked }) {
  const { base, runs } = picked
  const key = JSON.stringify(picked)
  const enough = base.length > 0 && runs.length > 0
  const question = useCallback(async (): Promise<readonly RunComparison[] | null> => {
    const request = JSON.parse(key) as { base: string[]; runs: string[] }
    return enough ? ask('compareRuns', request) : null
  }, [key, enough])
  const { value: comparisons, error, load } = useAnswer(question)
  const [shownId, setShown] = useState<string | null>(null)
  if (!enough) {
    return (
      <Blank
        heading="h2"
        icon={GitCompareArrows}
        title="Choose what to compare"
        text="A baseline of one or more runs, and the runs to judge. Three runs or more as baseline show how much runs differ by themselves."
      />
    )
  }
  if (error !== null) return <ErrorNotice error={error} actions={<Retry onRetry={load} />} />
  if (comparisons === null) return <div aria-busy="true" className={classes['waiting']} />
  const shown = comparisons.find(({ run }) => run === shownId) ?? comparisons[0]
  return (
    <>
      {comparisons.map((comparison) => (
        <VerdictLine
          key={comparison.run}
          comparison={comparison}
          several={comparisons.length > 1}
          shown={comparison === shown}
          onShow={() => setShown(comparison.run)}
        />
      ))}
      {shown !== undefined && <Detail picked={picked} comparison={shown} />}
    </>
  )
}

function Detail({ picked, comparison }: { picked: Picked; comparison: RunComparison }) {
  const { reasons, comparability, metrics } = comparison
  const note = intervalNote(comparison)
  const steps = [...new Set(metrics.flatMap(({ step }) => step ?? []))]
  return (
    <>
      {comparability === 'caution' && (
        <Notice level="warning" title="Compare with caution">
          {reasons.join(' ')}
        </Notice>
      )}
      {metrics.length > 0 && (
        <Panel title="Figures" flush className={classes['figures']}>
          <ComparisonTable comparison={comparison} />
          {note !== null && <p className={classes['note']}>{note}</p>}
        </Panel>
      )}
      <OverlaidCharts picked={picked} steps={steps} />
      <Changes comparison={comparison} />
    </>
  )
}

interface VerdictLineProps {
  comparison: RunComparison
  several: boolean
  shown: boolean
  onShow: () => void
}

function VerdictLine({ comparison, several, shown, onShow }: VerdictLineProps) {
  const { run } = comparison
  return (
    <section className={classes['verdictLine']} aria-label={`Verdict on ${run}`} data-shown={several && shown}>
      <VerdictMark verdict={comparison.verdict} word={headlineOf(comparison)} large />
      <div className={classes['sentence']}>
        <p data-testid="comparison-sentence" data-run={run}>
          {comparisonSentence(comparison)}
        </p>
        <p>
          Run {run}, {comparedSpan(comparison)}.
          {comparison.verdict !== null &&
            comparison.comparedSeconds !== null &&
            ' All figures of a comparison together err in at most 5 of 100 comparisons of equal runs.'}
        </p>
      </div>
      {several && (
        <Button variant="default" onClick={onShow} disabled={shown}>
          {shown ? 'Shown below' : 'Show figures'}
        </Button>
      )}
      <Button variant="default" onClick={() => openReport(run)}>
        Open report
      </Button>
    </section>
  )
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className={classes['screen']}>
      <div className={classes['head']}>
        <h1>Compare</h1>
      </div>
      <ErrorNotice error={error} actions={<Retry onRetry={onRetry} />} />
    </div>
  )
}

/** Nothing to compare it with: the ways to a second run. */
function OneRun({ known }: { known: readonly TrendRun[] }) {
  const id = known[0]?.run.id
  return (
    <Blank
      heading="h2"
      icon={GitCompareArrows}
      title="One run so far"
      text="A second run of this scenario shows whether anything changed. Run it again from its report (Use scenario), or import a run of another laptop or tool."
      actions={
        <>
          {id !== undefined && <Button onClick={() => openReport(id)}>Open its report</Button>}
          <Button variant="default" leftSection={<FileDown size={14} />} onClick={() => start(importRuns())}>
            Import runs
          </Button>
        </>
      }
    />
  )
}

function NothingYet() {
  return (
    <Blank
      icon={GitCompareArrows}
      title="Nothing to compare yet"
      text="Two runs of a scenario can be compared: which is slower, by how much, and how sure that is."
      actions={
        <Button leftSection={<Play size={14} />} onClick={() => start(runDemo())}>
          Run demo
        </Button>
      }
    />
  )
}
