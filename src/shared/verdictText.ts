import type { RunRecord } from './run.ts'
import type { RunSummary } from './summary.ts'
import { thresholdSentence } from './thresholds/sentence.ts'

/** Why the verdict is what it is, in a sentence or two. */
export function verdictSentence({ run, thresholds }: Pick<RunSummary, 'run' | 'thresholds'>): string {
  const missed = thresholds.filter(({ ok }) => !ok)
  if (run.status === 'passed') {
    if (thresholds.length === 0) return 'The run came to its end. It had no targets to meet.'
    const met = thresholds.filter((each) => thresholdState(each) === 'met').length
    if (met < thresholds.length) {
      return `${met} of ${thresholds.length} targets were met, the others could not be judged.`
    }
    return thresholds.length === 1 ? 'The one target was met.' : `All ${thresholds.length} targets were met.`
  }
  const [first] = missed
  if (run.status === 'failed' && first !== undefined) {
    const others = missed.length === 1 ? '' : ` ${missed.length} of ${thresholds.length} targets were missed.`
    return `${thresholdSentence(first)}${others}`
  }
  // What is doubted of the figures is told beside the verdict.
  return run.reasons.flatMap(({ about, text }) => (about === 'measurement' ? [] : [text])).join(' ')
}

/** Why the measurement is not plainly valid, in sentences. */
export function measurementReasons({ reasons }: Pick<RunRecord, 'reasons'>): string[] {
  return reasons.filter(({ about }) => about === 'measurement').map(({ text }) => text)
}
