import { BUILT_IN_METRICS } from '../../shared/metrics/definitions.ts'
import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type { CheckTotal, RunRecord, SeriesPoint } from '../../shared/run.ts'
import type { FailureSummary, MetricSummary, RunSummary, StepSummary } from '../../shared/summary.ts'
import { failureHint } from '../../shared/failures.ts'
import { stepSummary } from '../../shared/summary.ts'
import { isBesideLoad } from '../../shared/observed.ts'
import { parseMetricKey } from '../../shared/thresholds/parse.ts'
import { STEP_STARTS, shareOf, stepFigures } from './stepFigures.ts'
import { type SeriesTotal, joinTotals, matching, merge } from './seriesTotals.ts'
import { type TrendTotal, rowPercentiles, trendTotal } from './trendTotal.ts'

/** What a run left behind, live or from the store. Totals: one point per series, trends with histograms. */
export interface SummaryInput extends Pick<
  RunSummary,
  'thresholds' | 'load' | 'baseline' | 'breakingPoints' | 'breaker'
> {
  run: RunRecord
  series: readonly SeriesDefinition[]
  totals: readonly SeriesPoint[]
}

/**
 * The summary that is printed, shown and reported: k6's fields per metric (times in milliseconds), a sub-metric for every
 * threshold that has a filter, steps, checks. One code for the end of a live run and for stored ones.
 */
export function summarize(input: SummaryInput): RunSummary {
  const seconds = input.run.durationMs / 1000
  const byMetric = groupByMetric(input)
  const metrics: Record<string, MetricSummary> = {}
  const add = (key: string, totals: readonly SeriesTotal[]): void => {
    const summary = summarizeMetric(totals, seconds)
    if (summary !== undefined) metrics[key] = summary
  }
  for (const [name, totals] of byMetric) {
    add(name, totals)
    for (const key of new Set(input.thresholds.map(({ metric }) => metric))) {
      const { name: parent, filter } = parseMetricKey(key)
      if (parent === name && key !== name) add(key, matching(totals, filter))
    }
  }
  const vus = metrics['vus']
  // Scenarios one after the other peak one after the other: the peak of their sum was measured while the run ran.
  if (vus?.type === 'gauge') metrics['vus'] = { ...vus, max: input.load.peakVUs }
  return {
    run: input.run,
    metrics,
    thresholds: input.thresholds,
    steps: stepsOf(byMetric, seconds),
    checks: checksOf(byMetric.get('checks') ?? []),
    failures: failuresOf([...(byMetric.get('http_req_failed') ?? []), ...(byMetric.get('ws_failed') ?? [])]),
    load: input.load,
    ...observersOf(byMetric, seconds),
    ...(input.baseline === undefined ? {} : { baseline: input.baseline }),
    ...(input.breakingPoints === undefined ? {} : { breakingPoints: input.breakingPoints }),
    ...(input.breaker === undefined ? {} : { breaker: input.breaker }),
  }
}

/** Built-in metrics in their order, then the test's own by name. */
export function groupByMetric({ series, totals }: Pick<SummaryInput, 'series' | 'totals'>): Map<string, SeriesTotal[]> {
  const found = new Map<string, SeriesTotal[]>()
  for (const total of joinTotals(series, totals)) {
    const { metric } = total.definition
    const group = found.get(metric)
    if (group === undefined) found.set(metric, [total])
    else group.push(total)
  }
  const builtIn = BUILT_IN_METRICS.map(({ name }): string => name)
  const own = [...found.keys()].filter((name) => !builtIn.includes(name)).toSorted()
  return new Map(
    [...builtIn, ...own].flatMap((name) => {
      const group = found.get(name)
      return group === undefined ? [] : [[name, group] as const]
    }),
  )
}

