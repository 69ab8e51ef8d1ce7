import { Button, SegmentedControl, Select } from '@mantine/core'
import { GitCompareArrows, Play, TrendingUp } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { type ChangePoint, TREND_METRICS, type Trend, type TrendMetric } from '../../shared/trends.ts'
import { TREND_TITLES, changeText, changeWord, trendNotes, trendValue } from '../../shared/trendText.ts'
import { formatCount } from '../../shared/units.ts'
import { runDemo } from '../actions.ts'
import { ask } from '../api.ts'
import { Blank } from '../components/Blank.tsx'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { ErrorNotice } from '../components/Notice.tsx'
import { run as start } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { formatMoment } from '../components/when.ts'
import { Retry } from '../components/Retry.tsx'
import { VerdictMark } from '../compare/VerdictMark.tsx'
import { openCompare, openReport } from '../stores/navigation.ts'
import { useRuns } from '../stores/runs.ts'
import { TrendChart } from './TrendChart.tsx'
import classes from './trends.module.css'

/** A scenario's runs over time, with its targets and where they changed. */
export function TrendsScreen({ scenario: wanted }: { scenario?: string }) {
  const revision = useRuns((state) => state.revision)
  const [chosen, setChosen] = useState(wanted ?? null)
  const [metric, setMetric] = useState<TrendMetric>('p95')
  const question = useCallback(async () => {
    const scenarios = await ask('listScenarios', undefined)
    const scenario = chosen ?? scenarios[0]?.scenario
    return { scenarios, trend: scenario === undefined ? null : await ask('trendOf', { scenario }) }
  }, [chosen])
  const { value, error, load } = useAnswer(question)
  useEffect(() => {
    if (revision > 0) load()
  }, [revision, load])
  if (error !== null) {
    return (
      <div className={classes['screen']}>
        <div className={classes['head']}>
          <h1>Trends</h1>
        </div>
        <ErrorNotice error={error} actions={<Retry onRetry={load} />} />
      </div>
    )
  }
  if (value === null) return <div className={classes['screen']} aria-busy="true" />
  const { scenarios, trend } = value
  if (trend === null) return <NothingYet />
  return (
    <div className={classes['screen']} data-testid="trends">
      <div className={classes['head']}>
        <h1>Trends</h1>
        <Select
          aria-label="Scenario"
          size="xs"
          searchable
          allowDeselect={false}
          data={scenarios.map((each) => each.scenario)}
          value={trend.scenario}
          onChange={setChosen}
          className={classes['scenario']}
          data-testid="trend-scenario"
        />
        <SegmentedControl
          aria-label="Figure"
          data={TREND_METRICS.map((each) => ({ value: each, label: TREND_TITLES[each] }))}
          value={metric}
          onChange={setMetric}
          data-testid="trend-metric"
        />
        <span className={classes['count']}>{countText(trend)}</span>
        <Button
          variant="default"
          leftSection={<GitCompareArrows size={14} />}
          onClick={() => openCompare({ scenario: trend.scenario })}
        >
          Compare runs
        </Button>
      </div>
      <Panel title={`${TREND_TITLES[metric]} of each run`} actions={<Key />}>
        <TrendChart trend={trend} metric={metric} />
      </Panel>
      <Changes trend={trend} />
      <Panel title="Runs" flush className={classes['runs']}>
        <RunsOfTrend trend={trend} />
      </Panel>
    </div>
  )
}

function countText({ runs }: Trend): string {
  return `${formatCount(runs.length)} ${runs.length === 1 ? 'run' : 'runs'}`
}

/** What the marks mean. */
function Key() {
  return (
    <ul className={classes['key']}>
      <li>● passed</li>
      <li>◆ failed</li>
      <li>▲ doubtful</li>
      <li>✕ invalid, not in the line</li>
      <li>◎ baseline</li>
      <li>┄ target</li>
      <li>▴ below: scenario changed</li>
    </ul>
  )
}

const CHANGE_COLUMNS: readonly Column<ChangePoint>[] = [
  { key: 'metric', title: 'Figure', render: ({ metric }) => TREND_TITLES[metric] },
  { key: 'verdict', title: 'Change', render: (each) => <VerdictMark verdict={each.verdict} word={changeWord(each)} /> },
  { key: 'size', title: 'By', render: changeText, numeric: true },
  { key: 'before', title: 'Before', render: ({ metric, before }) => trendValue(metric, before), numeric: true },
  { key: 'after', title: 'After', render: ({ metric, after }) => trendValue(metric, after), numeric: true },
  { key: 'run', title: 'From run', render: ({ runId }) => <RunLink runId={runId} /> },
]

function Changes({ trend }: { trend: Trend }) {
  const { changePoints, runs } = trend
  return (
    <Panel title="Change points" flush testId="change-points">
      {changePoints.length === 0 ? (
        <p className={classes['none']}>
          {runs.length < LEAST_RUNS
            ? `No change can be told from fewer than ${LEAST_RUNS} runs.`
            : 'No figure changed its level by more than 5 %.'}
        </p>
      ) : (
        <DataTable
          label="Change points"
          columns={CHANGE_COLUMNS}
          rows={changePoints}
          rowKey={({ metric, runId }) => `${metric} ${runId}`}
          rowTestId="change-row"
        />
      )}
    </Panel>
  )
}

/** Three on each side. */
const LEAST_RUNS = 6

type RunOfTrend = Trend['runs'][number]

function RunsOfTrend({ trend }: { trend: Trend }) {
  const columns: readonly Column<RunOfTrend>[] = [
    { key: 'run', title: 'Run', render: ({ run }) => <RunLink runId={run.id} /> },
    {
      key: 'started',
      title: 'Started',
      render: ({ run }) => formatMoment(run.startedAtMs),
      sortBy: ({ run }) => run.startedAtMs,
      numeric: true,
    },
    ...TREND_METRICS.map((metric): Column<RunOfTrend> => ({
      key: metric,
      title: TREND_TITLES[metric],
      render: ({ values }) => trendValue(metric, values[metric]),
      sortBy: ({ values }) => values[metric] ?? -1,
      numeric: true,
    })),
    {
      key: 'notes',
      title: 'Notes',
      render: trendNotes,
    },
  ]
  return (
    <DataTable
      label="Runs"
      columns={columns}
      rows={trend.runs}
      rowKey={({ run }) => run.id}
      initialSort={{ key: 'started', descending: true }}
    />
  )
}

function RunLink({ runId }: { runId: string }) {
  return (
    <button type="button" className={classes['link']} onClick={() => openReport(runId)}>
      {runId}
    </button>
  )
}

function NothingYet() {
  return (
    <Blank
      icon={TrendingUp}
      title="No trend yet"
      text="Every run of a scenario becomes a point here; where the level changes, it is marked."
      actions={
        <Button leftSection={<Play size={14} />} onClick={() => start(runDemo())}>
          Run demo
        </Button>
      }
    />
  )
}
