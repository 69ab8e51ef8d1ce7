import type { MetricComparison, RunComparison } from '../../shared/comparison.ts'
import {
  COMPARED_TITLES,
  comparedChange,
  comparedSpan,
  comparedValue,
  headlineOf,
  intervalNote,
  verdictPhrase,
} from '../../shared/comparisonText.ts'
import { numbers, table, words } from './table.ts'

const COLUMNS = [
  ...words('step', 'metric'),
  ...numbers('baseline', 'run', 'change', '95 % interval'),
  ...words('verdict'),
]

/** A comparison for people: its verdict, why, every figure, what changed. */
export function comparisonLines(comparison: RunComparison): string[] {
  const { reasons, changes, scenarioDifference: lines } = comparison
  const note = intervalNote(comparison)
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
    ...(comparison.metrics.length === 0
      ? []
      : table(
          COLUMNS,
          comparison.metrics.map((each) => row(each, comparison)),
        )),
    ...(note === null ? [] : [note]),
    ...changes.map((each) => `Changed: ${each}`),
    ...changed,
  ]
}

function row(each: MetricComparison, comparison: RunComparison): string[] {
  return [
    each.step ?? 'all',
    COMPARED_TITLES[each.metric],
    comparedValue(each, each.base),
    comparedValue(each, each.run),
    comparedChange(each, each.delta),
    each.interval === null
      ? '–'
      : `${comparedChange(each, each.interval[0])} to ${comparedChange(each, each.interval[1])}`,
    verdictPhrase(each, comparison),
  ]
}
