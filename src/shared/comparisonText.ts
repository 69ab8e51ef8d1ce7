import type { ComparedMetric, MetricComparison, RunComparison, Verdict } from './comparison.ts'
import { formatClock, formatDuration, formatPercent, formatRate } from './units.ts'

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
  if (!Number.isFinite(delta)) return '–'
  const unit = scale === 'absolute' ? 'points' : '%'
  const size = Math.abs(delta * 100).toFixed(scale === 'absolute' ? 2 : 1)
  // What rounds to nothing has no direction.
  return `${delta < 0 && Number(size) > 0 ? '-' : '+'}${size} ${unit}`
}

function verdictWord({ verdict, metric }: Pick<MetricComparison, 'verdict' | 'metric'>): string {
  if (verdict === 'cannot-tell') return 'cannot tell'
  if (metric === 'error_rate' && verdict !== 'same') return verdict === 'slower' ? 'more errors' : 'fewer errors'
  if (metric === 'throughput' && verdict !== 'same') return verdict === 'slower' ? 'less' : 'more'
  return verdict
}

/** With what it would take to tell. */
export function verdictPhrase(each: MetricComparison): string {
  const word = verdictWord(each)
  if (each.verdict !== 'cannot-tell') return word
  if (each.interval === null) return `${word} (too little was measured)`
  return typeof each.neededSeconds === 'number'
    ? `${word} (runs of about ${formatDuration(each.neededSeconds * 1e6)} would)`
    : `${word} (longer runs alone would not)`
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
