import type { Database } from 'better-sqlite3'
import { bucketBounds } from '../../../shared/metrics/histogram.ts'
import { decodeCounts } from '../../../shared/metrics/histogramCodec.ts'
import { SparseCounts } from '../../../shared/metrics/sparseCounts.ts'
import type { HeatMap } from '../../../shared/report.ts'
import { findRun } from './runDetail.ts'
import { readPointsIn, readSeries } from './points.ts'

const MOST_COLUMNS = 120
const ROWS_PER_DECADE = 10
const MOST_ROWS = 48
/** The finest stored windows that stay few enough to read at once. */
const RESOLUTIONS = [
  { resolution: 1, upToSeconds: 300 },
  { resolution: 10, upToSeconds: 3600 },
  { resolution: 60, upToSeconds: Infinity },
] as const

const counts = new SparseCounts()

/**
 * How the durations of all requests of a run spread over its time; null when none was finished.
 * @throws HeadroomError RUN_NOT_FOUND
 */
export function readHeatMap(database: Database, runId: string): HeatMap | null {
  const row = findRun(database, runId)
  const seconds = Math.max(1, Math.ceil(row.duration_ms / 1000))
  const { resolution } = RESOLUTIONS.find(({ upToSeconds }) => seconds <= upToSeconds) ?? RESOLUTIONS[2]
  const ids = readSeries(database, row.id)
    .filter(({ metric }) => metric === 'http_req_duration')
    .map(({ id }) => id)
  const columnSeconds = resolution * Math.ceil(Math.ceil(seconds / resolution) / MOST_COLUMNS)
  const columns = Math.ceil(seconds / columnSeconds)
  /** Per column: row since 1 us -> count. */
  const cells = Array.from({ length: columns }, () => new Map<number, number>())
  let lowest = Infinity
  let highest = -Infinity
  for (const point of readPointsIn(database, row.id, resolution, { from: 0, to: seconds }, ids)) {
    const column = cells[Math.floor(point.second / columnSeconds)]
    if (point.histogram === undefined || column === undefined) continue
    decodeCounts(counts, point.histogram)
    for (let entry = 0; entry < counts.length; entry++) {
      const cell = rowOf(bucketBounds(counts.indexAt(entry))[0])
      column.set(cell, (column.get(cell) ?? 0) + counts.countAt(entry))
      lowest = Math.min(lowest, cell)
      highest = Math.max(highest, cell)
    }
  }
  if (highest < lowest) return null
  const low = Math.max(lowest, highest - MOST_ROWS + 1)
  const rows = highest - low + 1
  const all = Array.from({ length: columns * rows }, () => 0)
  for (const [column, found] of cells.entries()) {
    for (const [cell, count] of found) {
      // Very short durations of a very wide spread share the lowest row.
      const at = column * rows + Math.max(0, cell - low)
      all[at] = (all[at] ?? 0) + count
    }
  }
  const edgesUs = Array.from({ length: rows + 1 }, (_, index) => 10 ** ((low + index) / ROWS_PER_DECADE))
  return { columnSeconds, columns, edgesUs, counts: all }
}

function rowOf(us: number): number {
  return Math.floor(Math.log10(Math.max(1, us)) * ROWS_PER_DECADE + 1e-9)
}
