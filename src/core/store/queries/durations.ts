import type { Database } from 'better-sqlite3'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { type Tags, matchesTags } from '../../../shared/metrics/series.ts'
import { Accumulator } from '../../analysis/accumulator.ts'
import { totalsOf } from '../totals.ts'
import { readSeries } from './points.ts'

/**
 * The durations of the requests of a run that carry all tags of a filter, in microseconds; empty when there is no such run or it made
 * none.
 */
export function readDurations(database: Database, runId: string, filter: Tags = {}): Histogram {
  const row = database.prepare<[string], { id: number }>(`SELECT id FROM runs WHERE run_id = ?`).get(runId)
  if (row === undefined) return new Histogram()
  const series = readSeries(database, row.id).filter(
    ({ metric, tags }) => metric === 'http_req_duration' && matchesTags(tags, filter),
  )
  const wanted = new Set(series.map(({ id }) => id))
  const durations = new Accumulator('trend')
  for (const point of totalsOf(database, row.id, series)) if (wanted.has(point.series)) durations.addPoint(point)
  return durations.histogram ?? new Histogram()
}
