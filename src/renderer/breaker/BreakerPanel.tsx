import type { BreakerResult, BreakerSpan, BreakerVerdict } from '../../shared/breaker.ts'
import { ASSERTION_TITLES, breakerSentence } from '../../shared/breakerText.ts'
import { type Track, breakerTracks, stateWord } from '../../shared/breakerTracks.ts'
import { formatClock, formatDuration } from '../../shared/units.ts'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Panel } from '../components/Panel.tsx'
import { Outcome } from '../components/ThresholdTable.tsx'
import classes from './breaker.module.css'

const COLUMNS: readonly Column<BreakerVerdict>[] = [
  { key: 'ok', title: 'Result', render: ({ ok }) => <Outcome ok={ok} word={ok ? 'Holds' : 'Broken'} /> },
  { key: 'assertion', title: 'Assertion', render: ({ assertion }) => ASSERTION_TITLES[assertion] },
  { key: 'expected', title: 'Expected', render: ({ expected }) => expected },
  { key: 'seen', title: 'Seen', render: ({ seen }) => seen },
]

const SPAN_COLUMNS: readonly Column<BreakerSpan>[] = [
  { key: 'state', title: 'State', render: ({ state }) => stateWord(state) },
  { key: 'from', title: 'From', render: ({ fromMs }) => formatClock(fromMs), numeric: true },
  {
    key: 'for',
    title: 'Seen for',
    render: ({ fromMs, toMs }) => formatDuration((toMs - fromMs) * 1000),
    numeric: true,
  },
]

/** The circuit breaker that a scenario validates: its states and faults over time and, once the run is over, the verdicts. */
export function BreakerPanel({
  result,
  durationMs,
  running,
}: {
  result: BreakerResult
  durationMs: number
  running: boolean
}) {
  // What is still on is drawn as far as was looked, not into the future.
  const seenMs = running ? (result.spans.at(-1)?.toMs ?? 0) : durationMs
  const title = `Circuit breaker: ${result.name}`
  return (
    <Panel title={title} flush testId="breaker">
      <div className={classes['timeline']}>
        {breakerTracks(result, seenMs).map((track) => (
          <TrackRow key={track.label} {...track} durationMs={durationMs} />
        ))}
        <div className={classes['axis']} aria-hidden>
          <span>0:00</span>
          <span>{formatClock(durationMs)}</span>
        </div>
      </div>
      {/* A short state has no room for its word above. */}
      <details className={classes['spans']}>
        <summary>States one by one ({result.spans.length})</summary>
        <div className={classes['spanTable']} tabIndex={0} role="region" aria-label="States one by one">
          <DataTable
            label="States of the circuit breaker"
            columns={SPAN_COLUMNS}
            rows={result.spans}
            rowKey={({ fromMs }) => `${fromMs}`}
            rowTestId="breaker-span"
          />
        </div>
      </details>
      {running ? (
        <p className={classes['sentence']}>
          {/* A replay does not know how often. */}
          {result.probes > 0 && `Asked ${result.probes} times. `}The assertions are judged when the run is over.
        </p>
      ) : (
        <>
          <p className={classes['sentence']}>{breakerSentence(result)}</p>
          <DataTable
            label="Assertions"
            columns={COLUMNS}
            rows={result.verdicts}
            rowKey={({ assertion }) => assertion}
            rowTestId="breaker-verdict"
          />
        </>
      )}
    </Panel>
  )
}

/** One row of the timeline; what is drawn is said in words as well. */
function TrackRow({ label, parts, durationMs }: Track & { durationMs: number }) {
  const percent = (ms: number): string => `${(100 * Math.min(ms, durationMs)) / Math.max(1, durationMs)}%`
  return (
    <div className={classes['row']}>
      <span className={classes['label']}>{label}</span>
      <ul className={classes['track']} aria-label={label}>
        {parts.map(({ look, fromMs, toMs, word, title }) => (
          <li
            key={`${fromMs} ${word}`}
            data-look={look}
            title={title}
            aria-label={title}
            style={{ left: percent(fromMs), width: percent(Math.max(0, toMs - fromMs)) }}
          >
            <span>{word}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
