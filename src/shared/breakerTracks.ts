import type { BreakerResult, BreakerSpan } from './breaker.ts'
import { spanText } from './breakerText.ts'
import { formatClock } from './units.ts'

/** A row of a timeline. */
export interface Track {
  label: string
  parts: readonly TrackPart[]
}

export interface TrackPart {
  /** What it looks like: a state, or what happened. */
  look: string
  fromMs: number
  toMs: number
  /** Shown in it where there is room; '' when its row says it all. */
  word: string
  /** The whole of it, with its time. */
  title: string
}

/**
 * What was seen of a circuit breaker over time: its states, the faults that were switched, seconds with failed and refused calls.
 * @param seenMs how far a fault is drawn that is still on
 */
export function breakerTracks({ spans, faults, seconds }: BreakerResult, seenMs: number): Track[] {
  const secondParts = (what: 'failed' | 'refused'): TrackPart[] =>
    seconds
      .filter((one) => one[what] > 0)
      .map((one) => ({
        look: what,
        fromMs: one.second * 1000,
        toMs: (one.second + 1) * 1000,
        word: '',
        title: `${formatClock(one.second * 1000)}: ${one[what]} ${what}`,
      }))
  return [
    {
      label: 'State',
      parts: spans.map((span, index) => ({
        look: span.state ?? 'unknown',
        fromMs: span.fromMs,
        // Until the next answer nothing else is known.
        toMs: spans[index + 1]?.fromMs ?? span.toMs,
        word: stateWord(span.state),
        title: spanText(span),
      })),
    },
    {
      label: 'Faults',
      parts: faults.map(({ name, fromMs, toMs }) => ({
        look: 'fault',
        fromMs,
        toMs: toMs ?? seenMs,
        word: name,
        title: `${name} from ${formatClock(fromMs)}${toMs === null ? '' : ` to ${formatClock(toMs)}`}`,
      })),
    },
    { label: 'Failed', parts: secondParts('failed') },
    { label: 'Refused', parts: secondParts('refused') },
  ]
}

export function stateWord(state: BreakerSpan['state']): string {
  return (state ?? 'unknown').replace('_', '-')
}
