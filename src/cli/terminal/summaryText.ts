import type { Colors } from 'picocolors/types'
import type { BreakerResult } from '../../shared/breaker.ts'
import { ASSERTION_TITLES, breakerSentence, spanText } from '../../shared/breakerText.ts'
import { builtInMetric } from '../../shared/metrics/definitions.ts'
import { breakingPointSentence } from '../../shared/breakingPointText.ts'
import { LACK_WORDS } from '../../shared/origin.ts'
import { type FailureSummary, type MetricSummary, type RunSummary, stepRow } from '../../shared/summary.ts'
import { thresholdText } from '../../shared/thresholds/format.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { formatBytes, formatCount, formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { verdictWord } from '../../shared/verdictText.ts'
import { stepTable } from './liveView.ts'
import { table, words } from './table.ts'
import { thresholdMark } from './thresholdMark.ts'

/** A finished run for people: verdict first, then why, then the figures. */
export function summaryText(summary: RunSummary, colors: Colors): string[] {
  const { run } = summary
  const lines = [
    `${verdict(summary, colors)}  ${colors.bold(run.name)}  ${colors.dim(run.id)}`,
    `${formatDuration(run.durationMs * 1000)} from ${new Date(run.startedAtMs).toISOString()}${loadText(summary)}`,
    validityLine(summary, colors),
    ...run.reasons.map(({ text }) => `  ${text}`),
  ]
  if (summary.thresholds.length > 0)
    lines.push('', 'Thresholds', ...summary.thresholds.map((t) => thresholdLine(t, colors)))
  if (summary.breaker !== undefined) lines.push('', ...breakerLines(summary.breaker, colors))
  for (const result of summary.breakingPoints ?? []) {
    lines.push('', `Breaking point of ${result.executor}: ${breakingPointSentence(result)}`)
  }
  const steps = stepTable({ steps: summary.steps.map(stepRow) })
  if (steps.length > 0) lines.push('', ...steps)
  if (summary.checks.length > 0) {
    lines.push('', 'Checks', ...summary.checks.map((check) => checkLine(check, colors)))
  }
  if (summary.failures.length > 0) {
    lines.push('', 'Failed requests', ...failureLines(summary.failures, colors))
  }
  lines.push('', 'Metrics', ...metricLines(summary))
  return lines
}

/** Of another tool's load generator is not known more than the users, if at all. */
function loadText({ run, load }: RunSummary): string {
  const users = run.origin !== undefined && load.peakVUs === 0 ? '' : `, up to ${formatCount(load.peakVUs)} VUs`
  if (run.origin !== undefined) return users
  return `, ${formatCount(load.workers)} load ${load.workers === 1 ? 'worker' : 'workers'}${users}`
}

function verdict(summary: RunSummary, colors: Colors): string {
  const { run, metrics } = summary
  const { status } = run
  const word = verdictWord(run).toUpperCase()
  if (run.unjudged === true) {
    const failed = metrics['http_req_failed']
    return `– ${word}${failed?.type === 'rate' ? `, error rate ${formatPercent(failed.rate)}` : ''}`
  }
  if (status === 'passed') return colors.green(`✓ ${word}`)
  if (status === 'failed') return colors.red(`✗ ${word}`)
  return colors.yellow(`! ${word}`)
}

function validityLine(summary: RunSummary, colors: Colors): string {
  const { validity, origin } = summary.run
  const figures = `loop delay P99 ${formatDuration(summary.load.loopDelayP99Ms * 1000)}, CPU of the busiest worker ${formatPercent(summary.load.cpuShareMax)}, dropped iterations ${formatCount(summary.load.droppedIterations)}`
  const word = validity === 'valid' ? colors.green('measurement valid') : colors.yellow(`measurement ${validity}`)
  if (origin !== undefined) {
    const lacks = origin.lacks.map((lack) => LACK_WORDS[lack])
    return lacks.length === 0 ? word : `${word}: it cannot tell ${lacks.join('; ')}`
  }
  return `${word}: ${figures}`
}

