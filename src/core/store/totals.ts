import type { Database } from 'better-sqlite3'
import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import { Accumulator } from '../analysis/accumulator.ts'
import { readPoints } from './queries/points.ts'

/** The coarsest first: the fewer points, the fewer histograms to add. */
const RESOLUTIONS = [60, 10, 1] as const

/**
 * The totals of a run's series: the stored ones, or, for a run that has not ended, added up from its points: its roll-ups,
 * then the single seconds after the last of them. Trends of which only the last seconds are known and whose seconds carry
 * no histogram (a request's phases) are left out: their percentiles would be wrong.
 */
export function totalsOf(database: Database, run: number, series: readonly SeriesDefinition[]): SeriesPoint[] {
  const stored = [...readPoints(database, run, 0)].map(({ second: _second, ...point }) => point)
  if (stored.length > 0) return stored
  const sums = new Map(series.map(({ id, kind }) => [id, new Accumulator(kind)]))
  let addedUpTo = 0
  for (const resolution of RESOLUTIONS) {
    for (const point of readPoints(database, run, resolution, addedUpTo)) {
      const sum = sums.get(point.series)
      if (sum?.kind !== 'trend' || point.histogram !== undefined) sum?.addPoint(point)
      addedUpTo = Math.max(addedUpTo, point.second + resolution)
    }
  }
  return [...sums].flatMap(([id, sum]) => (sum.count === 0 ? [] : [sum.toPoint(id)]))
}
