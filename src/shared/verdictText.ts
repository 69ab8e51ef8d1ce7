import { lackSentences } from './origin.ts'
import type { RunFinish, RunRecord, RunStatus } from './run.ts'
import type { RunSummary } from './summary.ts'
import { thresholdSentence } from './thresholds/sentence.ts'
import { thresholdState } from './thresholds/state.ts'
import { formatPercent } from './units.ts'

const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  running: 'Running',
  passed: 'Passed',
  failed: 'Failed',
  aborted: 'Aborted',
  interrupted: 'Interrupted',
  error: 'Error',
}

/** A run's verdict in a word, the same one everywhere: a run without targets that came to its end did not pass anything. */
export function verdictWord({ status, unjudged }: Pick<RunRecord, 'status' | 'unjudged'>): string {
  return status === 'passed' && unjudged === true ? 'No targets' : STATUS_WORDS[status]
}

/** Whether anything was there to judge a run by. */
export function hasTargets({ thresholds, breaker }: Pick<RunFinish, 'thresholds' | 'breaker'>): boolean {
  return thresholds.length > 0 || breaker !== undefined
}

/** Why the verdict is what it is, in a sentence or two. */
export function verdictSentence({
  run,
  thresholds,
  metrics,
  breaker,
}: Pick<RunSummary, 'run' | 'thresholds' | 'metrics' | 'breaker'>): string {
  const missed = thresholds.filter(({ ok }) => !ok)
  if (run.status === 'passed') {
    if (run.origin !== undefined)
      return `Results of ${run.origin.tool}, imported: nothing was judged${errorsOf(metrics)}.`
    if (run.unjudged === true) {
      return `The run came to its end. It had no targets, so nothing was judged${errorsOf(metrics)}.`
    }
    if (thresholds.length === 0) return 'Everything that was asserted holds.'
    const met = thresholds.filter((each) => thresholdState(each) === 'met').length
    if (met === 0) return thresholds.length === 1 ? 'The one target could not be judged.' : 'No target could be judged.'
    if (met < thresholds.length) {
      return `${met} of ${thresholds.length} targets were met, the others could not be judged.`
    }
    const asserted = breaker === undefined ? '' : ' Everything that was asserted of the circuit breaker holds.'
    return `${allMet(thresholds.length)}${asserted}`
  }
  const [first] = missed
  if (run.status === 'failed' && first !== undefined) {
    const others = missed.length === 1 ? '' : ` ${missed.length} of ${thresholds.length} targets were missed.`
    return `${thresholdSentence(first)}${others}`
  }
  // What is doubted of the figures is told beside the verdict.
  return run.reasons.flatMap(({ about, text }) => (about === 'measurement' ? [] : [text])).join(' ')
}

function allMet(targets: number): string {
  if (targets === 1) return 'The one target was met.'
  return targets === 2 ? 'Both targets were met.' : `All ${targets} targets were met.`
}

/** `; 12.3 % of its requests failed`. */
function errorsOf({ http_req_failed: failed }: RunSummary['metrics']): string {
  return failed?.type === 'rate' ? `; ${formatPercent(failed.rate)} of its requests failed` : ''
}

/** Why the measurement is not plainly valid, in sentences; of an imported run also what nobody can tell of it. */
export function measurementReasons({ reasons, origin }: Pick<RunRecord, 'reasons' | 'origin'>): string[] {
  const doubts = reasons.filter(({ about }) => about === 'measurement').map(({ text }) => text)
  return [...doubts, ...lackSentences(origin)]
}

/** Instead of targets, for a run that was not judged by any. */
export function noTargetsSentence({ origin }: Pick<RunRecord, 'origin'>): string {
  if (origin === undefined) {
    return 'The scenario sets no targets, so the verdict says only that the run came to its end. Add thresholds to judge it.'
  }
  return `The results of ${origin.tool} were imported without targets${origin.tool === 'k6' ? '; those that k6 found missed are named above' : ''}.`
}
