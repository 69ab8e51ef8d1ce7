import type { Database } from 'better-sqlite3'
import { builtInMetric } from '../../shared/metrics/definitions.ts'
import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type { SecondRange } from '../../shared/report.ts'
import type { SeriesPoint } from '../../shared/run.ts'
import { Accumulator } from '../analysis/accumulator.ts'
import { readPointsIn } from './queries/points.ts'

/** Windows of one resolution, first and last second of a window both inclusive. */
export interface Span {
  resolution: 1 | 10 | 60
  from: number
  to: number
}

/** First second that no roll-up covers, per resolution: roll-ups of a run that goes on lag behind. */
export interface RolledUp {
  10: number
  60: number
}

/** Whether a series' seconds carry histograms; those of a request's phases do not. */
export function isExactPerSecond({ kind, metric }: SeriesDefinition): boolean {
  return kind !== 'trend' || (builtInMetric(metric)?.histogram ?? 'second') === 'second'
}

/** The next range of whole tens that holds a range, within the run. */
export function wholeTens({ from, to }: SecondRange, lastSecond: number): SecondRange {
  return { from: Math.floor(from / 10) * 10, to: Math.min(lastSecond, Math.floor(to / 10) * 10 + 9) }
}

/**
 * The fewest windows that make up a range exactly: seconds at the edges, tens, minutes in the middle. In the order of time.
 * @param lastSecond of the run: its last roll-ups are shorter than their names
 */
export function spansOf(range: SecondRange, lastSecond: number, rolledUp: RolledUp): Span[] {
  const spans: Span[] = []
  let second = range.from
  while (second <= range.to) {
    const resolution = ([60, 10] as const).find(
      (size) => second % size === 0 && Math.min(second + size - 1, lastSecond) <= range.to && second < rolledUp[size],
    )
    const size = resolution ?? 1
    const last = spans.at(-1)
    if (last?.resolution === size) last.to = second
    else spans.push({ resolution: size, from: second, to: second })
    second += size
  }
  return spans
}

/** Up to where a run is rolled up. @param run its number in the database */
export function rolledUpTo(database: Database, run: number): RolledUp {
  const next = (size: 10 | 60): number => {
    const row = database
      .prepare<[number, number], { last: number | null }>(
        `SELECT max(second) AS last FROM points WHERE run = ? AND resolution = ?`,
      )
      .get(run, size)
    return row?.last === null || row === undefined ? 0 : row.last + size
  }
  return { 10: next(10), 60: next(60) }
}

/**
 * What each series gathered in a range of seconds, merged exactly from the stored histograms. Trends whose seconds carry none
 * are those of the whole tens around the range (`wholeTens`), as far as the run is rolled up.
 */
export function rangeTotals(
  database: Database,
  run: number,
  series: readonly SeriesDefinition[],
  range: SecondRange,
  lastSecond: number,
): SeriesPoint[] {
  const rolledUp = rolledUpTo(database, run)
  const sums = new Map<number, Accumulator>()
  const add = (chosen: readonly SeriesDefinition[], spans: readonly Span[]): void => {
    for (const { id, kind } of chosen) sums.set(id, new Accumulator(kind))
    const ids = chosen.map(({ id }) => id)
    for (const { resolution, from, to } of spans) {
      for (const point of readPointsIn(database, run, resolution, { from, to }, ids)) {
        sums.get(point.series)?.addPoint(point)
      }
    }
  }
  add(series.filter(isExactPerSecond), spansOf(range, lastSecond, rolledUp))
  const tens = spansOf(wholeTens(range, lastSecond), lastSecond, rolledUp)
  add(
    series.filter((one) => !isExactPerSecond(one)),
    tens.filter(({ resolution }) => resolution !== 1),
  )
  return [...sums].flatMap(([id, sum]) => (sum.count === 0 ? [] : [sum.toPoint(id)]))
}
