import { type ReactNode, useCallback, useMemo } from 'react'
import type { Baseline } from '../../shared/baseline.ts'
import type { ComparedMetric, RunComparison } from '../../shared/comparison.ts'
import {
  COMPARED_TITLES,
  comparedChange,
  comparedSpan,
  comparedValue,
  comparisonSentence,
  headlineOf,
  verdictOn,
  verdictPhrase,
} from '../../shared/comparisonText.ts'
import type { RunDetail } from '../../shared/ipc.ts'
import { formatChange, formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { ask } from '../api.ts'
import { ChartPanel } from '../charts/ChartPanel.tsx'
import { axisEndMs, runCharts } from '../charts/runSeries.ts'
import { VerdictMark } from '../compare/VerdictMark.tsx'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { ErrorNotice } from '../components/Notice.tsx'
import { Panel } from '../components/Panel.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { formatMoment } from '../components/when.ts'
import classes from './present.module.css'

interface Row {
  metric: ComparedMetric
  base: string
  run: string
  delta: string
  /** Absent as long as nothing was compared. */
  verdict?: ReactNode
}

const COLUMNS: readonly Column<Row>[] = [
  { key: 'name', title: 'Figure', render: ({ metric }) => COMPARED_TITLES[metric] },
  { key: 'base', title: 'Baseline', render: ({ base }) => base, numeric: true },
  { key: 'run', title: 'This run', render: ({ run }) => run, numeric: true },
  { key: 'delta', title: 'Difference', render: ({ delta }) => delta, numeric: true },
  { key: 'verdict', title: 'Verdict', render: ({ verdict }) => verdict ?? '–' },
]

/** The run beside the baseline of its scenario: the verdict, P95 over time, and the headline figures. */
export function ComparisonSlide({ detail, baseline }: { detail: RunDetail; baseline: Baseline }) {
  const { points, plan, summary } = detail
  const chart = useMemo(
    () => runCharts(points, plan?.plan ?? [], summary.thresholds, { ghost: baseline.seconds })[0],
    [points, plan, summary, baseline],
  )
  const { id } = summary.run
  const question = useCallback(
    () => ask('compareRuns', { base: baseline.runs.map((run) => run.id), runs: [id] }),
    [baseline, id],
  )
  const { value, error } = useAnswer(question)
  const comparison = value?.[0]
  const [newest] = baseline.runs
  return (
    <div className={classes['comparison']}>
      {error === null ? (
        <p className={classes['judgement']} data-testid="present-judgement" aria-busy={comparison === undefined}>
          {comparison !== undefined && (
            <>
              <VerdictMark verdict={comparison.verdict} word={headlineOf(comparison)} large />
              <span>{comparisonSentence(comparison)}</span>
            </>
          )}
        </p>
      ) : (
        <ErrorNotice error={error} />
      )}
      {chart !== undefined && (
        <ChartPanel
          {...chart}
          ahead={undefined}
          endMs={axisEndMs(points, summary.run.durationMs, false)}
          withLegendValues={false}
        />
      )}
      <Panel title="This run and its baseline" flush testId="present-comparison">
        <DataTable
          label="Comparison"
          columns={COLUMNS}
          rows={
            comparison === undefined || comparison.metrics.length === 0
              ? figureRows(detail, baseline)
              : comparedRows(comparison)
          }
          rowKey={({ metric }) => metric}
        />
        <p className={classes['note']}>
          {baseline.runs.length === 1 && newest !== undefined
            ? `The baseline is the run of ${formatMoment(newest.startedAtMs)}.`
            : `The baseline is ${baseline.runs.length} runs.`}{' '}
          {comparison !== undefined && `Compared: ${comparedSpan(comparison)}. `}
          Runs differ by chance too: slower or faster is only what is shown to be more than that.
        </p>
      </Panel>
    </div>
  )
}

/** As on Compare, of the seconds that both have. */
function comparedRows(comparison: RunComparison): Row[] {
  return comparison.metrics
    .filter(({ step }) => step === null)
    .map((each) => ({
      metric: each.metric,
      base: comparedValue(each, each.base),
      run: comparedValue(each, each.run),
      delta: comparedChange(each, each.delta),
      verdict: <VerdictMark verdict={verdictOn(each, comparison)} word={verdictPhrase(each, comparison)} />,
    }))
}

/** The figures of both whole, until they are compared. */
function figureRows({ summary }: RunDetail, { figures }: Baseline): Row[] {
  const { http_req_duration: duration, http_reqs: requests, http_req_failed: failed } = summary.metrics
  const rows: Row[] = []
  if (duration?.type === 'trend') {
    for (const [metric, base, us] of [
      ['p50', figures.p50Us, duration['p(50)'] * 1000],
      ['p95', figures.p95Us, duration['p(95)'] * 1000],
      ['p99', figures.p99Us, duration['p(99)'] * 1000],
    ] as const) {
      const delta = base === null ? '–' : formatChange(us / base - 1)
      rows.push({ metric, base: formatDuration(base), run: formatDuration(us), delta })
    }
  }
  if (failed?.type === 'rate' && figures.failedShare !== null) {
    const { failedShare } = figures
    const delta = formatChange(failed.rate - failedShare, 'points', 2)
    rows.push({ metric: 'error_rate', base: formatPercent(failedShare), run: formatPercent(failed.rate), delta })
  }
  if (requests?.type === 'counter') {
    const { requestRate } = figures
    const delta = formatChange(requests.rate / requestRate - 1)
    rows.push({ metric: 'throughput', base: formatRate(requestRate), run: formatRate(requests.rate), delta })
  }
  return rows
}
