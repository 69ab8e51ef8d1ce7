import type { BreakerResult, BreakerSpan, BreakerVerdict } from './breaker.ts'
import { formatClock, formatDuration } from './units.ts'

/** What a verdict is about, as a heading. */
export const ASSERTION_TITLES: Readonly<Record<BreakerVerdict['assertion'], string>> = {
  faults: 'Faults',
  order: 'Order of states',
  trigger: 'Trigger',
  opensWithin: 'Opening',
  openFor: 'Time open',
  whileOpen: 'While open',
  recoversWithin: 'Recovery',
}

/** A span as one line: `OPEN from 1:04 for 10.2 s`. */
export function spanText({ state, fromMs, toMs }: BreakerSpan): string {
  return `${state ?? 'unknown'} from ${formatClock(fromMs)} for ${formatDuration((toMs - fromMs) * 1000)}`
}

/** In one sentence how it went. */
export function breakerSentence({ ok, verdicts, faults, probes, unanswered }: BreakerResult): string {
  const broken = verdicts.filter((verdict) => !verdict.ok).length
  const outcome = ok
    ? `All ${verdicts.length} assertions hold.`
    : `${broken} of ${verdicts.length} assertions do not hold.`
  const missing = unanswered === 0 ? '' : `, ${unanswered} without an answer`
  return `${outcome} ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} switched, asked ${probes} times${missing}.`
}
