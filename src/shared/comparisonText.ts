import type { ComparedMetric, MetricComparison, RunComparison, Verdict } from './comparison.ts'
import { formatChange, formatClock, formatDuration, formatPercent, formatRate } from './units.ts'

/** What comparisons say, for people: in the terminal and in the app alike. */
export const COMPARED_TITLES: Readonly<Record<ComparedMetric, string>> = {
  p50: 'P50',
  p95: 'P95',
  p99: 'P99',
  error_rate: 'Error rate',
  throughput: 'Throughput',
}

export function comparedValue({ metric }: MetricComparison, figure: number): string {
  if (metric === 'error_rate') return formatPercent(figure)
  return metric === 'throughput' ? formatRate(figure) : formatDuration(figure * 1000)
}

/** `+9.6 %`, or `+0.42 points` of a rate. */
export function comparedChange({ scale }: Pick<MetricComparison, 'scale'>, delta: number): string {
  return scale === 'absolute' ? formatChange(delta, 'points', 2) : formatChange(delta)
}

function verdictWord({ verdict, metric }: Pick<MetricComparison, 'verdict' | 'metric'>): string {
  if (verdict === 'cannot-tell') return 'cannot tell'
  if (metric === 'error_rate' && verdict !== 'same') return verdict === 'slower' ? 'more errors' : 'fewer errors'
  if (metric === 'throughput' && verdict !== 'same') return verdict === 'slower' ? 'less' : 'more'
  return verdict
}

type Compared = Pick<RunComparison, 'verdict' | 'base'>

/** The verdict on a figure; null where the runs are not comparable: then nothing is claimed of their figures either. */
export function verdictOn(each: MetricComparison, { verdict }: Compared): Verdict | null {
  return verdict === null ? null : each.verdict
}

/** With what it would take to tell. */
export function verdictPhrase(each: MetricComparison, comparison: Compared): string {
  const verdict = verdictOn(each, comparison)
  if (verdict === null) return 'not judged'
  const word = verdictWord(each)
  return verdict === 'cannot-tell' ? `${word} (${remedyFor(each, comparison)})` : word
}

function remedyFor({ interval, neededSeconds }: MetricComparison, { base }: Compared): string {
  if (interval === null) return 'too little to go by'
  if (typeof neededSeconds === 'number') return `runs of about ${formatDuration(neededSeconds * 1e6)} would`
  // What runs differ by themselves does not get less when they get longer.
  return base.length > 1 ? 'more baseline runs may' : 'longer runs alone would not'
}

/** What a reader needs to know who sees an interval clear of the tolerance and no verdict; null where there is no such. */
export function intervalNote(comparison: RunComparison): string | null {
  const { metrics } = comparison
  if (!metrics.some((each) => verdictOn(each, comparison) === 'cannot-tell' && isClear(each))) return null
  return `An interval holds for its figure alone, a verdict for all ${metrics.length} figures together: by chance, one in twenty equal figures would stand out. So an interval can be clear of the tolerance where the verdict still cannot tell.`
}

/** Whether its interval lies beyond the tolerance. */
function isClear({ interval, tolerance }: MetricComparison): boolean {
  return interval !== null && (interval[0] > tolerance || interval[1] < -tolerance)
}

/** What of the runs was compared. */
export function comparedSpan({ comparedSeconds }: RunComparison): string {
  return comparedSeconds === null ? 'whole runs' : `the first ${formatClock(comparedSeconds * 1000)} of each run`
}

const HEADLINES: Readonly<Record<Verdict, string>> = {
  slower: 'Slower',
  faster: 'Faster',
  same: 'Same within tolerance',
  'cannot-tell': 'Cannot tell',
}

export function headlineOf({ verdict }: RunComparison): string {
  return verdict === null ? 'Not comparable' : HEADLINES[verdict]
}

/** Why: the metrics that the verdict of the whole rests on, all requests before steps. */
export function comparisonSentence({ verdict, metrics, reasons, comparedSeconds }: RunComparison): string {
  if (verdict === null) return reasons.join(' ')
  if (comparedSeconds === null) return 'Nothing is judged: an imported run does not tell how it went over time.'
  if (verdict === 'same') return 'Everything that was compared is the same within the tolerance.'
  if (verdict === 'cannot-tell') return `Nothing is shown to differ. ${sameText(metrics)}`
  const claimed = metrics.filter((each) => each.verdict === verdict)
  const shown = claimed.slice(0, MOST_SHOWN).map((each) => {
    const where = each.step === null ? '' : ` of ${each.step}`
    return `${COMPARED_TITLES[each.metric]}${where} ${comparedChange(each, each.delta)}`
  })
  const more = claimed.length > MOST_SHOWN ? `, and ${claimed.length - MOST_SHOWN} more` : ''
  return `${shown.join(', ')}${more}.`
}

const MOST_SHOWN = 3

function sameText(metrics: readonly MetricComparison[]): string {
  const same = metrics.filter(({ verdict }) => verdict === 'same').length
  return same === 0
    ? 'The runs hold too little to show that they are the same.'
    : `${same} of ${metrics.length} figures are shown to be the same, the others are too uncertain.`
}
