import { createHash } from 'node:crypto'
import { builtInMetric } from '../../shared/metrics/definitions.ts'
import type { MetricSummary, RunSummary } from '../../shared/summary.ts'
import { parseMetricKey } from '../../shared/thresholds/parse.ts'

/**
 * The run in the shape of k6's end-of-test summary, as handleSummary(data) gets it
 * (https://grafana.com/docs/k6/latest/results-output/end-of-test/custom-summary/): metrics with `type`, `contains`, `values` and
 * `thresholds`, checks in `root_group`, the duration in `state`. What reads k6's summaries reads this one. Times are milliseconds.
 */
export function k6Summary(summary: RunSummary): string {
  const metrics = Object.entries(summary.metrics).map(([key, metric]) => {
    const judged = summary.thresholds.filter((threshold) => threshold.metric === key)
    return [
      key,
      {
        type: metric.type,
        contains: builtInMetric(parseMetricKey(key).name)?.unit ?? 'default',
        values: valuesOf(metric),
        ...(judged.length === 0
          ? {}
          : { thresholds: Object.fromEntries(judged.map(({ expression, ok }) => [expression, { ok }])) }),
      },
    ] as const
  })
  const data = {
    root_group: {
      name: '',
      path: '',
      id: idOf(''),
      groups: [],
      checks: summary.checks.map(({ name, passes, fails }) => ({
        name,
        path: `::${name}`,
        id: idOf(`::${name}`),
        passes,
        fails,
      })),
    },
    options: { summaryTrendStats: TREND_STATS, summaryTimeUnit: '', noColor: false },
    state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: summary.run.durationMs },
    metrics: Object.fromEntries(metrics),
  }
  return `${JSON.stringify(data, null, 2)}\n`
}

const TREND_STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'count'] as const

function valuesOf(metric: MetricSummary): Readonly<Record<string, number>> {
  if (metric.type === 'trend') return Object.fromEntries(TREND_STATS.map((name) => [name, metric[name]]))
  const { type: _type, ...values } = metric
  return values
}

/** k6's ids of groups and checks: the MD5 of their path. */
function idOf(path: string): string {
  return createHash('md5').update(path).digest('hex')
}
