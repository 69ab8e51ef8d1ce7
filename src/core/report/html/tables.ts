import type { CheckTotal, RunEvent } from '../../../shared/run.ts'
import { PHASE_NAMES } from '../../../shared/phaseNames.ts'
import type { PhaseRow, TagRow } from '../../../shared/report.ts'
import type { FailureSummary, RunSummary, StepSummary } from '../../../shared/summary.ts'
import { byInterest, tagText } from '../../../shared/tagText.ts'
import { thresholdText } from '../../../shared/thresholds/format.ts'
import { type ThresholdState, thresholdState } from '../../../shared/thresholds/state.ts'
import {
  formatClock,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatSpent,
} from '../../../shared/units.ts'
import { noTargetsSentence } from '../../../shared/verdictText.ts'
import { type Markup, markup } from './markup.ts'
import { table } from './table.ts'

export function thresholdTable({ thresholds, run }: Pick<RunSummary, 'thresholds' | 'run'>): Markup {
  if (thresholds.length === 0) return markup`<p class="muted">${noTargetsSentence(run)}</p>`
  const written = thresholds.some(({ source }) => source !== undefined)
  const rows = thresholds.map((result) => {
    const { aggregate, limit, value, margin = '–' } = thresholdText(result)
    const source = written ? [result.source ?? 'This scenario’s own'] : []
    return [OUTCOMES[thresholdState(result)], result.metric, aggregate, limit, value, margin, ...source]
  })
  const headings = ['Result', 'Metric', 'Judged', 'Target', 'Value', 'Margin', ...(written ? ['Written target'] : [])]
  return table(headings, rows, 'words')
}

const OUTCOMES: Readonly<Record<ThresholdState, Markup>> = {
  met: markup`<span class="passed">✓ Met</span>`,
  missed: markup`<span class="failed">✗ Missed</span>`,
  open: markup`<span class="muted">Nothing to judge</span>`,
  unjudged: markup`<span class="muted">Not judged: no baseline</span>`,
}

/** Where the time of requests went. */
export function phaseTable(phases: readonly PhaseRow[]): Markup {
  const rows = phases.map(({ metric, meanUs, p50Us, p95Us, p99Us }) => [
    PHASE_NAMES[metric] ?? metric,
    formatDuration(meanUs),
    formatDuration(p50Us),
    formatDuration(p95Us),
    formatDuration(p99Us),
  ])
  return table(['Phase', 'Average', 'P50', 'P95', 'P99'], rows)
}

export function stepTable(steps: readonly StepSummary[]): Markup {
  const ms = (value: number): string => formatSpent(value * 1000)
  const streams = steps.some(({ stream }) => stream)
  const sockets = steps.some(({ messages }) => messages)
  const rows = steps.map(({ name, count, rate, p50, p95, p99, failed, stream, messages }) => [
    name,
    formatCount(count),
    formatRate(rate),
    ms(p50),
    ms(p95),
    ms(p99),
    formatPercent(failed),
    ...(streams
      ? [
          stream ? ms(stream.ttftP95) : '–',
          stream ? ms(stream.gapP95) : '–',
          stream ? `${formatCount(stream.tokens)}, ${formatRate(stream.tokensPerSecond, '/s')}` : '–',
        ]
      : []),
    ...(sockets ? [messages ? `${formatCount(messages.sent)}, ${formatCount(messages.received)}` : '–'] : []),
  ])
  const headings = ['Step', 'Requests', 'Rate', 'P50', 'P95', 'P99', 'Failed']
  if (streams) headings.push('First token P95', 'Token gap P95', 'Tokens')
  if (sockets) headings.push('Messages out, in')
  return table(headings, rows)
}

/** Values of a tag beyond it, the rarest, are told by their number. */
const MOST_VALUES = 30

/** The figures by the values of each tag. */
export function tagTable(tags: readonly TagRow[]): Markup {
  const names = [...new Set(tags.map(({ tag }) => tag))].toSorted(byInterest)
  const rows: string[][] = []
  for (const name of names) {
    const ofTag = tags.filter(({ tag }) => tag === name).toSorted((one, other) => other.count - one.count)
    for (const { value, count, rate, p50Us, p95Us, p99Us, failedShare } of ofTag.slice(0, MOST_VALUES)) {
      const times = [p50Us, p95Us, p99Us].map(formatSpent)
      rows.push([
        name,
        tagText(name, value),
        formatCount(count),
        formatRate(rate),
        ...times,
        formatPercent(failedShare),
      ])
    }
    const more = ofTag.length - MOST_VALUES
    if (more > 0) rows.push([name, `and ${more} more`, '', '', '', '', '', ''])
  }
  return table(['Tag', 'Value', 'Requests', 'Rate', 'P50', 'P95', 'P99', 'Failed'], rows, 'tags')
}

export function checkTable(checks: readonly CheckTotal[]): Markup {
  const rows = checks.map(({ name, passes, fails }) => [
    name,
    fails === 0 ? markup`<span class="passed">✓ Held</span>` : markup`<span class="failed">✗ Did not hold</span>`,
    formatCount(passes),
    formatCount(fails),
  ])
  return table(['Check', 'Result', 'Passed', 'Failed'], rows)
}

export function failureTable(failures: readonly FailureSummary[]): Markup {
  const rows = failures.map(({ error, code, step, host, count, hint = '' }) => [
    error,
    code,
    step,
    host,
    formatCount(count),
    hint,
  ])
  return table(['Failure', 'Code', 'Step', 'Host', 'Requests', 'What to look at'], rows, 'words')
}

export function eventTable(events: readonly RunEvent[]): Markup {
  const rows = events.map(({ atMs, level, text }) => [formatClock(atMs), level, text])
  return table(['Time', 'Level', 'What happened'], rows, 'words')
}
