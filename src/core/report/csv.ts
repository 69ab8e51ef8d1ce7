import type { LivePoint } from '../../shared/run.ts'

const COLUMNS = [
  'second',
  'p50_ms',
  'p95_ms',
  'p99_ms',
  'requests_per_s',
  'failed_share',
  'iterations_per_s',
  'vus',
  'planned_vus',
  'dropped_iterations',
] as const

/** A row per second of the run: percentiles of that second alone, empty where nothing finished in it (RFC 4180). */
export function csvReport(points: readonly LivePoint[]): string {
  const milliseconds = (us: number | null): number | null => (us === null ? null : us / 1000)
  const rows = points.map((point) => [
    point.second,
    milliseconds(point.p50Us),
    milliseconds(point.p95Us),
    milliseconds(point.p99Us),
    point.requestRate,
    point.failedShare,
    point.iterationRate,
    point.vus,
    point.plannedVUs,
    point.droppedIterations,
  ])
  return [COLUMNS, ...rows].map((row) => `${row.map((cell) => cell ?? '').join(',')}\r\n`).join('')
}
