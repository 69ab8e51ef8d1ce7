import { useCallback, useMemo } from 'react'
import type { Baseline } from '../../shared/baseline.ts'
import type { ComparedMetric, RunComparison } from '../../shared/comparison.ts'
import { comparisonSentence, headlineOf, verdictPhrase } from '../../shared/comparisonText.ts'
import type { RunDetail } from '../../shared/ipc.ts'
import { formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { ask } from '../api.ts'
import { ChartPanel } from '../charts/ChartPanel.tsx'
import { axisEndMs, runCharts } from '../charts/runSeries.ts'
import { VerdictMark } from '../compare/VerdictMark.tsx'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { ErrorNotice } from '../components/Notice.tsx'
import { Panel } from '../components/Panel.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { formatMoment } from '../components/when.ts'
import { relativeText, shareText } from '../live/baselineDelta.ts'
import classes from './present.module.css'

interface Compared {
  metric: ComparedMetric
  name: string
  base: string
  run: string
  delta: string
}

function columns(comparison: RunComparison | undefined): readonly Column<Compared>[] {
  const judged = new Map(comparison?.metrics.flatMap((each) => (each.step === null ? [[each.metric, each]] : [])))
  return [
    { key: 'name', title: 'Figure', render: ({ name }) => name },
    { key: 'base', title: 'Baseline', render: ({ base }) => base, numeric: true },
    { key: 'run', title: 'This run', render: ({ run }) => run, numeric: true },
    { key: 'delta', title: 'Difference', render: ({ delta }) => delta, numeric: true },
    {
      key: 'verdict',
      title: 'Verdict',
      render: ({ metric }) => {
        const each = judged.get(metric)
        return each === undefined ? '–' : <VerdictMark verdict={each.verdict} word={verdictPhrase(each)} />
      },
    },
  ]
}

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
          columns={columns(comparison)}
          rows={rowsOf(detail, baseline)}
          rowKey={({ name }) => name}
        />
        <p className={classes['note']}>
          {baseline.runs.length === 1 && newest !== undefined
            ? `The baseline is the run of ${formatMoment(newest.startedAtMs)}.`
            : `The baseline is ${baseline.runs.length} runs, their requests taken together.`}{' '}
          Runs differ by chance too: slower or faster is only what is shown to be more than that.
        </p>
      </Panel>
    </div>
  )
}

function rowsOf({ summary }: RunDetail, { figures }: Baseline): Compared[] {
  const { http_req_duration: duration, http_reqs: requests, http_req_failed: failed } = summary.metrics
  const rows: Compared[] = []
  if (duration?.type === 'trend') {
    for (const [metric, name, base, us] of [
      ['p50', 'P50', figures.p50Us, duration['p(50)'] * 1000],
      ['p95', 'P95', figures.p95Us, duration['p(95)'] * 1000],
      ['p99', 'P99', figures.p99Us, duration['p(99)'] * 1000],
    ] as const) {
      const delta = base === null || base === 0 ? '–' : relativeText(us / base)
      rows.push({ metric, name, base: formatDuration(base), run: formatDuration(us), delta })
    }
  }
  if (requests?.type === 'counter' && figures.requestRate > 0) {
    const { requestRate } = figures
    const delta = relativeText(requests.rate / requestRate)
    rows.push({
      metric: 'throughput',
      name: 'Request rate',
      base: formatRate(requestRate),
      run: formatRate(requests.rate),
      delta,
    })
  }
  if (failed?.type === 'rate' && figures.failedShare !== null) {
    const { failedShare } = figures
    const delta = shareText(failed.rate - failedShare)
    rows.push({
      metric: 'error_rate',
      name: 'Error rate',
      base: formatPercent(failedShare),
      run: formatPercent(failed.rate),
      delta,
    })
  }
  return rows
}
