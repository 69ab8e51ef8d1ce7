import { rowsOfExtremes } from './extremes.ts'
import type { LivePoint } from './run.ts'

/** Two hours of seconds: several times what a chart has pixels for. */
export const MOST_POINTS = 7200

type Figure = Exclude<keyof LivePoint, 'second' | 'observed'>
/** Every figure of the load: one that is missing here does not compile. */
const FIGURES: Readonly<Record<Figure, true>> = {
  p50Us: true,
  p95Us: true,
  p99Us: true,
  requestRate: true,
  failedShare: true,
  iterationRate: true,
  vus: true,
  plannedVUs: true,
  droppedIterations: true,
}
const COLUMNS = Object.keys(FIGURES) as Figure[]

/**
 * The live history of a run, or of some of its requests, bounded: a run of any length costs the same memory. When there are too many points, half of them
 * stay: over the whole time alike, the seconds in which a figure was at its lowest or highest. They are what was measured,
 * nothing is averaged; the report reads every second from the database.
 * @param points in the order of seconds
 */
export function boundPoints<Point extends Pick<LivePoint, 'second'> & Partial<LivePoint>>(
  points: readonly Point[],
  most = MOST_POINTS,
): readonly Point[] {
  const first = points[0]
  const last = points.at(-1)
  if (points.length <= most || first === undefined || last === undefined) return points
  const spans = Math.max(1, Math.floor((most / 2 - 2) / (2 * COLUMNS.length)))
  const spanSeconds = (last.second - first.second + 1) / spans
  const rows = rowsOfExtremes(
    points.length,
    COLUMNS.map((figure) => (row) => points[row]?.[figure] ?? null),
    spans,
    (row) => Math.floor(((points[row]?.second ?? 0) - first.second) / spanSeconds),
  )
  return rows.flatMap((row) => points[row] ?? [])
}
