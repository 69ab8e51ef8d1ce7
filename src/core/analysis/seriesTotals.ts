import { type SeriesDefinition, type Tags, matchesTags } from '../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import { Accumulator } from './accumulator.ts'
import { combineGauges, gaugeMerge } from './gauges.ts'

/** A series of a run with what it came to. */
export interface SeriesTotal {
  definition: SeriesDefinition
  point: SeriesPoint
}

/** Series with their totals; those that measured nothing are left out. */
export function joinTotals(series: readonly SeriesDefinition[], totals: readonly SeriesPoint[]): SeriesTotal[] {
  const definitions = new Map(series.map((definition) => [definition.id, definition]))
  return totals.flatMap((point) => {
    const definition = definitions.get(point.series)
    return definition === undefined || point.count === 0 ? [] : [{ definition, point }]
  })
}

export function matching(totals: readonly SeriesTotal[], filter: Tags): SeriesTotal[] {
  return totals.filter(({ definition }) => matchesTags(definition.tags, filter))
}

/** The series' totals as one; undefined when there are none. */
export function merge(totals: readonly SeriesTotal[]): Accumulator | undefined {
  const [first] = totals
  if (first === undefined) return undefined
  const merged = new Accumulator(first.definition.kind)
  if (first.definition.kind === 'gauge') {
    merged.add(
      combineGauges(
        gaugeMerge(first.definition.metric),
        totals.map(({ point }) => point),
      ),
    )
  } else {
    for (const { point } of totals) merged.addPoint(point)
  }
  return merged
}
