import type { RunSummary } from './summary.ts'
import { thresholdText } from './thresholds/format.ts'

/** Why the verdict is what it is, in a sentence or two. */
export function verdictSentence({ run, thresholds }: Pick<RunSummary, 'run' | 'thresholds'>): string {
  const missed = thresholds.filter(({ ok }) => !ok)
  if (run.status === 'passed') {
    if (thresholds.length === 0) return 'The run came to its end. It had no targets to meet.'
    return thresholds.length === 1 ? 'The one target was met.' : `All ${thresholds.length} targets were met.`
  }
  const [first] = missed
  if (run.status === 'failed' && first !== undefined) {
    const { aggregate, limit, value } = thresholdText(first)
    const others = missed.length === 1 ? '' : ` ${missed.length} of ${thresholds.length} targets were missed.`
    return `${first.metric} ${aggregate} was ${value}, the target is ${limit}.${others}`
  }
  return run.reasons.join(' ')
}

/** Why the measurement is not plainly valid: a run's reasons without those that tell of missed targets. */
export function measurementReasons({ run, thresholds }: Pick<RunSummary, 'run' | 'thresholds'>): string[] {
  return run.reasons.filter(
    (reason) => !thresholds.some(({ metric, expression }) => reason.startsWith(`${metric}: ${expression}`)),
  )
}
