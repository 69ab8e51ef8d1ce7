import type { BreakerResult } from '../../shared/breaker.ts'
import type { RunReason, RunStatus, StopCause } from '../../shared/run.ts'
import { thresholdSentence } from '../../shared/thresholds/sentence.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'

/** Why a run ended before its time. */
export interface Stop {
  cause: StopCause
  /** A sentence for people. */
  text: string
}

/**
 * Pass or fail. A threshold that ends the run fails it; who else ends it early aborts it, because what was judged is not
 * what was planned; a run that could not go on is an error.
 */
export function verdictOf(
  stop: Stop | undefined,
  thresholds: readonly ThresholdResult[],
  breaker?: BreakerResult,
): { status: Exclude<RunStatus, 'running' | 'interrupted'>; reasons: RunReason[] } {
  const failing = thresholds.filter(({ ok }) => !ok)
  const unjudged = thresholds.filter(({ limit }) => limit === null)
  const reasons = [
    ...failing.map((result) => about('target', thresholdSentence(result))),
    ...unjudged.map((result) => about('target', thresholdSentence(result))),
  ]
  const broken = breaker?.verdicts.filter(({ ok }) => !ok) ?? []
  reasons.push(
    ...broken.map(({ expected, seen }) => about('breaker', `Circuit breaker ${breaker?.name}, ${expected}: ${seen}.`)),
  )
  if (stop !== undefined) reasons.unshift(about('end', stop.text))
  if (stop === undefined) return { status: failing.length + broken.length > 0 ? 'failed' : 'passed', reasons }
  if (stop.cause === 'threshold') return { status: 'failed', reasons }
  return { status: stop.cause === 'internal' ? 'error' : 'aborted', reasons }
}

function about(what: RunReason['about'], text: string): RunReason {
  return { about: what, text }
}
