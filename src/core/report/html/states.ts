import type { BreakerResult } from '../../../shared/breaker.ts'
import { ASSERTION_TITLES, breakerSentence } from '../../../shared/breakerText.ts'
import { breakerTracks, stateWord } from '../../../shared/breakerTracks.ts'
import { breakingPointSentence, levelText } from '../../../shared/breakingPointText.ts'
import type { RunDetail } from '../../../shared/ipc.ts'
import { stateStrips } from '../../../shared/observedCharts.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import { formatClock, formatDuration } from '../../../shared/units.ts'
import { type Markup, NOTHING, markup } from './markup.ts'
import { table } from './table.ts'
import { drawTimeline, stripTracks } from './timeline.ts'

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
