import { COMPARED_TITLES } from './comparisonText.ts'
import type { ChangePoint, TrendMetric, TrendRun } from './trends.ts'
import { formatChange, formatDuration, formatPercent, formatRate, zeroLike } from './units.ts'
import { verdictWord } from './verdictText.ts'

export const TREND_TITLES = COMPARED_TITLES

export function trendValue(metric: TrendMetric, value: number | null): string {
  if (value === null) return '–'
  if (metric === 'error_rate') return formatPercent(value)
  return metric === 'throughput' ? formatRate(value) : formatDuration(value)
}

/** A tick of the axis; zero has the unit of the next one. */
export function trendTick(metric: TrendMetric, value: number, next: number): string {
  return value === 0 ? zeroLike(trendValue(metric, next)) : trendValue(metric, value)
}

/** `+12.3 %`, or `+0.42 points` of a rate. */
export function changeText({ metric, before, after }: ChangePoint): string {
  return metric === 'error_rate' ? formatChange(after - before, 'points', 2) : formatChange(after / before - 1)
}

/** `slower`, and for rates what they did. */
export function changeWord({ metric, before, after, verdict }: ChangePoint): string {
  if (metric === 'error_rate') return after > before ? 'more errors' : 'fewer errors'
  if (metric === 'throughput') return after > before ? 'more' : 'less'
  return verdict
}

/** What is to be known of a run besides its figures: `Passed, doubtful, baseline`. */
export function trendNotes({ run, inBaseline, scenarioChanged }: TrendRun): string {
  return [
    verdictWord(run),
    ...(run.validity === 'valid' ? [] : [run.validity]),
    ...(inBaseline ? ['baseline'] : []),
    ...(scenarioChanged ? ['scenario changed'] : []),
  ].join(', ')
}
