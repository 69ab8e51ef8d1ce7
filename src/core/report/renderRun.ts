import type { Database } from 'better-sqlite3'
import { readDurations } from '../store/queries/durations.ts'
import { readRun } from '../store/queries/runDetail.ts'
import type { StoredRun } from '../store/queries/runDetail.ts'
import { csvReport } from './csv.ts'
import { htmlReport } from './html/page.ts'
import { junitReport } from './junit.ts'
import { k6Summary } from './k6Summary.ts'
import { markdownReport } from './markdown.ts'

const FORMATS = {
  html: (run, database) => htmlReport({ ...run, durations: readDurations(database, run.summary.run.id) }),
  json: ({ summary }) => `${JSON.stringify(summary, null, 2)}\n`,
  junit: ({ summary }) => junitReport(summary),
  csv: ({ points }) => csvReport(points),
  md: ({ summary }) => markdownReport(summary),
  k6: ({ summary }) => k6Summary(summary),
} as const satisfies Record<string, (run: StoredRun, database: Database) => string>

export type ReportFormat = keyof typeof FORMATS

/** A stored run as the text of a file. @throws HeadroomError RUN_NOT_FOUND */
export function renderRun(database: Database, runId: string, format: ReportFormat): string {
  return FORMATS[format](readRun(database, runId), database)
}
