import type { Database } from 'better-sqlite3'
import { type SeriesDefinition, type Tags, matchesTags, seriesKey } from '../../../shared/metrics/series.ts'
import type { RunTag, Slice, SlicePoint } from '../../../shared/report.ts'
import { REQUEST_METRICS, RequestFigures, StepFigures } from '../../analysis/requestFigures.ts'
import { tagValues } from '../../analysis/tagRows.ts'
import { type Span, rolledUpTo, spansOf } from '../rangeTotals.ts'
import { readPointsIn, readSeries } from './points.ts'
import { findRun } from './runDetail.ts'

/** Seconds of a history that are told one by one; what is older is told per ten seconds. */
const SINGLE_SECONDS = 3600

/** What was added up for a filter that is asked again each second. */
interface Following {
  key: string
  figures: StepFigures
  /** First second that is not in it yet. */
  nextSecond: number
}
/** One per database: who filters a run that goes on asks for one filter at a time. */
const following = new WeakMap<Database, Following>()

/** @throws HeadroomError RUN_NOT_FOUND */
export function readTags(database: Database, runId: string): RunTag[] {
  const { id } = findRun(database, runId)
  return tagValues(readSeries(database, id).filter(({ metric }) => metric === 'http_reqs'))
}

/**
 * The requests of a run that carry all tags of a filter. Asked again while the run goes on, it reads only what is new.
 * @param question `fromSecond`: the first second whose point is wanted; figures are since the start in any case
 * @throws HeadroomError RUN_NOT_FOUND
 */
export function readSlice(
  database: Database,
  { runId, filter, fromSecond }: { runId: string; filter: Tags; fromSecond: number },
): Slice {
  const row = findRun(database, runId)
  const series = requestSeries(database, row.id, filter)
  const lastSecond = lastSecondOf(database, row.id)
  const seconds = row.status === 'running' ? lastSecond + 1 : row.duration_ms / 1000
  const figures = addUp(database, row.id, seriesKey(runId, filter), series, lastSecond)
  return {
    points: history(database, row.id, series, fromSecond, lastSecond),
    total: figures.all.total(seconds),
    steps: figures.rows(seconds),
  }
}

/** The points of a whole run alone, without figures since its start. @throws HeadroomError RUN_NOT_FOUND */
export function readHistory(database: Database, runId: string, filter: Tags): SlicePoint[] {
  const { id } = findRun(database, runId)
  return history(database, id, requestSeries(database, id, filter), 0, lastSecondOf(database, id))
}

function requestSeries(database: Database, run: number, filter: Tags): Map<number, SeriesDefinition> {
  return new Map(
    readSeries(database, run)
      .filter(({ metric, tags }) => REQUEST_METRICS.has(metric) && matchesTags(tags, filter))
      .map((definition) => [definition.id, definition]),
  )
}

function addUp(
  database: Database,
  run: number,
  key: string,
  series: ReadonlyMap<number, SeriesDefinition>,
  lastSecond: number,
): StepFigures {
  let followed = following.get(database)
  if (followed?.key !== key) following.set(database, (followed = { key, figures: new StepFigures(), nextSecond: 0 }))
  const range = { from: followed.nextSecond, to: lastSecond }
  for (const span of spansOf(range, lastSecond, rolledUpTo(database, run))) {
    for (const point of readSpan(database, run, span, series)) {
      const definition = series.get(point.series)
      if (definition !== undefined) followed.figures.add(definition, point)
    }
  }
  followed.nextSecond = Math.max(followed.nextSecond, lastSecond + 1)
  return followed.figures
}

/** A point per window, also where none of these requests finished: a gap in time is a gap in the chart. */
function history(
  database: Database,
  run: number,
  series: ReadonlyMap<number, SeriesDefinition>,
  fromSecond: number,
  lastSecond: number,
): SlicePoint[] {
  const isLong = lastSecond - fromSecond >= SINGLE_SECONDS
  const singleFrom = isLong ? Math.max(0, Math.floor((lastSecond - SINGLE_SECONDS / 2) / 10) * 10) : fromSecond
  const spans: Span[] = [{ resolution: 1, from: singleFrom, to: lastSecond }]
  if (isLong) spans.unshift({ resolution: 10, from: Math.floor(fromSecond / 10) * 10, to: singleFrom - 10 })
  return spans.flatMap((span) => {
    const points: SlicePoint[] = []
    let second = span.from
    const figures = new RequestFigures()
    const close = (): void => {
      points.push(slicePoint(second, span.resolution, figures))
      figures.reset()
      second += span.resolution
    }
    for (const point of readSpan(database, run, span, series)) {
      while (second < point.second) close()
      figures.add(series.get(point.series)?.metric ?? '', point)
    }
    while (second <= span.to) close()
    return points
  })
}

function slicePoint(second: number, resolution: number, figures: RequestFigures): SlicePoint {
  return {
    second,
    p50Us: figures.percentile(50),
    p95Us: figures.percentile(95),
    p99Us: figures.percentile(99),
    requestRate: figures.count / resolution,
    failedShare: figures.failedShare,
  }
}

function readSpan(database: Database, run: number, span: Span, series: ReadonlyMap<number, SeriesDefinition>) {
  return readPointsIn(database, run, span.resolution, span, [...series.keys()])
}

/** -1 before the first second is over. */
function lastSecondOf(database: Database, run: number): number {
  const row = database
    .prepare<[number], { last: number | null }>(`SELECT max(second) AS last FROM live_points WHERE run = ?`)
    .get(run)
  return row?.last ?? -1
}
