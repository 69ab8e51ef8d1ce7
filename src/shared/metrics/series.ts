import type { MetricKind, MetricUnit } from './definitions.ts'

/** Tags of a series. Values never hold a raw URL: the step's name or template stands for it. */
export type Tags = Readonly<Record<string, string>>

/** A metric with one set of tags. `id` is unique within a run; workers number their own, the runner renumbers. */
export interface SeriesDefinition {
  id: number
  metric: string
  kind: MetricKind
  unit: MetricUnit
  tags: Tags
}

/** The canonical key of a series, k6's notation with sorted tags: `http_reqs{method:GET,step:browse}`. */
export function seriesKey(metric: string, tags: Tags): string {
  const names = Object.keys(tags).toSorted()
  if (names.length === 0) return metric
  return `${metric}{${names.map((name) => `${name}:${tags[name]}`).join(',')}}`
}

/** Whether a series with these tags belongs to a sub-metric: every tag of the filter has that value. */
export function matchesTags(tags: Tags, filter: Tags): boolean {
  for (const name in filter) if (tags[name] !== filter[name]) return false
  return true
}

/** Most series of a run, unless its scenario's guards say otherwise. */
export const DEFAULT_MAX_SERIES = 1000

/** Tags that keep their value when a series is folded: few values, and thresholds ask for them. */
const KEPT_WHEN_FOLDED = new Set(['scenario', 'method', 'expected_response'])

/** The tags that stand for these when there are too many series: the values of all but a few become `other`. */
export function foldTags(tags: Tags): Tags {
  return Object.fromEntries(
    Object.entries(tags).map(([name, value]) => [name, KEPT_WHEN_FOLDED.has(name) ? value : 'other']),
  )
}

/** Said once when that happens. */
export function foldedText(maxSeries: number): string {
  return `More than ${maxSeries} series: further tag values are counted as "other". guards.maxSeries raises the bound; fewer tag values are better.`
}
