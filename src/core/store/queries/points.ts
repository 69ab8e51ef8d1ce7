import type { Database } from 'better-sqlite3'
import type { MetricKind, MetricUnit } from '../../../shared/metrics/definitions.ts'
import type { SeriesDefinition, Tags } from '../../../shared/metrics/series.ts'
import type { SeriesPoint } from '../../../shared/run.ts'
import { unpackHistogram } from '../histogramBlob.ts'
import type { Resolution } from '../runStatements.ts'

/** A stored point without its histogram: what charts draw. */
export type ColumnPoint = Omit<SeriesPoint, 'histogram'> & { second: number }

interface PointRow {
  second: number
  series: number
  count: number
  sum: number
  min: number
  max: number
  p50: number | null
  p90: number | null
  p95: number | null
  p99: number | null
}

const COLUMNS = 'second, series, count, sum, min, max, p50, p90, p95, p99'

/** The series of a run, in the order in which they were first seen. @param run the run's number in the database */
export function readSeries(database: Database, run: number): SeriesDefinition[] {
  return database
    .prepare<[number], { series: number; metric: string; kind: MetricKind; unit: MetricUnit; tags: string }>(
      `SELECT series, metric, kind, unit, tags FROM series WHERE run = ? ORDER BY series`,
    )
    .all(run)
    .map(({ series, metric, kind, unit, tags }) => ({ id: series, metric, kind, unit, tags: JSON.parse(tags) as Tags }))
}

/**
 * Points for charts, by second and series; histograms are not read.
 * @param range seconds since the start, both inclusive
 * @param series only these; all when absent
 */
export function readColumns(
  database: Database,
  run: number,
  resolution: Resolution,
  range: { from: number; to: number },
  series?: readonly number[],
): ColumnPoint[] {
  return database
    .prepare<unknown[], PointRow>(
      `SELECT ${COLUMNS} FROM points WHERE run = ? AND resolution = ? AND second BETWEEN ? AND ? ${among(series)}
       ORDER BY second, series`,
    )
    .all(run, resolution, range.from, range.to, ...(series === undefined ? [] : [JSON.stringify(series)]))
    .map(toPoint)
}

/**
 * Points with their histograms, by second; one at a time, for adding up.
 * @param series only these; all when absent
 */
export function readPoints(
  database: Database,
  run: number,
  resolution: Resolution,
  fromSecond = 0,
  series?: readonly number[],
): Generator<SeriesPoint & { second: number }, void, undefined> {
  return readPointsIn(database, run, resolution, { from: fromSecond, to: Number.MAX_SAFE_INTEGER }, series)
}

/**
 * The same for windows that begin in a range, both ends inclusive.
 * @param series only these; all when absent
 */
export function* readPointsIn(
  database: Database,
  run: number,
  resolution: Resolution,
  range: { from: number; to: number },
  series?: readonly number[],
): Generator<SeriesPoint & { second: number }, void, undefined> {
  const rows = database
    .prepare<unknown[], PointRow & { histogram: Uint8Array | null }>(
      `SELECT ${COLUMNS}, histogram FROM points WHERE run = ? AND resolution = ? AND second BETWEEN ? AND ? ${among(series)}
       ORDER BY second, series`,
    )
    .iterate(run, resolution, range.from, range.to, ...(series === undefined ? [] : [JSON.stringify(series)]))
  for (const row of rows) {
    const point = toPoint(row)
    yield row.histogram === null ? point : { ...point, histogram: unpackHistogram(row.histogram) }
  }
}

function among(series: readonly number[] | undefined): string {
  return series === undefined ? '' : 'AND series IN (SELECT value FROM json_each(?))'
}

function toPoint({ second, series, count, sum, min, max, p50, p90, p95, p99 }: PointRow): ColumnPoint {
  return {
    second,
    series,
    count,
    sum,
    min,
    max,
    // Together or not at all, but for imported results, whose tool may tell some of them.
    ...(p50 === null ? {} : { p50 }),
    ...(p90 === null ? {} : { p90 }),
    ...(p95 === null ? {} : { p95 }),
    ...(p99 === null ? {} : { p99 }),
  }
}
