import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import type { RunTag, TagRow } from '../../shared/report.ts'
import { matching, merge } from './seriesTotals.ts'
import { shareOf } from './stepFigures.ts'
import { groupByMetric } from './summarize.ts'
import { rowPercentiles, trendTotal } from './trendTotal.ts'

/** k6's name of a request: the step's, unless the file says otherwise. */
const SAME_AS_STEP = 'name'
/** Values of one tag that are shown; the engine bounds the number of series already. */
const MOST_VALUES = 200

/** A row per value of every tag that requests carry, in the order in which they were first seen. @param seconds of the totals */
export function tagRows(
  series: readonly SeriesDefinition[],
  totals: readonly SeriesPoint[],
  seconds: number,
): TagRow[] {
  const byMetric = groupByMetric({ series, totals })
  const values = tagValues((byMetric.get('http_reqs') ?? []).map(({ definition }) => definition))
  return values
    .filter(({ tag }) => tag !== 'step')
    .flatMap(({ tag, values: known }) =>
      known.map((value) => {
        const of = (metric: string) => merge(matching(byMetric.get(metric) ?? [], { [tag]: value }))
        const count = of('http_reqs')?.sum ?? 0
        const { percentile } = trendTotal(matching(byMetric.get('http_req_duration') ?? [], { [tag]: value }))
        const failed = of('http_req_failed')
        return {
          tag,
          value,
          count,
          rate: seconds > 0 ? count / seconds : 0,
          ...rowPercentiles(percentile),
          failedShare: shareOf(failed),
        }
      }),
    )
}

/** The tags of these series with their values, in the order in which they were first seen. */
export function tagValues(series: readonly SeriesDefinition[]): RunTag[] {
  const found = new Map<string, Set<string>>()
  for (const { tags } of series) {
    for (const [tag, value] of Object.entries(tags)) {
      if (tag === SAME_AS_STEP || value === '') continue
      const known = found.get(tag) ?? new Set()
      found.set(tag, known)
      if (known.size < MOST_VALUES) known.add(value)
    }
  }
  return [...found].map(([tag, values]) => ({ tag, values: [...values] }))
}
