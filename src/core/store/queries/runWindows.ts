import type { Database } from 'better-sqlite3'
import type { SeriesDefinition } from '../../../shared/metrics/series.ts'
import type { SecondRange } from '../../../shared/report.ts'
import type { SeriesPoint } from '../../../shared/run.ts'
import { isExactPerSecond, rolledUpTo, spansOf } from '../rangeTotals.ts'
import { findRun } from './runDetail.ts'
import { readPointsIn, readSeries } from './points.ts'

type Resolution = 1 | 10 | 60

/** The history of some series of a run. */
export interface RunWindows {
  windowSeconds: Resolution
  lastSecond: number
  /** Series without histograms in shorter windows have them in windows of ten seconds at least. */
  series: readonly {
    definition: SeriesDefinition
    windowSeconds: number
    points: (SeriesPoint & { second: number })[]
  }[]
  /** Per window. */
  peakVUs: number[]
  droppedIterations: number[]
}

/**
 * Windows of the series of these metrics, trends with histograms. What has no histogram (imported results) is left out.
 * @param windowSeconds the length of windows in which they are stored
 * @param part seconds, both inclusive; of the whole run when absent
 * @throws HeadroomError RUN_NOT_FOUND
 */
export function readRunWindows(
  database: Database,
  runId: string,
  {
    metrics,
    windowSeconds,
    part,
  }: { metrics: ReadonlySet<string>; windowSeconds: Resolution; part?: SecondRange | undefined },
): RunWindows {
  const row = findRun(database, runId)
  const lastSecond = Math.max(0, Math.ceil(row.duration_ms / 1000) - 1)
  const range = part ?? { from: 0, to: lastSecond }
  const rolledUp = rolledUpTo(database, row.id)
  const series = readSeries(database, row.id)
    .filter(({ metric }) => metrics.has(metric))
    .map((definition) => ({
      definition,
      windowSeconds: isExactPerSecond(definition) ? windowSeconds : Math.max(10, windowSeconds),
      points: [] as (SeriesPoint & { second: number })[],
    }))
  const byId = new Map(series.map((one) => [one.definition.id, one]))
  for (const size of new Set(series.map((one) => one.windowSeconds))) {
    const ids = series.filter((one) => one.windowSeconds === size).map(({ definition }) => definition.id)
    const limits = { 10: size >= 10 ? rolledUp[10] : 0, 60: size >= 60 ? rolledUp[60] : 0 }
    for (const { resolution, from, to } of spansOf(range, lastSecond, limits)) {
      for (const point of readPointsIn(database, row.id, resolution, { from, to }, ids)) {
        const one = byId.get(point.series)
        if (one?.definition.kind !== 'trend' || point.histogram !== undefined) one?.points.push(point)
      }
    }
  }
  return {
    windowSeconds,
    lastSecond,
    series: series.filter(({ points }) => points.length > 0),
    ...loadPerWindow(database, row.id, windowSeconds, Math.floor(lastSecond / windowSeconds) + 1),
  }
}

function loadPerWindow(
  database: Database,
  run: number,
  windowSeconds: number,
  windows: number,
): Pick<RunWindows, 'peakVUs' | 'droppedIterations'> {
  const peakVUs = Array.from({ length: windows }, () => 0)
  const droppedIterations = Array.from({ length: windows }, () => 0)
  const rows = database
    .prepare<[number, number], { window: number; vus: number; dropped: number }>(
      `SELECT second / ? AS "window", max(vus) AS vus, sum(dropped_iterations) AS dropped FROM live_points WHERE run = ?
       GROUP BY 1`,
    )
    .iterate(windowSeconds, run)
  for (const { window, vus, dropped } of rows) {
    if (window >= windows) continue
    peakVUs[window] = vus
    droppedIterations[window] = dropped
  }
  return { peakVUs, droppedIterations }
}
