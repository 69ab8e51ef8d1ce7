import type { Database } from 'better-sqlite3'
import { readDurations } from '../store/queries/durations.ts'
import { readHeatMap } from '../store/queries/heatMap.ts'
import { readRangeReport } from '../store/queries/rangeReport.ts'
import { readRun } from '../store/queries/runDetail.ts'
import type { StoredRun } from '../store/queries/runDetail.ts'
import { csvReport } from './csv.ts'
import { htmlReport } from './html/page.ts'
import { packedRangeOf } from './html/range/packedRange.ts'
import { junitReport } from './junit.ts'
import { k6Summary } from './k6Summary.ts'
import { markdownReport } from './markdown.ts'

const FORMATS = {
  html: htmlOf,
  json: ({ summary }) => `${JSON.stringify(summary, null, 2)}\n`,
  junit: ({ summary }) => junitReport(summary),
  csv: ({ points }) => csvReport(points),
  md: ({ summary }) => markdownReport(summary),
  k6: ({ summary }) => k6Summary(summary),
} as const satisfies Record<string, (run: StoredRun, database: Database) => string>

/** Small enough to be mailed. What a run holds besides its numbers (bodies, the scenario) may make it longer. */
const MOST_HTML_BYTES = 1_900_000
const LEAST_RANGE_BYTES = 200_000

/** With as much of the run's data for ranges as there is room for, in base64. */
function htmlOf(stored: StoredRun, database: Database): string {
  const runId = stored.summary.run.id
  const { tags, phases } = readRangeReport(database, { runId })
  const heatMap = readHeatMap(database, runId)
  const run = { ...stored, tags, phases, heatMap, durations: readDurations(database, runId) }
  const room = ((MOST_HTML_BYTES - Buffer.byteLength(htmlReport(run))) * 3) / 4
  return htmlReport({ ...run, ranges: packedRangeOf(database, stored, Math.max(LEAST_RANGE_BYTES, room)) })
}

export type ReportFormat = keyof typeof FORMATS

/** A stored run as the text of a file. @throws HeadroomError RUN_NOT_FOUND */
export function renderRun(database: Database, runId: string, format: ReportFormat): string {
  return FORMATS[format](readRun(database, runId), database)
}
