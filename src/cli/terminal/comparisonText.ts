import type { MetricComparison, RunComparison } from '../../shared/comparison.ts'
import {
  COMPARED_TITLES,
  comparedChange,
  comparedSpan,
  comparedValue,
  headlineOf,
  verdictPhrase,
} from '../../shared/comparisonText.ts'
import { table } from './table.ts'

const COLUMNS = [
  { title: 'step', align: 'left' },
  { title: 'metric', align: 'left' },
  { title: 'baseline', align: 'right' },
  { title: 'run', align: 'right' },
  { title: 'change', align: 'right' },
  { title: '95 % interval', align: 'right' },
  { title: 'verdict', align: 'left' },
] as const

/** A comparison for people: its verdict, why, every figure, what changed. */
export function comparisonLines(comparison: RunComparison): string[] {
  const { reasons, changes, scenarioDifference: lines } = comparison
  const changed =
    lines.removedCount + lines.addedCount === 0
      ? []
      : [
          `Scenario: ${lines.removedCount} lines removed, ${lines.addedCount} added`,
          ...lines.removed.map((line) => `  - ${line}`),
          ...lines.added.map((line) => `  + ${line}`),
        ]
  return [
    `${headlineOf(comparison).toUpperCase()}  ${comparison.run} against ${comparison.base.join(', ')}`,
    ...reasons.map((reason) => `  ${reason}`),
    `Compared: ${comparedSpan(comparison)}.`,
    ...(comparison.metrics.length === 0 ? [] : table(COLUMNS, comparison.metrics.map(row))),
    ...changes.map((each) => `Changed: ${each}`),
    ...changed,
  ]
}

function row(each: MetricComparison): string[] {
  return [
    each.step ?? 'all',
    COMPARED_TITLES[each.metric],
    comparedValue(each, each.base),
    comparedValue(each, each.run),
    comparedChange(each, each.delta),
    each.interval === null
      ? '–'
      : `${comparedChange(each, each.interval[0])} to ${comparedChange(each, each.interval[1])}`,
    verdictPhrase(each),
  ]
}