function summarizeMetric(totals: readonly SeriesTotal[], seconds: number): MetricSummary | undefined {
  if (totals[0]?.definition.kind === 'trend') {
    const { count, sum, min, max, ...trend } = trendTotal(totals)
    const scale = totals[0].definition.unit === 'time' ? 1000 : 1
    const percentile = (percent: number): number => trend.percentile(percent) / scale
    return {
      type: 'trend',
      count,
      avg: sum / count / scale,
      min: min / scale,
      med: percentile(50),
      max: max / scale,
      'p(50)': percentile(50),
      'p(90)': percentile(90),
      'p(95)': percentile(95),
      'p(99)': percentile(99),
      'p(99.9)': percentile(99.9),
    }
  }
  const merged = merge(totals)
  if (merged === undefined) return undefined
  const { count, sum, min, max } = merged
  if (merged.kind === 'rate') return { type: 'rate', rate: sum / count, passes: sum, fails: count - sum }
  if (merged.kind === 'gauge') return { type: 'gauge', value: sum, min, max }
  return { type: 'counter', count: sum, rate: perSecond(sum, seconds) }
}

/** Each series that was read beside the load, by its observer: absent when there was none. */
function observersOf(
  byMetric: ReadonlyMap<string, readonly SeriesTotal[]>,
  seconds: number,
): Pick<RunSummary, 'observers'> {
  const observers = [...byMetric].flatMap(([metric, totals]) => {
    if (!isBesideLoad(metric)) return []
    return totals.flatMap((total) => {
      const { observer, ...tags } = total.definition.tags
      const summary = summarizeMetric([total], seconds)
      return summary === undefined
        ? []
        : [{ ...(observer === undefined ? {} : { observer }), metric, tags, ...summary }]
    })
  })
  return observers.length === 0 ? {} : { observers }
}

/** In the order in which the steps first sent a request. */
function stepsOf(byMetric: ReadonlyMap<string, readonly SeriesTotal[]>, seconds: number): StepSummary[] {
  const totalsOf = (metric: string, name: string): SeriesTotal[] => matching(byMetric.get(metric) ?? [], { step: name })
  const starts = [...STEP_STARTS, 'http_req_duration'].flatMap((metric) => byMetric.get(metric) ?? [])
  const names = new Set(starts.map(({ definition }) => definition.tags['step']))
  return [...names].flatMap((name) => {
    if (name === undefined) return []
    const times = totalsOf('http_req_duration', name)
    if (times.some(({ point }) => point.histogram === undefined)) {
      const [requests, failed] = [merge(totalsOf('http_reqs', name)), merge(totalsOf('http_req_failed', name))]
      return [toldStep(name, trendTotal(times), requests?.sum, shareOf(failed), seconds)]
    }
    const row = stepFigures(name, (metric) => merge(totalsOf(metric, name)), seconds)
    return row ? [stepSummary(row)] : []
  })
}

/** Of an imported run whose tool told percentiles and, perhaps, no number of requests. */
function toldStep(
  name: string,
  times: TrendTotal,
  requests: number | undefined,
  failed: number,
  seconds: number,
): StepSummary {
  const count = requests ?? times.count
  return stepSummary({
    name,
    count,
    rate: perSecond(count, seconds),
    ...rowPercentiles(times.percentile),
    failedShare: failed,
  })
}

/** The checks of a run by name, in the order in which they first were made. */
function checksOf(totals: readonly SeriesTotal[]): CheckTotal[] {
  const byName = new Map<string, CheckTotal>()
  for (const { definition, point } of totals) {
    const name = definition.tags['check'] ?? 'unnamed'
    const total = byName.get(name) ?? { name, passes: 0, fails: 0 }
    total.passes += point.sum
    total.fails += point.count - point.sum
    byName.set(name, total)
  }
  return [...byName.values()]
}

function failuresOf(totals: readonly SeriesTotal[]): FailureSummary[] {
  const byKind = new Map<string, FailureSummary>()
  for (const { definition, point } of totals) {
    if (point.sum === 0) continue
    // Tags are missing where series were folded.
    const { status = '0', error_code: code = '1000' } = definition.tags
    const error = definition.tags['error'] ?? (status === '0' ? 'request failed' : `status ${status}`)
    const { step = '', host = '' } = definition.tags
    const kind = [code, error, step, host].join('\n')
    const hint = failureHint(error)
    const failure = byKind.get(kind) ?? { error, code, step, host, count: 0, ...(hint !== undefined && { hint }) }
    failure.count += point.sum
    byKind.set(kind, failure)
  }
  return [...byKind.values()].toSorted((a, b) => b.count - a.count)
}

function perSecond(count: number, seconds: number): number {
  return seconds > 0 ? count / seconds : 0
}
