import { rowsOfExtremes } from '../../shared/extremes.ts'

/** What a chart draws, by columns: one time per row, and per series a value of that time. */
export interface ChartRows {
  /** Milliseconds since the start, rising. */
  timesMs: number[]
  /** Per series; null where there is nothing to draw. */
  columns: (number | null)[][]
}

/** Whether there is anything to draw. */
export function hasValues({ columns }: ChartRows): boolean {
  return columns.some((column) => column.some((value) => value !== null))
}

/** Rows from records, one per record. */
export function rowsOf<Source>(
  records: readonly Source[],
  timeMs: (record: Source) => number,
  series: readonly ((record: Source) => number | null)[],
): ChartRows {
  return {
    timesMs: records.map(timeMs),
    columns: series.map((value) => records.map(value)),
  }
}

/**
 * Fewer rows than `most` that look the same when drawn: of each of equally long spans the rows stay at which any series is at
 * its lowest or highest, so that no peak is lost and all series keep the same times (a hover reads them all at once).
 * Chart.js' own decimation thins each series by itself and takes gaps for zeros.
 */
export function decimate(rows: ChartRows, most: number): ChartRows {
  const count = rows.timesMs.length
  const perSpan = Math.max(2, rows.columns.length * 2)
  if (count <= most || count <= perSpan) return rows
  const spans = Math.max(1, Math.floor((most - 2) / perSpan))
  const kept = rowsOfExtremes(
    count,
    rows.columns.map((column) => (row) => column[row] ?? null),
    spans,
    (row) => Math.floor((row * spans) / count),
  )
  return {
    timesMs: kept.map((row) => rows.timesMs[row] ?? 0),
    columns: rows.columns.map((column) => kept.map((row) => column[row] ?? null)),
  }
}

/** The value of a drawn curve at a time: linear between its points, null outside of them. */
export function valueAt(points: readonly (readonly [number, number])[], timeMs: number): number | null {
  const first = points[0]
  if (first === undefined || timeMs < first[0]) return null
  for (let index = 1; index < points.length; index++) {
    const before = points[index - 1]
    const after = points[index]
    if (before === undefined || after === undefined || timeMs > after[0]) continue
    if (after[0] === before[0]) return after[1]
    return before[1] + ((after[1] - before[1]) * (timeMs - before[0])) / (after[0] - before[0])
  }
  return points.length === 1 && timeMs === first[0] ? first[1] : null
}

/** One after the other; the second's times come later. */
export function joinRows(rows: ChartRows, later: ChartRows): ChartRows {
  return {
    timesMs: [...rows.timesMs, ...later.timesMs],
    columns: rows.columns.map((column, index) => [...column, ...(later.columns[index] ?? [])]),
  }
}

/** Distance of the ticks of a time axis: round in the way of clocks, at most `most` ticks. */
export function clockStep(spanMs: number, most: number): number {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400]
  const step = steps.find((seconds) => seconds * 1000 * most >= spanMs) ?? 86_400
  return step * 1000
}