/** `✓ http_req_duration: P95 was 12.3 ms, wanted < 2.00 s`. */
function thresholdLine(result: ThresholdResult, colors: Colors): string {
  const mark = thresholdMark(result, colors)
  const { aggregate, value, limit } = thresholdText(result)
  const was = result.value === null ? 'nothing to judge' : `was ${value}`
  const unjudged = result.limit === null ? '; not judged, there is no baseline' : ''
  const source = result.source === undefined ? '' : colors.dim(`  ${result.source}`)
  return `  ${mark} ${result.metric}: ${aggregate} ${was}, wanted ${limit}${unjudged}${source}`
}

function breakerLines(breaker: BreakerResult, colors: Colors): string[] {
  return [
    `Circuit breaker ${breaker.name}: ${breakerSentence(breaker)}`,
    ...breaker.spans.slice(0, MOST_SPANS).map((span) => `    ${spanText(span)}`),
    ...breaker.verdicts.map(({ ok, assertion, expected, seen }) => {
      const mark = ok ? colors.green('✓') : colors.red('✗')
      return `  ${mark} ${ASSERTION_TITLES[assertion]}: ${seen}; expected: ${expected}`
    }),
  ]
}

/** A terminal shows so many changes of a breaker; the report has them all. */
const MOST_SPANS = 30

function checkLine(check: RunSummary['checks'][number], colors: Colors): string {
  const mark = check.fails === 0 ? colors.green('✓') : colors.red('✗')
  const share = formatPercent(check.passes / Math.max(1, check.passes + check.fails))
  return `  ${mark} ${check.name}: ${share}, ${formatCount(check.fails)} of ${formatCount(check.passes + check.fails)} failed`
}

function metricLines(summary: RunSummary): string[] {
  const rows = Object.entries(summary.metrics).map(([name, metric]) => [`  ${name}`, metricFigures(name, metric)])
  return table(words('  metric', 'figures'), rows).slice(1)
}

function metricFigures(name: string, metric: MetricSummary): string {
  const unit = builtInMetric(name.replace(/\{.*$/, ''))?.unit
  switch (metric.type) {
    case 'trend': {
      const show = (value: number): string =>
        unit === 'time' ? formatDuration(value * 1000) : String(Number(value.toPrecision(4)))
      return `avg ${show(metric.avg)}  min ${show(metric.min)}  med ${show(metric.med)}  P90 ${show(metric['p(90)'])}  P95 ${show(metric['p(95)'])}  P99 ${show(metric['p(99)'])}  max ${show(metric.max)}`
    }
    case 'counter':
      return unit === 'data'
        ? `${formatBytes(metric.count)}  ${formatBytes(metric.rate)}/s`
        : `${formatCount(metric.count)}  ${formatRate(metric.rate, '/s')}`
    case 'rate':
      return `${formatPercent(metric.rate)}  ${formatCount(metric.passes)} of ${formatCount(metric.passes + metric.fails)}`
    case 'gauge':
      return `${gaugeText(metric.value)}  min ${gaugeText(metric.min)}  max ${gaugeText(metric.max)}`
    default:
      return metric satisfies never
  }
}

/** Virtual users are whole; a hit rate that an observer saw is not. */
function gaugeText(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)))
}

/** Most kinds of failures that are listed; the report has them all. */
const MOST_FAILURES = 10

function failureLines(failures: readonly FailureSummary[], colors: Colors): string[] {
  const lines: string[] = []
  for (const { error, code, step, host, count, hint } of failures.slice(0, MOST_FAILURES)) {
    lines.push(
      colors.red(
        `  ✗ ${error} (${code}): ${formatCount(count)}${step === '' ? '' : `, ${step}`}${host === '' ? '' : ` at ${host}`}`,
      ),
    )
    if (hint !== undefined) lines.push(colors.dim(`    ${hint}`))
  }
  const more = failures.length - MOST_FAILURES
  if (more > 0) lines.push(colors.dim(`    and ${formatCount(more)} more kinds`))
  return lines
}
