import type { BreakerResult } from '../../../shared/breaker.ts'
import { ASSERTION_TITLES, breakerSentence } from '../../../shared/breakerText.ts'
import { breakingPointSentence, levelText } from '../../../shared/breakingPointText.ts'
import { PHASE_NAMES } from '../../../shared/phaseNames.ts'
import { breakerTracks, stateWord } from '../../../shared/breakerTracks.ts'
import type { PhaseRow, TagRow } from '../../../shared/report.ts'
import { byInterest, tagText } from '../../../shared/tagText.ts'
import { drawTimeline, stripTracks } from './timeline.ts'
import type { CheckTotal, Exemplar, RunEvent } from '../../../shared/run.ts'
import type { RunDetail } from '../../../shared/ipc.ts'
import { stateStrips } from '../../../shared/observedCharts.ts'
import type { FailureSummary, RunSummary, StepSummary } from '../../../shared/summary.ts'
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
import { type Markup, NOTHING, markup } from './markup.ts'

export function thresholdTable({ thresholds, run }: Pick<RunSummary, 'thresholds' | 'run'>): Markup {
  if (thresholds.length === 0) return markup`<p class="muted">${noTargetsSentence(run)}</p>`
  const written = thresholds.some(({ source }) => source !== undefined)
  const rows = thresholds.map((result) => {
    const { aggregate, limit, value, margin } = thresholdText(result)
    const room = margin === undefined ? '–' : `${margin} ${result.ok ? 'to spare' : 'over'}`
    const source = written ? [result.source ?? 'This scenario’s own'] : []
    return [OUTCOMES[thresholdState(result)], result.metric, aggregate, limit, value, room, ...source]
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

/** What came of watching a circuit breaker: its timeline, verdicts, then its states one after the other. */
export function breakerPart(breaker: BreakerResult | undefined, durationMs: number): Markup {
  if (breaker === undefined) return NOTHING
  const verdicts = breaker.verdicts.map(({ assertion, ok, expected, seen }) => [
    ok ? markup`<span class="passed">✓ Holds</span>` : markup`<span class="failed">✗ Broken</span>`,
    ASSERTION_TITLES[assertion],
    expected,
    seen,
  ])
  const states = breaker.spans.map(({ state, fromMs, toMs }) => [
    stateWord(state),
    formatClock(fromMs),
    formatDuration((toMs - fromMs) * 1000),
    breaker.faults
      .filter((fault) => fault.fromMs <= toMs && (fault.toMs ?? Infinity) >= fromMs)
      .map(({ name }) => name)
      .join(', '),
  ])
  return markup`<p>${breakerSentence(breaker)}</p>
    ${drawTimeline('States, faults, and failed and refused calls', breakerTracks(breaker, durationMs), durationMs)}
    ${table(['Result', 'Assertion', 'Expected', 'Seen'], verdicts, 'words')}
    ${table(['State', 'From', 'Seen for', 'Faults meanwhile'], states, 'words')}`
}

/** What breaking-point executors found, each with the levels that it tried. */
export function breakingPointPart(results: RunSummary['breakingPoints'] = []): Markup {
  if (results.length === 0) return NOTHING
  return markup`${results.map((result) => {
    const levels = result.levels.map(({ level, held, startedAtMs }) => [
      held ? markup`<span class="passed">✓ Held</span>` : markup`<span class="failed">✗ Broke</span>`,
      levelText(result, level),
      formatClock(startedAtMs),
    ])
    return markup`<p>${result.executor}: ${breakingPointSentence(result)}</p>
      ${table(['Result', 'Load', 'From'], levels, 'words')}`
  })}`
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

/** In which state what was, from when on. */
export function statePart({ points, summary }: Pick<RunDetail, 'points' | 'summary'>): Markup {
  const { durationMs } = summary.run
  const strips = stateStrips(points, durationMs)
  const rows = strips.map(({ label, spans }) => [
    label,
    spans.map(({ state, fromMs, toMs }) => `${state} ${formatClock(fromMs)}–${formatClock(toMs)}`).join(', '),
  ])
  return rows.length === 0
    ? NOTHING
    : markup`${drawTimeline('States over time', stripTracks(strips), durationMs)}${table(['What', 'State'], rows, 'words')}`
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

/** Kept exchanges, folded; secrets were taken out when they were kept. */
export function exemplarList(exemplars: readonly Exemplar[]): Markup {
  if (exemplars.length === 0) return NOTHING
  return markup`${exemplars.map(exemplarDetails)}`
}

function exemplarDetails({ atMs, step, reason, request, response, checks, error, timings }: Exemplar): Markup {
  const answer =
    response === undefined
      ? markup`<p class="muted">No response came.</p>`
      : markup`<pre>${message(`Status ${response.status}`, response.headers, response.bodyExcerpt)}</pre>`
  const failed = checks.map(
    ({ name, expected, actual, where }) =>
      markup`<p class="failed">${name}: expected ${expected}, got ${actual}${where === undefined ? '' : ` (${where})`}</p>`,
  )
  return markup`<details>
    <summary>${formatClock(atMs)}, ${step}: ${reason}, ${formatSpent(timings.duration)}</summary>
    ${error === undefined ? NOTHING : markup`<p class="failed">${error.message}</p>`}${failed}
    <pre>${message(`${request.method} ${request.url}`, request.headers, request.bodyExcerpt)}</pre>
    ${answer}
  </details>`
}

function message(head: string, headers: Readonly<Record<string, string>>, body = ''): string {
  const lines = [head, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  return `${lines.join('\n')}${body === '' ? '' : `\n\n${body}`}`
}

function table(headings: readonly string[], rows: readonly (readonly (string | Markup)[])[], look = ''): Markup {
  if (rows.length === 0) return NOTHING
  return markup`<table class="${look}">
    <thead>
      <tr>
        ${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          markup`<tr>
            ${row.map(cellOf)}
          </tr>`,
      )}
    </tbody>
  </table>`
}

/** Words so short are not broken. */
const MOST_WHOLE = 14

function cellOf(cell: string | Markup): Markup {
  if (typeof cell === 'string' && cell.length > MOST_WHOLE) return markup`<td>${cell}</td>`
  return markup`<td class="whole">${cell}</td>`
}
